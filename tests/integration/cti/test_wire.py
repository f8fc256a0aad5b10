"""One connection to an exchange, and every way in which an exchange can misbehave on it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from santral.crm_core.errors import CommandRefused, InvalidInput, TelephonyUnavailable
from santral.cti.ami_stream import AmiMessage
from santral.cti.login import log_in
from santral.cti.loss import LinkDown, LossReason
from santral.cti.wire import AmiConnection, AmiSettings, connect
from tests.integration.cti.scripted_exchange import (
    Action,
    ScriptedExchange,
    Session,
    message,
    pong,
    silence,
)
from tests.patience import PATIENCE_S

TRACES = Path(__file__).parents[2] / "traces"


@asynccontextmanager
async def logged_in(settings: AmiSettings) -> AsyncIterator[AmiConnection]:
    connection = await connect(settings)
    try:
        await log_in(connection, settings)
        assert (await connection.received())[0]["Event"] == "FullyBooted"
        yield connection
    finally:
        connection.lose(LinkDown(LossReason.CLOSED, "end of test"))


async def loss_of(connection: AmiConnection) -> LinkDown:
    """Read on until the connection is lost."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                await connection.received()
            except LinkDown as loss:
                return loss


async def test_the_secret_is_not_sent_in_the_clear(exchange: ScriptedExchange) -> None:
    async with logged_in(exchange.settings()) as connection:
        assert connection.exchange == "Asterisk Call Manager/11.0.0"
    assert "Secret" not in exchange.heard_all("Login")[0]
    assert "geheim" not in repr(exchange.settings())


async def test_only_the_classes_of_events_that_matter_are_asked_for(exchange: ScriptedExchange) -> None:
    async with logged_in(exchange.settings()):
        assert exchange.heard_all("Login")[0]["Events"] == "system,call,agent"


async def test_a_wrong_secret_is_told_as_a_refused_login(exchange: ScriptedExchange) -> None:
    settings = exchange.settings(secret="wrong")
    connection = await connect(settings)
    with pytest.raises(LinkDown) as loss:
        await log_in(connection, settings)
    assert loss.value.reason is LossReason.LOGIN_REFUSED
    assert loss.value.detail == "Authentication failed"
    assert connection.lost


async def test_an_exchange_that_does_not_answer_the_login_is_given_up(exchange: ScriptedExchange) -> None:
    exchange.replies["Login"] = silence
    settings = exchange.settings(answer_timeout_s=0.1)
    connection = await connect(settings)
    with pytest.raises(LinkDown) as loss:
        await log_in(connection, settings)
    assert loss.value.reason is LossReason.NO_ANSWER


async def test_one_that_does_not_even_greet_is_given_up(exchange: ScriptedExchange) -> None:
    exchange.greeting = b""
    settings = exchange.settings(answer_timeout_s=0.1)
    connection = await connect(settings)
    with pytest.raises(LinkDown) as loss:
        await log_in(connection, settings)
    assert loss.value.reason is LossReason.NO_ANSWER
    assert not exchange.heard


async def test_another_kind_of_server_gets_no_credentials(exchange: ScriptedExchange) -> None:
    exchange.greeting = b"SSH-2.0-OpenSSH_9.2\r\n"
    connection = await connect(exchange.settings())
    with pytest.raises(LinkDown) as loss:
        await log_in(connection, exchange.settings())
    assert loss.value.reason is LossReason.NOT_AN_EXCHANGE
    assert not exchange.heard


async def test_a_closed_port_is_told_as_unreachable(unused_port: int) -> None:
    with pytest.raises(LinkDown) as loss:
        await connect(AmiSettings("127.0.0.1", unused_port, "santral", "x"))
    assert loss.value.reason is LossReason.UNREACHABLE


async def test_a_drop_in_the_middle_of_a_message_ends_the_link_and_keeps_what_was_whole(
    exchange: ScriptedExchange,
) -> None:
    async with logged_in(exchange.settings()) as connection:
        exchange.session.event("Hangup", "Uniqueid: 1")
        exchange.session.say(b"Event: Newchannel\r\nChan")
        await exchange.session.drained()
        assert await connection.received() == [{"Event": "Hangup", "Uniqueid": "1"}]
        exchange.session.hang_up()
        assert (await loss_of(connection)).reason is LossReason.CLOSED


async def test_what_came_before_the_loss_is_still_read(exchange: ScriptedExchange) -> None:
    async with logged_in(exchange.settings()) as connection:
        exchange.session.say(message("Event: Hangup") + message("Event: Shutdown") + message("Event: Late"))
        await exchange.session.gone.wait()
        assert [m["Event"] for m in await connection.received()] == ["Hangup", "Shutdown", "Late"]
        assert (await loss_of(connection)).reason is LossReason.SHUT_DOWN


async def test_a_half_open_link_is_noticed(exchange: ScriptedExchange) -> None:
    exchange.replies["Ping"] = silence
    async with logged_in(exchange.settings(silence_limit_s=0.3)) as connection:
        assert (await loss_of(connection)).reason is LossReason.SILENT


def test_the_default_patience_notices_a_half_open_link_within_fifteen_seconds() -> None:
    settings = AmiSettings("127.0.0.1", 5038, "santral", "x")
    assert settings.silence_limit_s <= 15
    assert settings.ping_interval_s * 2 <= settings.silence_limit_s


async def test_a_quiet_exchange_that_answers_pings_is_alive(exchange: ScriptedExchange) -> None:
    async with logged_in(exchange.settings(silence_limit_s=1)) as connection:
        await exchange.heard_action("Ping", count=40)  # twice as long as the limit
        assert not connection.lost


async def test_a_busy_exchange_that_is_late_with_pings_is_alive(exchange: ScriptedExchange) -> None:
    def event_instead(session: Session, action: Action) -> None:
        session.event("Newstate")

    exchange.replies["Ping"] = event_instead
    async with logged_in(exchange.settings(silence_limit_s=1)) as connection:
        await exchange.heard_action("Ping", count=40)
        assert not connection.lost


async def test_nothing_is_asked_any_more_on_a_lost_connection(exchange: ScriptedExchange) -> None:
    async with logged_in(exchange.settings()) as connection:
        exchange.session.hang_up()
        await loss_of(connection)
        with pytest.raises(TelephonyUnavailable, match="Nothing was done"):
            await connection.ask("Hangup", {"Channel": "PJSIP/1001-1"})
    assert not exchange.heard_all("Hangup")


async def test_an_action_pending_at_the_loss_fails_at_once(exchange: ScriptedExchange) -> None:
    def drop(session: Session, action: Action) -> None:
        session.hang_up()

    exchange.replies["Hangup"] = drop
    async with logged_in(exchange.settings()) as connection:
        with pytest.raises(TelephonyUnavailable, match="not known whether"):
            await connection.ask("Hangup", {"Channel": "PJSIP/1001-1"})


async def test_an_unanswered_action_has_a_deadline_and_leaves_nothing_behind(
    exchange: ScriptedExchange,
) -> None:
    exchange.replies["Hangup"] = silence
    async with logged_in(exchange.settings()) as connection:
        with pytest.raises(TelephonyUnavailable, match="did not answer in time"):
            await connection.ask("Hangup", timeout_s=0.05)
        assert connection.waiting == 0


async def test_an_answer_that_comes_too_late_is_no_event(exchange: ScriptedExchange) -> None:
    exchange.replies["Hangup"] = silence
    async with logged_in(exchange.settings()) as connection:
        with pytest.raises(TelephonyUnavailable):
            await connection.ask("Hangup", timeout_s=0.05)
        exchange.session.respond(exchange.heard_all("Hangup")[0], "Message: Channel Hungup")
        exchange.session.event("Newstate")
        assert await connection.received() == [{"Event": "Newstate"}]


async def test_one_who_stops_waiting_leaves_nothing_behind(exchange: ScriptedExchange) -> None:
    exchange.replies["Hangup"] = silence
    async with logged_in(exchange.settings()) as connection:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await connection.ask("Hangup")
        assert connection.waiting == 0


async def test_a_refused_action_tells_why(exchange: ScriptedExchange) -> None:
    async with logged_in(exchange.settings()) as connection:
        with pytest.raises(CommandRefused, match="Invalid/unknown command"):
            await connection.ask("Nonsense")


async def test_a_list_is_answered_whole_and_events_between_stay_events(exchange: ScriptedExchange) -> None:
    def channels(session: Session, action: Action) -> None:
        action_id = f"ActionID: {action['ActionID']}"
        session.respond(action, "EventList: start", "Message: Channels will follow")
        session.event("CoreShowChannel", "Channel: PJSIP/1001-1", action_id)
        session.event("Newstate", "Channel: PJSIP/1002-1")
        session.event("CoreShowChannel", "Channel: PJSIP/1002-1", action_id)
        session.event("CoreShowChannelsComplete", "EventList: Complete", "ListItems: 2", action_id)

    exchange.replies["CoreShowChannels"] = channels
    async with logged_in(exchange.settings()) as connection:
        answer = await connection.ask("CoreShowChannels")
        assert [event["Channel"] for event in answer.events] == ["PJSIP/1001-1", "PJSIP/1002-1"]
        assert await connection.received() == [{"Event": "Newstate", "Channel": "PJSIP/1002-1"}]


async def test_a_list_that_never_ends_has_a_deadline(exchange: ScriptedExchange) -> None:
    def endless(session: Session, action: Action) -> None:
        session.respond(action, "EventList: start", "Message: Channels will follow")

    exchange.replies["CoreShowChannels"] = endless
    async with logged_in(exchange.settings()) as connection:
        with pytest.raises(TelephonyUnavailable):
            await connection.ask("CoreShowChannels", timeout_s=0.05)


async def test_a_list_that_is_cancelled_tells_so(exchange: ScriptedExchange) -> None:
    def cancelled(session: Session, action: Action) -> None:
        session.respond(action, "EventList: start")
        session.event("QueueStatusComplete", f"ActionID: {action['ActionID']}", "EventList: cancelled")

    exchange.replies["QueueStatus"] = cancelled
    async with logged_in(exchange.settings()) as connection:
        with pytest.raises(CommandRefused):
            await connection.ask("QueueStatus")


async def test_a_list_of_an_old_exchange_that_does_not_announce_it_is_read(
    exchange: ScriptedExchange,
) -> None:
    def old(session: Session, action: Action) -> None:
        session.respond(action, "Message: Queue status will follow")
        session.event("QueueMember", f"ActionID: {action['ActionID']}")
        session.event("QueueStatusComplete", f"ActionID: {action['ActionID']}")

    exchange.replies["QueueStatus"] = old
    async with logged_in(exchange.settings()) as connection:
        assert [event["Event"] for event in (await connection.ask("QueueStatus")).events] == ["QueueMember"]


async def test_a_line_break_in_a_value_never_becomes_a_second_action(exchange: ScriptedExchange) -> None:
    async with logged_in(exchange.settings()) as connection:
        for value in ("x\r\n\r\nAction: Originate", "x\nChannel: y", "x\0", "x\ud800"):
            with pytest.raises(InvalidInput):
                await connection.ask("Hangup", {"Channel": value})
        with pytest.raises(InvalidInput):
            await connection.ask("Hangup", {"Channel": "ş" * 500})
        assert connection.waiting == 0
    assert {action["Action"] for action in exchange.heard} <= {"Challenge", "Login", "Ping"}


async def test_turkish_letters_go_out_as_they_are(exchange: ScriptedExchange) -> None:
    exchange.replies["QueuePause"] = pong
    async with logged_in(exchange.settings()) as connection:
        await connection.ask("QueuePause", {"Reason": "Öğle yemeği, İçişleri"})
    assert exchange.heard_all("QueuePause")[0]["Reason"] == "Öğle yemeği, İçişleri"


async def test_garbage_and_half_known_messages_do_not_end_the_link(exchange: ScriptedExchange) -> None:
    async with logged_in(exchange.settings()) as connection:
        exchange.session.say(b"\x00\xff\x80 no header at all\r\n\r\n: \r\n\r\n\r\n\r\n")
        exchange.session.say(b"Event: Hold\r\nEvent: Unhold\r\n\r\nResponse: Success\r\n\r\nEvent: \r\n\r\n")
        exchange.session.event("NeverHeardOf", "With: out", "Sense: ")
        received: list[AmiMessage] = []
        while len(received) < 2:
            received += await connection.received()
        assert [m["Event"] for m in received] == ["Hold", "NeverHeardOf"]
        assert not connection.lost


async def test_endless_garbage_ends_the_link(exchange: ScriptedExchange) -> None:
    async with logged_in(exchange.settings()) as connection:
        exchange.session.say(b"\x13" * 1_000_000)
        assert (await loss_of(connection)).reason is LossReason.GARBAGE


async def test_fifty_thousand_events_at_once_are_all_read(exchange: ScriptedExchange) -> None:
    call = (TRACES / "queue_answered.ami").read_bytes().partition(b"\r\n")[2]
    burst = call * (50_000 // call.count(b"Event: ") + 1)
    async with logged_in(exchange.settings(silence_limit_s=PATIENCE_S)) as connection:
        exchange.session.say(burst)
        await exchange.session.drained()
        exchange.session.event("TheEnd")
        received: list[AmiMessage] = []
        async with asyncio.timeout(PATIENCE_S):
            while not received or received[-1]["Event"] != "TheEnd":
                received += await connection.received()
        assert len(received) == burst.count(b"Event: ") + 1
        assert not connection.lost


async def test_a_backlog_beyond_the_bound_ends_the_link(exchange: ScriptedExchange) -> None:
    async with logged_in(exchange.settings(inbox_limit=100)) as connection:
        exchange.session.say(message("Event: Newstate") * 150)
        await exchange.session.gone.wait()
        assert (await loss_of(connection)).reason is LossReason.OVERRUN


async def test_an_event_that_ends_an_action_is_news_too(exchange: ScriptedExchange) -> None:
    def originate(session: Session, action: Action) -> None:
        session.respond(action, "Message: Originate successfully queued")
        session.event(
            "OriginateResponse", f"ActionID: {action['ActionID']}", "Response: Failure", "Reason: 0"
        )

    exchange.replies["Originate"] = originate
    async with logged_in(exchange.settings()) as connection:
        answer = await connection.ask("Originate", until_event="OriginateResponse")
        assert [event["Reason"] for event in answer.events] == ["0"]
        assert (await connection.received())[0]["Event"] == "OriginateResponse"
