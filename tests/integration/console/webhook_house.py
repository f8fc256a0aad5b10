"""A house that sends webhooks, for tests: no screens, and a clock that a test turns on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import orjson
from prometheus_client import CollectorRegistry
from sqlalchemy import select

from santral.console.webhooks.delivery import Deliveries
from santral.console.webhooks.figures import WebhookMetrics
from santral.console.webhooks.sender import Sender
from santral.crm_core.db import Database
from santral.crm_core.webhooks.endpoints import (
    check_form,
    create_endpoint,
)
from santral.crm_core.webhooks.events import WebhookEvent
from santral.crm_core.webhooks.outbox import WebhooksWaiting, fill_outbox
from santral.crm_core.webhooks.tables import WebhookDelivery
from tests.integration.console.webhook_receiver import (
    Receiver,
)
from tests.integration.crm_core.cases import Somebody, case
from tests.integration.crm_core.people import AYSE, NOW, person, user
from tests.patience import PATIENCE_S
from tests.webhook_secrets import SECRETS


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
        async with asyncio.TaskGroup() as group:  # where sending fails, so does the test
            running = group.create_task(deliveries.run())
            yield deliveries
            running.cancel()

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


async def moved_in(database: Database) -> House:
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
