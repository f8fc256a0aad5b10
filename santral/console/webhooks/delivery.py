"""Messages leave the house: in order for each address, several addresses at a time, until the day is over.

What waits is in the database alone, so a server that was stopped goes on where it was. A message whose
answer was lost with the server is sent again: receivers know it by its id.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NoReturn

import structlog

from santral.console.webhooks.figures import WebhookMetrics
from santral.console.webhooks.sender import WHOLE_S, Sender
from santral.crm_core.db import Database
from santral.crm_core.webhooks.line import lease, let_go, next_due, note_outcome, read_due_endpoints
from santral.crm_core.webhooks.log import TRIM_ROWS, trim_log
from santral.crm_core.webhooks.outbox import WebhooksWaiting
from santral.crm_core.webhooks.schedule import After
from santral.crm_core.webhooks.seeds import SecretsOfWebhooks

LOOK_EVERY_S: Final = 2.0
AT_ONCE: Final = 8
"""Addresses that are sent to at the same time."""
IN_A_ROW: Final = 20
"""Messages for one address before another gets its turn."""
LEASE: Final = timedelta(seconds=3 * WHOLE_S)
"""Longer than an attempt and writing it down. After a crash an address waits for so long."""
TRIM_EVERY_S: Final = 3600.0
REST_S: Final = 0.1
COUNTED_AS: Final = {After.DELIVERED: "sent", After.AGAIN: "failed", After.GIVEN_UP: "given-up"}

log = structlog.get_logger(__name__)


def now() -> datetime:
    return datetime.now(UTC)


class Deliveries:
    """`run` and `trim` it in the house's task group; `on_waiting` tells it that there is something new."""

    def __init__(
        self,
        database: Database,
        sender: Sender,
        secrets: SecretsOfWebhooks,
        metrics: WebhookMetrics,
        *,
        keep: timedelta,
        clock: Callable[[], datetime] = now,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._database = database
        self._sender = sender
        self._secrets = secrets
        self._metrics = metrics
        self._keep = keep
        self._clock = clock
        self._chance = chance
        self._woken = asyncio.Event()
        self._busy: set[int] = set()

    def on_waiting(self, _event: WebhooksWaiting) -> None:
        self._woken.set()

    async def run(self) -> NoReturn:
        """Send what is due, for ever."""
        async with asyncio.TaskGroup() as group:
            while True:
                await self._begin(group)
                try:
                    async with asyncio.timeout(LOOK_EVERY_S):
                        await self._woken.wait()
                except TimeoutError:
                    pass
                self._woken.clear()

    async def trim(self) -> NoReturn:
        """Forget what was finished long ago, a little at a time, for ever."""
        while True:
            while await self.trim_some() == TRIM_ROWS:  # noqa: ASYNC110 - others write between
                await asyncio.sleep(REST_S)
            await asyncio.sleep(TRIM_EVERY_S)

    async def trim_some(self) -> int:
        async with self._database.session() as session:
            return await trim_log(session, self._clock() - self._keep)

    async def _begin(self, group: asyncio.TaskGroup) -> None:
        async with self._database.reading() as session:
            due = await read_due_endpoints(session, self._clock())
        for endpoint_id in due:
            if endpoint_id not in self._busy and len(self._busy) < AT_ONCE:
                self._busy.add(endpoint_id)
                group.create_task(self._serve(endpoint_id), name=f"webhook {endpoint_id}")

    async def _serve(self, endpoint_id: int) -> None:
        """Some of the messages of one address, one after the other."""
        try:
            async with self._database.session() as session:
                if not await lease(session, endpoint_id, self._clock(), self._clock() + LEASE):
                    return
            try:
                for _ in range(IN_A_ROW):
                    if not await self._send_next(endpoint_id):
                        break
                else:
                    self._woken.set()
            finally:
                # Also where the server stops: whoever comes next need not wait for the lease to end.
                await _in_any_case(self._let_go(endpoint_id))
        finally:
            self._busy.discard(endpoint_id)
            self._woken.set()

    async def _send_next(self, endpoint_id: int) -> bool:
        """Whether there was one to be sent now."""
        async with self._database.reading() as session:
            due = await next_due(session, self._secrets, endpoint_id, self._clock())
        if due is None:
            return False
        outcome = await self._sender.send(due, self._clock())
        async with self._database.session() as session:
            until = self._clock() + LEASE
            verdict = await note_outcome(session, due, outcome, chance=self._chance(), leased_until=until)
        if verdict is None:
            return True
        self._metrics.told(COUNTED_AS[verdict.after])
        if verdict.switch_off:
            log.error("a webhook is switched off", endpoint=endpoint_id, url=due.url, status=outcome.status)
        return True

    async def _let_go(self, endpoint_id: int) -> None:
        async with self._database.session() as session:
            await let_go(session, endpoint_id)


async def _in_any_case(last: Coroutine[Any, Any, None]) -> None:
    """Done to its end, also where who waits for it is stopped meanwhile."""
    doing = asyncio.ensure_future(last)
    try:
        await asyncio.shield(doing)
    except asyncio.CancelledError:
        await doing
        raise
