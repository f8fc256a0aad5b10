"""The task that sees to what was promised: rules that are due, dues that are out of date, clocks that lack.

It looks into indexes, never at all applications, and takes one application a transaction, so that nobody
waits for it. What is due is done at once; with what may wait it rests longer than it works, so that the only
writer of the database stays free for calls. After an interruption it begins with what was due first.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NoReturn

import structlog
from sqlalchemy import Select, or_, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from santral.crm_core.applications.edit import find_application
from santral.crm_core.applications.tables import Application
from santral.crm_core.db import Database
from santral.crm_core.definitions.book import DefinitionBook
from santral.crm_core.outage import is_outage
from santral.crm_core.processes.book import ProcessBook
from santral.crm_core.processes.process import RecordKind, StageMeaning
from santral.crm_core.promises.in_force import mark_of
from santral.crm_core.promises.keep import adopt, clock_of, compute
from santral.crm_core.promises.look import look_at
from santral.crm_core.promises.tables import ServiceClock
from santral.crm_core.service_levels.store import ServiceLevels

EVERY_S: Final = 2.0
AT_ONCE: Final = 100
AGAIN_AFTER: Final = timedelta(hours=1)
"""When one that could not be looked at is tried again."""

REST: Final = 3.0
"""How many times as long as it took one rests after what may wait."""

What = Callable[[int, datetime], Awaitable[None]]

log = structlog.get_logger(__name__)


class PromiseWatch:
    """`run` it. `round` is one look, for tests."""

    def __init__(
        self,
        database: Database,
        levels: Callable[[], ServiceLevels],
        definitions: Callable[[], DefinitionBook],
        processes: Callable[[], ProcessBook],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        *,
        at_once: int = AT_ONCE,
        rest: float = REST,
    ) -> None:
        self._database = database
        self._levels = levels
        self._definitions = definitions
        self._processes = processes
        self._now = now
        self._at_once = at_once
        self._rest = rest
        self._adopted_up_to: int | None = 0  # None: all open applications have been through
        self._all_have = ""  # the mark that no open application lacks

    async def run(self) -> NoReturn:
        while True:
            try:
                more = await self.round()
            except (SQLAlchemyError, OSError) as error:
                log.warning("promises cannot be looked at", error=str(error))
                more = False
            await asyncio.sleep(0 if more else EVERY_S)

    async def round(self) -> bool:
        """At most `at_once` of each kind; whether there is more to do at once."""
        at = self._now()
        due = await self._ids(
            select(ServiceClock.application_id)
            .where(ServiceClock.look_at <= at)
            .order_by(ServiceClock.look_at)
        )
        for application_id in due:
            await self._do(application_id, at, self._look)
        stale = await self._out_of_date()
        await self._do_in_turns(stale, at, self._compute)
        return max(len(due), len(stale), await self._adopt_some(at)) == self._at_once

    async def _out_of_date(self) -> Sequence[int]:
        """Those computed by another calendar or other targets; nobody looks again until these change."""
        mark = mark_of(self._levels())
        if mark == self._all_have:
            return ()
        other = or_(ServiceClock.mark < mark, ServiceClock.mark > mark)
        # As the index says it, or SQLite does not use it.
        running = text("mark <> ''")
        found = await self._ids(select(ServiceClock.application_id).where(running, other))
        if len(found) < self._at_once:
            self._all_have = mark
        return found

    async def _adopt_some(self, at: datetime) -> int:
        """Of what came into the house without a clock; once after each start."""
        if self._adopted_up_to is None:
            return 0
        clock = select(ServiceClock.application_id).where(
            ServiceClock.application_id == Application.application_id
        )
        lacking = await self._ids(
            select(Application.application_id)
            .where(
                Application.closed_at.is_(None),
                Application.application_id > self._adopted_up_to,
                ~clock.exists(),
            )
            .order_by(Application.application_id)
        )
        await self._do_in_turns(lacking, at, self._adopt)
        self._adopted_up_to = lacking[-1] if len(lacking) == self._at_once else None
        return len(lacking)

    async def _ids(self, query: Select[int]) -> Sequence[int]:
        async with self._database.reading() as session:
            return (await session.scalars(query.limit(self._at_once))).all()

    async def _do_in_turns(self, application_ids: Sequence[int], at: datetime, what: What) -> None:
        for application_id in application_ids:
            began = time.perf_counter()
            await self._do(application_id, at, what)
            await asyncio.sleep(self._rest * (time.perf_counter() - began))

    async def _do(self, application_id: int, at: datetime, what: What) -> None:
        """One transaction. What fails for a reason of its own is put off, so that others have their turn."""
        try:
            await what(application_id, at)
        except Exception as error:
            if is_outage(error):
                raise
            log.exception("a promise cannot be looked at", application_id=application_id)
            async with self._database.session() as session:
                later = update(ServiceClock).where(ServiceClock.application_id == application_id)
                await session.execute(later.values(look_at=at + AGAIN_AFTER, mark=mark_of(self._levels())))

    async def _look(self, application_id: int, at: datetime) -> None:
        async with self._database.session() as session:
            await look_at(session, application_id, self._definitions(), at)

    async def _compute(self, application_id: int, at: datetime) -> None:
        async with self._database.session() as session:
            application = await find_application(session, application_id, lock=True)
            compute(session, application, await clock_of(session, application, at), at)

    async def _adopt(self, application_id: int, at: datetime) -> None:
        async with self._database.session() as session:
            application = await find_application(session, application_id, lock=True)
            if await session.get(ServiceClock, application_id) is not None:
                return  # somebody was faster
            stage = self._processes().stage(RecordKind.APPLICATION, application.stage, application.type)
            waiting = stage is not None and stage.meaning is StageMeaning.WAITING
            await adopt(session, application, at, waiting=waiting)
            await look_at(session, application_id, self._definitions(), at, silent=True)
