"""What `santral check` says of the link to the exchange."""

from __future__ import annotations

from pathlib import Path

import pytest

from santral.cti.link_check import Finding, check_link
from santral.cti.wire import AmiSettings
from tests.integration.cti.scripted_exchange import (
    Action,
    Reply,
    ScriptedExchange,
    Session,
    silence,
)

EVERYTHING = (
    *("CoreShowChannels", "BlindTransfer", "QueuePause", "QueuePenalty", "Originate", "QueueStatus", "Ping"),
)


def allows(*actions: str) -> Reply:
    def list_commands(session: Session, action: Action) -> None:
        session.respond(action, *(f"{name}: What it does. (Priv: some,all)" for name in actions))

    return list_commands


def queues(session: Session, action: Action) -> None:
    session.list(
        action,
        ("QueueParams", "Queue: support"),
        ("QueueMember", "Queue: support", "Location: db", "Membership: realtime", "Penalty: 0"),
        ("QueueMember", "Queue: support", "Location: PJSIP/1001", "Membership: static", "Penalty: 4"),
        ("QueueParams", "Queue: sales"),
        complete="QueueStatusComplete",
    )


def dialplan(session: Session, action: Action) -> None:
    if action["Context"] == "internal":
        session.list(action, ("ListDialplan", "Context: internal"), complete="ShowDialPlanComplete")
    else:
        session.refuse(action, f"Did not find context {action['Context']}")


def dialled_nowhere(session: Session, action: Action) -> None:
    session.respond(action, "Message: Originate successfully queued")
    session.event("OriginateResponse", f"ActionID: {action['ActionID']}", "Response: Failure", "Reason: 0")


def the_penalty_it_has(session: Session, action: Action) -> None:
    assert (action["Queue"], action["Interface"], action["Penalty"]) == ("support", "PJSIP/1001", "4")
    session.respond(action, "Message: Interface penalty set successfully")
    session.event("QueueMemberPenalty", "Privilege: agent,all", "Queue: support", "Penalty: 4")


@pytest.fixture
def healthy(exchange: ScriptedExchange) -> ScriptedExchange:
    exchange.replies |= {
        "ListCommands": allows(*EVERYTHING),
        "Originate": dialled_nowhere,
        "QueuePenalty": the_penalty_it_has,
        "QueueStatus": queues,
        "ShowDialPlan": dialplan,
    }
    return exchange


def only_failure(findings: list[Finding]) -> Finding:
    [failure] = [finding for finding in findings if not finding.ok]
    return failure


async def test_a_link_in_order_has_nothing_to_advise(healthy: ScriptedExchange) -> None:
    findings = await check_link(healthy.settings())
    assert all(finding.ok for finding in findings)
    assert not any(finding.advice for finding in findings)
    told = "\n".join(finding.what for finding in findings)
    assert "Asterisk Call Manager/11.0.0" in told
    assert "Hear what happens in queues" in told
    assert "Queues: sales, support; members: 2" in told


async def test_a_closed_port_is_told_with_where_to_look(unused_port: int) -> None:
    failure = only_failure(await check_link(AmiSettings("127.0.0.1", unused_port, "santral", "x")))
    assert "cannot be reached" in failure.advice
    assert f"port = {unused_port}" in failure.advice


async def test_a_name_that_nobody_knows_is_told() -> None:
    failure = only_failure(await check_link(AmiSettings("pbx.invalid", 5038, "santral", "x")))
    assert "cannot be reached" in failure.advice


async def test_a_wrong_secret_is_told_without_telling_the_secret(healthy: ScriptedExchange) -> None:
    failure = only_failure(await check_link(healthy.settings(secret="nicht-geheim")))
    assert failure.what == "Log in as santral"
    assert "[santral]" in failure.advice
    assert "nicht-geheim" not in failure.advice


async def test_another_kind_of_server_is_told(healthy: ScriptedExchange) -> None:
    healthy.greeting = b"220 mail.example ESMTP\r\n"
    assert "not Asterisk" in only_failure(await check_link(healthy.settings())).advice


async def test_a_server_that_says_nothing_is_told(healthy: ScriptedExchange) -> None:
    healthy.greeting = b""
    assert "TLS" in only_failure(await check_link(healthy.settings(answer_timeout_s=0.1))).advice


async def test_an_exchange_that_hangs_up_is_told(healthy: ScriptedExchange) -> None:
    def hang_up(session: Session, action: Action) -> None:
        session.hang_up()

    healthy.replies["Login"] = hang_up
    assert "hung up at once" in only_failure(await check_link(healthy.settings())).advice


async def test_a_missing_certificate_authority_is_told(healthy: ScriptedExchange) -> None:
    settings = healthy.settings(tls=True, ca_file=Path("/nonexistent/ca.pem"))
    failure = only_failure(await check_link(settings))
    assert "/nonexistent/ca.pem" in failure.advice
    assert "SANTRAL_AMI_CA_FILE" in failure.advice


@pytest.mark.parametrize(
    ("missing", "right"),
    [
        ("CoreShowChannels", "`reporting` is missing"),
        ("BlindTransfer", "`call` is missing"),
        ("QueuePause", "`agent` is missing"),
        ("Originate", "`originate` is missing"),
    ],
)
async def test_each_missing_permission_is_told_with_the_line_to_write(
    healthy: ScriptedExchange, missing: str, right: str
) -> None:
    healthy.replies["ListCommands"] = allows(*(name for name in EVERYTHING if name != missing))
    failure = only_failure(await check_link(healthy.settings()))
    assert right in failure.advice
    assert "write = reporting,call,agent,originate" in failure.advice


async def test_one_who_may_not_hear_system_events_is_told(healthy: ScriptedExchange) -> None:
    def quiet_login(session: Session, action: Action) -> None:
        session.respond(action, "Message: Authentication accepted")

    healthy.replies["Login"] = quiet_login
    assert "read = system,call,agent" in only_failure(await check_link(healthy.settings())).advice


async def test_one_who_may_not_hear_of_calls_is_told(healthy: ScriptedExchange) -> None:
    healthy.replies["Originate"] = lambda session, action: session.respond(action, "Message: Queued")
    failure = only_failure(await check_link(healthy.settings(answer_timeout_s=1)))
    assert failure.what == "Hear what happens to calls"
    assert "read = system,call,agent" in failure.advice


async def test_one_who_may_not_hear_of_queues_is_told(healthy: ScriptedExchange) -> None:
    healthy.replies["QueuePenalty"] = lambda session, action: session.respond(action, "Message: set")
    failure = only_failure(await check_link(healthy.settings(answer_timeout_s=0.2)))
    assert failure.what == "Hear what happens in queues"
    assert "`agent` is missing" in failure.advice


async def test_a_penalty_that_may_not_be_set_tells_nothing(healthy: ScriptedExchange) -> None:
    healthy.replies["QueuePenalty"] = lambda session, action: session.refuse(action, "Invalid interface")
    findings = await check_link(healthy.settings())
    assert all(finding.ok for finding in findings)
    assert "Hear what happens in queues" not in [finding.what for finding in findings]


async def test_an_exchange_without_queues_is_told(healthy: ScriptedExchange) -> None:
    healthy.replies["QueueStatus"] = lambda session, action: session.list(action)
    assert "no queue" in only_failure(await check_link(healthy.settings())).advice
    healthy.replies["ListCommands"] = allows(*(name for name in EVERYTHING if name != "QueueStatus"))
    assert "app_queue" in only_failure(await check_link(healthy.settings())).advice


async def test_a_dialplan_context_that_is_not_there_is_told(healthy: ScriptedExchange) -> None:
    failure = only_failure(await check_link(healthy.settings(dial_context="from-nowhere")))
    assert "from-nowhere" in failure.what
    assert "SANTRAL_DIAL_CONTEXT" in failure.advice


@pytest.mark.parametrize("answer", ["Permission denied", "Invalid/unknown command: ShowDialPlan."])
async def test_a_dialplan_that_may_not_be_read_is_passed_over(healthy: ScriptedExchange, answer: str) -> None:
    healthy.replies["ShowDialPlan"] = lambda session, action: session.refuse(action, answer)
    assert all(finding.ok for finding in await check_link(healthy.settings()))


async def test_an_exchange_that_falls_silent_in_the_middle_is_told(healthy: ScriptedExchange) -> None:
    healthy.replies["ListCommands"] = silence
    failure = only_failure(await check_link(healthy.settings(answer_timeout_s=1)))
    assert "did not answer in time" in failure.advice
