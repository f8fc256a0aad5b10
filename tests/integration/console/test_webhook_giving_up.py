"""Addresses that fail for long, that are switched off, or want no more; and what is sent again."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Result, func, select, update
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.util import await_only

from santral.crm_core.db import Database
from santral.crm_core.errors import Conflict
from santral.crm_core.notifications.tables import Notification
from santral.crm_core.users.accounts import UserAccount
from santral.crm_core.webhooks import line
from santral.crm_core.webhooks.endpoints import (
    switch_off,
    switch_on,
)
from santral.crm_core.webhooks.line import send_again, send_all_again
from santral.crm_core.webhooks.outbox import WebhooksWaiting
from santral.crm_core.webhooks.schedule import FIRST_PAUSE, GIVE_UP_AFTER, SWITCH_OFF_AFTER
from santral.crm_core.webhooks.tables import WebhookDelivery, WebhookEndpoint
from tests.integration.console.webhook_house import House, moved_in, subjects
from tests.integration.console.webhook_receiver import (
    receiver,
    says,
)
from tests.integration.crm_core.cases import Somebody
from tests.integration.crm_core.people import NOW


@pytest.fixture
async def house(database: Database) -> House:
    return await moved_in(database)


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
        pressed.append(group.create_task(off()))
        await_only(asyncio.sleep(0.5))
        return known

    pressed: list[asyncio.Task[None]] = []
    house.database.watch_writing("do_orm_execute", hold)
    async with asyncio.TaskGroup() as group:
        await house.opens("bir")
    assert await house.state() == [("given-up", 0, 0, "")]


@pytest.mark.parametrize("status", [503, 410])
async def test_nothing_waits_for_an_address_that_is_switched_off_while_it_answers(
    house: House, status: int
) -> None:
    async with receiver() as there, house.delivering():
        endpoint = await house.endpoint(there.url)

        async def off_first(writer: asyncio.StreamWriter) -> None:
            async with house.database.session() as session:
                await switch_off(session, endpoint, Somebody(house.user), house.now)
            await says(status)(writer)

        there.otherwise = off_first
        await house.opens("bir")
        await house.becomes(("given-up", 1, status, ""))
        async with house.database.reading() as session:
            row = await session.get_one(WebhookEndpoint, endpoint)
            assert row.disabled_why == "by-hand"
            assert (await session.scalars(select(Notification))).all() == []


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
