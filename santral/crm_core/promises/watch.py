"""The task that sees to what was promised: rules that are due, dues that are out of date, clocks that lack.

It looks into indexes, never at all applications, and takes one application a transaction, so that nobody
waits for it. After an interruption it begins with what was due first.
"""

from __future__ import annotations

import asyncio
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
    ) -> None:
        self._database = database
        self._levels = levels
        self._definitions = definitions
        self._processes = processes
        self._now = now
        self._not_adopted: set[int] = set()  # those that could not be given a clock
        self._adopting = True
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
        """At most `AT_ONCE` of each kind; whether there is more to do at once."""
        at = self._now()
        due = await self._ids(
            select(ServiceClock.application_id)
            .where(ServiceClock.look_at <= at)
            .order_by(ServiceClock.look_at)
        )
        for application_id in due:
            await self._do(application_id, at, self._look)
        stale = await self._out_of_date()
        for application_id in stale:
            await self._do(application_id, at, self._compute)
        return max(len(due), len(stale), await self._adopt_some(at)) == AT_ONCE

    async def _out_of_date(self) -> Sequence[int]:
        """Those computed by another calendar or other targets; nobody looks again until these change."""
        mark = mark_of(self._levels())
        if mark == self._all_have:
            return ()
        other = or_(ServiceClock.mark < mark, ServiceClock.mark > mark)
        # As the index says it, or SQLite does not use it.
        running = text("mark <> ''")
        found = await self._ids(select(ServiceClock.application_id).where(running, other))
        if len(found) < AT_ONCE:
            self._all_have = mark
        return found

    async def _adopt_some(self, at: datetime) -> int:
        """Of what came into the house without a clock; once after each start."""
        if not self._adopting:
            return 0
        clock = select(ServiceClock.application_id).where(
            ServiceClock.application_id == Application.application_id
        )
        lacking = await self._ids(
            select(Application.application_id).where(
                Application.closed_at.is_(None),
                Application.application_id.not_in(self._not_adopted),
                ~clock.exists(),
            )
        )
        for application_id in lacking:
            if not await self._do(application_id, at, self._adopt):
                self._not_adopted.add(application_id)
        self._adopting = len(lacking) == AT_ONCE
        return len(lacking)

    async def _ids(self, query: Select[int]) -> Sequence[int]:
        async with self._database.reading() as session:
            return (await session.scalars(query.limit(AT_ONCE))).all()

    async def _do(self, application_id: int, at: datetime, what: Callable[..., Awaitable[None]]) -> bool:
        """One transaction; whether it went well. What fails for a reason of its own is put off, so that
        others have their turn."""
        try:
            await what(application_id, at)
            return True
        except Exception as error:
            if is_outage(error):
                raise
            log.exception("a promise cannot be looked at", application_id=application_id)
            async with self._database.session() as session:
                later = update(ServiceClock).where(ServiceClock.application_id == application_id)
                await session.execute(later.values(look_at=at + AGAIN_AFTER, mark=mark_of(self._levels())))
            return False

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
