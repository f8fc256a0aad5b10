"""Messages arrive, in order and signed, also after a restart."""

from __future__ import annotations

import asyncio

import orjson
import pytest
from sqlalchemy import select

from santral.console.webhooks.delivery import LEASE, Deliveries
from santral.crm_core.db import Database
from santral.crm_core.webhooks.endpoints import (
    rotate_secret,
    send_test,
)
from santral.crm_core.webhooks.line import lease
from santral.crm_core.webhooks.outbox import WebhooksWaiting
from santral.crm_core.webhooks.schedule import FIRST_PAUSE
from santral.crm_core.webhooks.seeds import SecretsOfWebhooks
from santral.crm_core.webhooks.signing import sign
from santral.crm_core.webhooks.tables import WebhookAttempt, WebhookEndpoint
from tests.integration.console.webhook_house import House, known, moved_in, subjects
from tests.integration.console.webhook_receiver import (
    never,
    receiver,
    says,
)
from tests.integration.crm_core.cases import Somebody
from tests.integration.crm_core.people import NOW
from tests.webhook_secrets import SECRETS


@pytest.fixture
async def house(database: Database) -> House:
    return await moved_in(database)


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


async def test_a_server_that_stops_while_it_lets_an_address_go_has_let_it_go(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    letting_go, let_go = asyncio.Event(), Deliveries._let_go

    async def tells(deliveries: Deliveries, endpoint_id: int) -> None:
        letting_go.set()
        await let_go(deliveries, endpoint_id)

    monkeypatch.setattr(Deliveries, "_let_go", tells)
    async with receiver() as there:
        endpoint = await house.endpoint(there.url)
        await house.opens("bir")
        async with house.delivering():
            await letting_go.wait()
    async with house.database.session() as session:
        assert await lease(session, endpoint, house.now, house.now + LEASE)


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
