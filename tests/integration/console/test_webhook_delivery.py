"""Messages arrive, in order and signed, whatever the servers are like to which they go."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any

import orjson
import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy import Result, func, select, update
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.util import await_only

from santral.console.webhooks import checked_network
from santral.console.webhooks.checked_network import look_up
from santral.console.webhooks.delivery import LEASE, Deliveries
from santral.console.webhooks.figures import WebhookMetrics
from santral.console.webhooks.sender import ANSWER_BYTES, Sender
from santral.crm_core.db import Database
from santral.crm_core.errors import Conflict
from santral.crm_core.notifications.tables import Notification
from santral.crm_core.users.accounts import UserAccount
from santral.crm_core.webhooks import line
from santral.crm_core.webhooks.addresses import may_reach as may_reach_truly
from santral.crm_core.webhooks.endpoints import (
    check_form,
    create_endpoint,
    rotate_secret,
    send_test,
    switch_off,
    switch_on,
)
from santral.crm_core.webhooks.events import WebhookEvent
from santral.crm_core.webhooks.line import DueDelivery, Outcome, lease, send_again, send_all_again
from santral.crm_core.webhooks.outbox import WebhooksWaiting, fill_outbox
from santral.crm_core.webhooks.schedule import FIRST_PAUSE, GIVE_UP_AFTER, SWITCH_OFF_AFTER
from santral.crm_core.webhooks.seeds import SecretsOfWebhooks
from santral.crm_core.webhooks.signing import sign
from santral.crm_core.webhooks.tables import WebhookAttempt, WebhookDelivery, WebhookEndpoint
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
from tests.integration.crm_core.cases import Somebody, case
from tests.integration.crm_core.people import AYSE, NOW, person, user
from tests.patience import PATIENCE_S
from tests.webhook_secrets import SECRETS, any_secret


class House:
    """A database with somebody in it, a clock that a test turns on, and the task that sends."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = NOW
        self.secrets = SECRETS
        self.sender = Sender(private_networks=True, whole_s=PATIENCE_S)
        fill_outbox(database)

    async def move_in(self) -> None:
        async with self.database.session() as session:
            self.user = await user(session, "Elif")
            self.member = await person(session, "Ayşe Çelik", AYSE)

    async def endpoint(self, url: str) -> int:
        async with self.database.session() as session:
            form = check_form(url, "", (WebhookEvent.APPLICATION_OPENED,))
            return (await create_endpoint(session, SECRETS, form, Somebody(self.user), self.now)).endpoint_id

    async def opens(self, *subjects: str) -> None:
        for subject in subjects:
            async with self.database.session() as session:
                await case(session, self.member, self.user, subject, at=self.now)

    @asynccontextmanager
    async def delivering(self) -> AsyncIterator[Deliveries]:
        deliveries = Deliveries(
            self.database,
            self.sender,
            self.secrets,
            WebhookMetrics(CollectorRegistry()),
            keep=timedelta(days=30),
            clock=lambda: self.now,
            chance=lambda: 0.5,
        )
        self.database.publish = lambda event: (
            deliveries.on_waiting(event) if isinstance(event, WebhooksWaiting) else None
        )
        running = asyncio.create_task(deliveries.run())
        try:
            yield deliveries
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):  # anything else is a fault
                await running

    async def state(self) -> list[tuple[str, int, int, str]]:
        """State, attempts, status and problem of every delivery, the oldest first."""
        one = WebhookDelivery
        query = select(one.state, one.attempts, one.status, one.problem).order_by(one.delivery_id)
        async with self.database.reading() as session:
            rows = (await session.execute(query)).all()
        return [(state, attempts, status, problem) for state, attempts, status, problem in rows]

    async def becomes(self, *expected: tuple[str, int, int, str]) -> None:
        try:
            async with asyncio.timeout(PATIENCE_S):
                while await self.state() != list(expected):  # noqa: ASYNC110 - a database
                    await asyncio.sleep(0.02)
        except TimeoutError:
            assert await self.state() == list(expected)

    async def wakes(self, deliveries: Deliveries, after: timedelta) -> None:
        self.now += after
        deliveries.on_waiting(WebhooksWaiting())


@pytest.fixture
async def house(database: Database) -> House:
    house = House(database)
    await house.move_in()
    return house


def known(seed: str) -> str:
    """The secret a seed makes."""
    secret = SECRETS.secret_of(seed)
    assert secret is not None
    return secret


def subjects(there: Receiver) -> list[str]:
    return [orjson.loads(one.body)["data"]["subject"] for one in there.received]


async def test_a_message_arrives_signed_and_once(house: House) -> None:
    async with receiver() as there, house.delivering():
        endpoint = await house.endpoint(there.url)
        await house.opens("Kargo gelmedi")
        (got,) = await there.has(1)
        await house.becomes(("delivered", 1, 204, ""))
    async with house.database.reading() as session:
        seed = (await session.get_one(WebhookEndpoint, endpoint)).seed
    secret = known(seed)
    message_id, timestamp = got.headers["webhook-id"], int(got.headers["webhook-timestamp"])
    assert got.headers["webhook-signature"] == sign(secret, message_id, timestamp, got.body)
    assert timestamp == int(NOW.timestamp())
    assert got.headers["content-type"].startswith("application/json")
    told = orjson.loads(got.body)
    assert told["type"] == "application.opened"
    assert told["data"]["number"] == "2026-000001"


async def test_while_the_secret_is_renewed_either_verifies(house: House) -> None:
    async with receiver() as there, house.delivering():
        endpoint = await house.endpoint(there.url)
        async with house.database.session() as session:
            old = (await session.get_one(WebhookEndpoint, endpoint)).seed
            new = (await rotate_secret(session, SECRETS, endpoint, Somebody(house.user), house.now)).seed
        await house.opens("Kargo gelmedi")
        (got,) = await there.has(1)
    which = got.headers["webhook-id"], int(got.headers["webhook-timestamp"]), got.body
    assert got.headers["webhook-signature"] == f"{sign(known(new), *which)} {sign(known(old), *which)}"


async def test_messages_come_in_order_one_at_a_time_also_after_a_fault_of_the_address(house: House) -> None:
    async with receiver() as there, house.delivering() as deliveries:
        there.answers = [says(204), says(500, "veritabanı kapalı")]
        await house.endpoint(there.url)
        await house.opens("bir", "iki", "üç")
        await house.becomes(("delivered", 1, 204, ""), ("waiting", 1, 500, ""), ("waiting", 0, 0, ""))
        await house.wakes(deliveries, FIRST_PAUSE)
        await there.has(4)
        assert subjects(there) == ["bir", "iki", "iki", "üç"]
        assert there.received[1].headers["webhook-id"] == there.received[2].headers["webhook-id"]
        assert there.most_at_once == 1
        await house.becomes(("delivered", 1, 204, ""), ("delivered", 2, 204, ""), ("delivered", 1, 204, ""))


async def test_a_message_that_is_refused_for_itself_lets_the_others_by(house: House) -> None:
    async with receiver() as there, house.delivering() as deliveries:
        there.answers = [says(422, "konu tanınmıyor")]
        await house.endpoint(there.url)
        await house.opens("bir", "iki")
        await house.becomes(("waiting", 1, 422, ""), ("delivered", 1, 204, ""))
        await house.wakes(deliveries, FIRST_PAUSE)
        await house.becomes(("delivered", 2, 204, ""), ("delivered", 1, 204, ""))
    async with house.database.reading() as session:
        answers = (await session.scalars(select(WebhookAttempt.answer).order_by("attempt_id"))).all()
    assert answers == ["konu tanınmıyor", "", ""]


async def test_a_slow_server_keeps_no_other_waiting(house: House) -> None:
    async with receiver() as slow, receiver() as quick, house.delivering():
        slow.otherwise = never
        await house.endpoint(slow.url)
        await house.endpoint(quick.url)
        await house.opens("bir", "iki", "üç")
        await slow.has(1)
        await quick.has(3)
        assert subjects(quick) == ["bir", "iki", "üç"]
        assert len(slow.received) == 1


async def sent(answer: Answer, whole_s: float = PATIENCE_S) -> tuple[Outcome, Receiver]:
    async with receiver() as there:
        there.otherwise = answer
        due = DueDelivery(1, 1, there.url, (any_secret(),), "msg_1", "webhook.test", "{}")
        return await Sender(private_networks=True, whole_s=whole_s).send(due, NOW), there


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


async def test_a_dead_address_is_tried_for_a_day_then_given_up_and_shown(house: House) -> None:
    async with receiver() as gone:
        url = gone.url
    async with house.delivering() as deliveries:
        endpoint = await house.endpoint(url)
        await house.opens("bir")
        await house.becomes(("waiting", 1, 0, "no-connection"))
        await house.wakes(deliveries, GIVE_UP_AFTER)
        await house.becomes(("given-up", 2, 0, "no-connection"))
        async with receiver() as back:
            async with house.database.session() as session:
                await session.execute(update(WebhookEndpoint).values(url=back.url))
            await house.opens("iki")
            await house.becomes(("given-up", 2, 0, "no-connection"), ("delivered", 1, 204, ""))
            async with house.database.session() as session:
                first = await session.scalar(select(func.min(WebhookDelivery.delivery_id))) or 0
                await send_again(session, endpoint, first, Somebody(house.user), house.now)
            deliveries.on_waiting(WebhooksWaiting())
            await house.becomes(("delivered", 1, 204, ""), ("delivered", 1, 204, ""))
            assert subjects(back) == ["iki", "bir"]


async def test_an_address_that_fails_for_days_is_switched_off_and_administrators_are_told(
    house: House,
) -> None:
    async with house.database.session() as session:
        await session.execute(update(UserAccount).values(role="administrator"))
    async with receiver() as there, house.delivering() as deliveries:
        there.otherwise = says(503)
        endpoint = await house.endpoint(there.url)
        await house.opens("bir")
        await house.becomes(("waiting", 1, 503, ""))
        await house.opens("iki")
        await house.wakes(deliveries, SWITCH_OFF_AFTER)
        await house.becomes(("given-up", 2, 503, ""), ("given-up", 0, 0, ""))
        await house.opens("üç")
        async with house.database.session() as session:
            row = await session.get_one(WebhookEndpoint, endpoint)
            assert (row.disabled_at, row.disabled_why) == (house.now, "failing")
            (note,) = (await session.scalars(select(Notification))).all()
            assert (note.user_id, note.values["url"]) == (house.user, there.url)
            await switch_on(session, endpoint, Somebody(house.user), house.now)
        there.otherwise = says(204)
        await house.opens("dört")
        await house.wakes(deliveries, timedelta())
        await house.becomes(("given-up", 2, 503, ""), ("given-up", 0, 0, ""), ("delivered", 1, 204, ""))


async def test_nothing_waits_for_an_address_that_is_switched_off_at_the_same_moment(house: House) -> None:
    endpoint = await house.endpoint("http://127.0.0.1:1/")

    async def off() -> None:
        async with house.database.session() as session:
            await switch_off(session, endpoint, Somebody(house.user), house.now)

    def hold(asked: ORMExecuteState) -> Result[Any] | None:
        """After it is known who listens, and before anything is written down, somebody presses the button."""
        if pressed or "webhook_endpoint" not in str(asked.statement):
            return None
        known = asked.invoke_statement()
        pressed.append(asyncio.create_task(off()))
        await_only(asyncio.sleep(0.5))
        return known

    pressed: list[asyncio.Task[None]] = []
    house.database.watch_writing("do_orm_execute", hold)
    await house.opens("bir")
    await asyncio.gather(*pressed)
    assert await house.state() == [("given-up", 0, 0, "")]


async def test_what_was_given_up_is_sent_again_in_order_and_waits_in_line(house: House) -> None:
    async with receiver() as there, house.delivering() as deliveries:
        endpoint = await house.endpoint(there.url)
        async with house.database.session() as session:
            await switch_off(session, endpoint, Somebody(house.user), house.now)
            await switch_on(session, endpoint, Somebody(house.user), house.now)
        there.otherwise = says(503)
        await house.opens("bir", "iki", "üç")
        await house.becomes(("waiting", 1, 503, ""), ("waiting", 0, 0, ""), ("waiting", 0, 0, ""))
        async with house.database.session() as session:
            await switch_off(session, endpoint, Somebody(house.user), house.now)
            with pytest.raises(Conflict):
                await send_all_again(session, endpoint, Somebody(house.user), house.now)
            await switch_on(session, endpoint, Somebody(house.user), house.now)
        await house.opens("dört")
        await house.becomes(
            *[("given-up", 1, 503, "")], *[("given-up", 0, 0, "")] * 2, ("waiting", 1, 503, "")
        )
        async with house.database.session() as session:
            assert await send_all_again(session, endpoint, Somebody(house.user), house.now) == 3
            assert await send_all_again(session, endpoint, Somebody(house.user), house.now) == 0
        deliveries.on_waiting(WebhooksWaiting())
        # The first fails once more, so nothing overtakes it, and it is not late: its attempts begin anew.
        await house.becomes(("waiting", 1, 503, ""), *[("waiting", 0, 0, "")] * 2, ("waiting", 1, 503, ""))
        there.otherwise = says(204)
        await house.wakes(deliveries, FIRST_PAUSE)
        await house.becomes(
            ("delivered", 2, 204, ""), *[("delivered", 1, 204, "")] * 2, ("delivered", 2, 204, "")
        )
        assert subjects(there)[-4:] == ["bir", "iki", "üç", "dört"]


async def test_no_more_than_some_are_sent_again_at_once_the_oldest_first(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "MOST_AGAIN", 2)
    endpoint = await house.endpoint("http://127.0.0.1:1/")
    await house.opens("bir", "iki", "üç")
    async with house.database.session() as session:
        await session.execute(update(WebhookDelivery).values(state="given-up", finished_at=NOW))
        assert await send_all_again(session, endpoint, Somebody(house.user), house.now) == 2
    assert [state for state, *_ in await house.state()] == ["waiting", "waiting", "given-up"]


async def test_nothing_is_sent_unsigned_where_the_server_lost_its_key(house: House) -> None:
    async with receiver() as there:
        await house.endpoint(there.url)
        await house.opens("bir")
        house.secrets = SecretsOfWebhooks(lambda: b"another key")
        async with house.delivering():
            await house.becomes(("waiting", 1, 0, "no-secret"))
        assert there.received == []
        house.secrets = SECRETS
        house.now += FIRST_PAUSE
        async with house.delivering():
            await house.becomes(("delivered", 2, 204, ""))


async def test_who_says_gone_gets_no_more(house: House) -> None:
    async with receiver() as there, house.delivering():
        there.otherwise = says(410)
        endpoint = await house.endpoint(there.url)
        await house.opens("bir")
        await house.becomes(("given-up", 1, 410, ""))
        await house.opens("iki")
        async with house.database.reading() as session:
            assert (await session.get_one(WebhookEndpoint, endpoint)).disabled_why == "gone"
        assert len(there.received) == 1


async def test_what_waits_is_sent_after_a_restart_and_what_got_no_answer_again(house: House) -> None:
    async with receiver() as there:
        there.answers = [never]
        async with house.delivering():
            await house.endpoint(there.url)
            await house.opens("bir", "iki")
            await there.has(1)
        assert await house.state() == [("waiting", 0, 0, ""), ("waiting", 0, 0, "")]
        async with house.delivering():
            await house.becomes(("delivered", 1, 204, ""), ("delivered", 1, 204, ""))
        assert subjects(there) == ["bir", "bir", "iki"]
        assert there.received[0].headers["webhook-id"] == there.received[1].headers["webhook-id"]


async def test_an_address_another_server_sends_to_is_left_to_it_until_its_lease_is_over(
    house: House,
) -> None:
    async with receiver() as there:
        endpoint = await house.endpoint(there.url)
        async with house.database.session() as session:
            assert await lease(session, endpoint, house.now, house.now + LEASE)
            assert not await lease(session, endpoint, house.now, house.now + LEASE)
        await house.opens("bir")
        async with house.delivering() as deliveries:
            other = await house.endpoint(there.url)
            async with house.database.session() as session:
                await send_test(session, other, Somebody(house.user), house.now)
            deliveries.on_waiting(WebhooksWaiting())
            (first,) = await there.has(1)
            assert orjson.loads(first.body)["type"] == "webhook.test"
            await house.becomes(("waiting", 0, 0, ""), ("delivered", 1, 204, ""))
            await house.wakes(deliveries, LEASE)
            await house.becomes(("delivered", 1, 204, ""), ("delivered", 1, 204, ""))
