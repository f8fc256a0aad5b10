"""One message is sent: whatever the server is like to which it goes, there is an outcome."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from santral.console.webhooks import checked_network
from santral.console.webhooks.checked_network import look_up
from santral.console.webhooks.sender import ANSWER_BYTES, Sender
from santral.crm_core.webhooks.addresses import may_reach as may_reach_truly
from santral.crm_core.webhooks.line import DueDelivery, Outcome
from tests.integration.console.webhook_receiver import (
    Answer,
    Receiver,
    dripping,
    endless,
    forever,
    never,
    receiver,
    says,
    writes,
)
from tests.integration.crm_core.people import NOW
from tests.patience import PATIENCE_S
from tests.webhook_secrets import any_secret


async def sent(answer: Answer, whole_s: float = PATIENCE_S) -> tuple[Outcome, Receiver]:
    async with receiver() as there:
        there.otherwise = answer
        due = DueDelivery(1, 1, there.url, (any_secret(),), "msg_1", "webhook.test", "{}")
        return await Sender(private_networks=True, whole_s=whole_s, answer_s=0.3).send(due, NOW), there


@pytest.mark.parametrize(
    ("answer", "status", "problem"),
    [
        (says(200, "tamam"), 200, ""),
        (says(404), 404, ""),
        (says(302, location="/elsewhere"), 302, "redirect"),
        (endless, 200, ""),
        (dripping, 200, ""),
        (writes(b"HTTP/1.1 100 Wait\r\n\r\n" * 3 + b"HTTP/1.1 204 So\r\n\r\n"), 204, ""),
        (writes(b"HTTP/1.1 200 So\r\ncontent-length: 100\r\n\r\ncut"), 200, ""),
        (writes(b"HTTP/1.1 200 So\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n"), 200, ""),
        (writes(b""), 0, "no-http"),
        (writes(b"SSH-2.0-OpenSSH_9.2\r\n"), 0, "no-http"),
        (writes(b"HTTP/1.1 20"), 0, "no-http"),
        (writes(b"HTTP/1.1 200 So\r\nx: " + b"y" * 300_000), 0, "no-http"),
    ],
)
async def test_whatever_a_server_answers_there_is_an_outcome(
    answer: Answer, status: int, problem: str
) -> None:
    outcome, there = await sent(answer)
    assert (outcome.status, outcome.problem) == (status, problem)
    assert len(outcome.answer) <= ANSWER_BYTES
    assert [one.path for one in there.received] == ["/santral"]


@pytest.mark.parametrize(
    "answer",
    [never, forever(b"HTTP/1.1 100 Wait\r\n\r\n"), forever(b".", b"HTTP/1.1 200 So\r\nx: ")],
)
async def test_a_server_that_never_comes_to_an_end_with_its_answer_is_left(answer: Answer) -> None:
    outcome, _ = await sent(answer, whole_s=0.2)
    assert (outcome.status, outcome.problem) == (0, "too-slow")


async def test_a_server_that_does_not_listen_to_a_long_message_is_left() -> None:
    async def deaf(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await enough.wait()
        _writer.close()

    enough = asyncio.Event()
    async with await asyncio.start_server(deaf, "127.0.0.1", 0, limit=1024) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        due = DueDelivery(1, 1, url, (any_secret(),), "msg_1", "webhook.test", "x" * 30_000_000)
        outcome = await Sender(private_networks=True, whole_s=0.3).send(due, NOW)
        enough.set()
    assert (outcome.status, outcome.problem) == (0, "too-slow")


async def test_who_sends_messages_on_to_another_place_gets_none_there() -> None:
    """A redirect is how a public address would lead behind the firewall."""
    async with receiver() as behind:
        for status in (301, 302, 303, 307, 308):
            outcome, _ = await sent(says(status, location=behind.url))
            assert (outcome.status, outcome.problem) == (status, "redirect")
        assert behind.received == []


async def test_a_public_address_of_this_machine_itself_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would lead past the firewall, whatever the address is."""
    monkeypatch.setattr(checked_network, "may_reach", lambda _address, *, private: True)
    async with receiver() as there:
        due = DueDelivery(1, 1, there.url, (any_secret(),), "msg_1", "webhook.test", "{}")
        outcome = await Sender(private_networks=False).send(due, NOW)
        assert (outcome.status, outcome.problem) == (0, "place-refused")
        assert there.received == []


async def test_a_server_may_say_how_long_to_wait() -> None:
    assert (await sent(says(429, retry_after="120")))[0].asked_to_wait == timedelta(seconds=120)
    assert (await sent(says(429, retry_after="Sun, 22 Nov 2026 09:30:00 GMT")))[0].asked_to_wait is None


@pytest.mark.parametrize(
    ("url", "private", "problem"),
    [
        ("http://127.0.0.1:{port}/", False, "place-refused"),
        ("http://localhost:{port}/", False, "place-refused"),
        ("http://[::ffff:127.0.0.1]:{port}/", False, "place-refused"),
        ("http://2130706433:{port}/", False, "place-refused"),  # 127.0.0.1 in one number
        ("http://169.254.169.254/latest/meta-data/", True, "place-refused"),
        ("http://0.0.0.0:{port}/", True, "place-refused"),
        ("http://nobody.invalid/", True, "no-such-name"),
        (f"http://{'a' * 70}.example/", True, "no-such-name"),
        ("http://127.0.0.1:1/", True, "no-connection"),
    ],
)
async def test_places_that_are_refused_or_not_there(url: str, private: bool, problem: str) -> None:
    async with receiver() as there:
        due = DueDelivery(1, 1, url.format(port=there.port), (any_secret(),), "msg_1", "webhook.test", "{}")
        outcome = await Sender(private_networks=private).send(due, NOW)
        assert (outcome.status, outcome.problem) == (0, problem)
        assert there.received == []


async def test_a_server_that_proves_nothing_gets_nothing() -> None:
    """One without TLS behind an https address."""

    async def speak(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Speak TLS\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(speak, "127.0.0.1", 0) as server:
        url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        due = DueDelivery(1, 1, url, (any_secret(),), "msg_1", "webhook.test", "{}")
        outcome = await Sender(private_networks=True).send(due, NOW)
    assert (outcome.status, outcome.problem) == (0, "no-trust")


async def test_a_name_that_leads_elsewhere_at_the_second_look_leads_nowhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """DNS rebinding: public where it was entered, this machine where it is called."""
    leads_to = ["93.184.216.34"]

    def may_reach(address: str, *, private: bool) -> bool:
        asked.append(address)
        return known(leads_to[0], private=private)

    asked: list[str] = []
    known = may_reach_truly
    monkeypatch.setattr(checked_network, "may_reach", may_reach)
    async with receiver() as there:
        assert await look_up("localhost", there.port, private=False)
        leads_to[0] = "127.0.0.1"
        url = f"http://localhost:{there.port}/"
        due = DueDelivery(1, 1, url, (any_secret(),), "msg_1", "webhook.test", "{}")
        outcome = await Sender(private_networks=False).send(due, NOW)
        assert outcome.problem == "place-refused"
        assert there.received == []
