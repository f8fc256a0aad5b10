"""Processes in the table `process`, and the book of those in force that everybody asks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.bus import Bus
from santral.crm_core.db import Database
from santral.crm_core.errors import Conflict, InvalidInput, NotFound
from santral.crm_core.processes.book import ProcessBook, ProcessInForce
from santral.crm_core.processes.check_process import check_process
from santral.crm_core.processes.defaults import default_processes
from santral.crm_core.processes.process import Process, RecordKind
from santral.crm_core.processes.process_document import process_document, read_process
from santral.crm_core.processes.tables import ProcessRow
from santral.crm_core.users import audit

UsedStages = Callable[[AsyncSession], Awaitable[Collection[str]]]
"""Reads the codes of the stages on which records of the process stand; within the transaction that changes
it, so that nothing comes between."""

CHANGED_BY_ANOTHER = "Somebody else changed this process meanwhile. Load it again."
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ProcessesChanged:
    """These are the processes from now on. Published at start, and after the commit of a change."""

    book: ProcessBook


@dataclass(frozen=True, slots=True)
class ProcessVersion:
    version: int
    changed_at: datetime
    changed_by: int | None


class ProcessStore:
    """`book` holds what is in force: the defaults until `load`, and never a wait for a database."""

    def __init__(self, database: Database, bus: Bus) -> None:
        self._database = database
        self._bus = bus
        self._one_at_a_time = asyncio.Lock()
        self.book = default_processes()

    async def load(self) -> None:
        """Read what was drawn and tell it to the house. Call it when everybody listens."""
        newest = select(
            ProcessRow.record_kind, ProcessRow.application_type, func.max(ProcessRow.version)
        ).group_by(ProcessRow.record_kind, ProcessRow.application_type)
        book = default_processes()
        async with self._database.reading() as session:
            for kind, application_type, version in (await session.execute(newest)).all():
                row = await _row(session, kind, application_type, version)
                try:
                    book = book.put(ProcessInForce(read_process(row.document), row.version))
                except InvalidInput as error:
                    log.exception(
                        "a process cannot be read; the default holds",
                        record_kind=kind,
                        application_type=application_type,
                        place=error.field,
                    )
        self._know(book)

    async def save(
        self, process: Process, seen: int, used: UsedStages, user: audit.Actor, at: datetime
    ) -> None:
        """Put a drawing in force as another version. `seen` is the version it was drawn from, 0 for none.

        Raises `InvalidInput` for the first fault (`check_process` tells all) and `Conflict` where somebody
        else was faster.
        """
        async with self._one_at_a_time:
            try:
                async with self._database.session() as session:
                    await self._write(session, process, seen, used, user, at)
            except IntegrityError as error:  # another node wrote the same version
                raise Conflict(CHANGED_BY_ANOTHER) from error
            self._know(self.book.put(ProcessInForce(process, seen + 1)))

    async def _write(
        self,
        session: AsyncSession,
        process: Process,
        seen: int,
        used: UsedStages,
        user: audit.Actor,
        at: datetime,
    ) -> None:
        kind, application_type = process.record_kind, process.application_type
        newest = await session.scalar(
            select(func.max(ProcessRow.version)).where(
                ProcessRow.record_kind == kind.value, ProcessRow.application_type == application_type
            )
        )
        if (newest or 0) != seen:
            raise Conflict(CHANGED_BY_ANOTHER)
        for fault in (*self._taken(process), *check_process(process, await used(session))):
            raise fault
        row = ProcessRow(
            record_kind=kind.value,
            application_type=application_type,
            version=seen + 1,
            document=process_document(process),
            changed_at=at,
            changed_by=user.user_id,
        )
        session.add(row)
        await session.flush()
        detail = {"version": row.version, "record_kind": kind.value, "application_type": application_type}
        await audit.record(session, user, "changed", "process", process.code, detail, at)

    def _taken(self, process: Process) -> tuple[InvalidInput, ...]:
        place = (process.record_kind, process.application_type)
        others = {
            each.process.code
            for each in self.book
            if (each.process.record_kind, each.process.application_type) != place
        }
        if process.code not in others:
            return ()
        return (InvalidInput("code", "The code “%(code)s” is there twice.", code=process.code),)

    def _know(self, book: ProcessBook) -> None:
        self.book = book
        self._bus.publish(ProcessesChanged(book))


async def read_versions(
    session: AsyncSession, kind: RecordKind, application_type: str = ""
) -> tuple[ProcessVersion, ...]:
    """What was saved of a process, newest first."""
    rows = await session.execute(
        select(ProcessRow.version, ProcessRow.changed_at, ProcessRow.changed_by)
        .where(ProcessRow.record_kind == kind.value, ProcessRow.application_type == application_type)
        .order_by(ProcessRow.version.desc())
    )
    return tuple(ProcessVersion(version, at, by) for version, at, by in rows)


async def read_version(
    session: AsyncSession, kind: RecordKind, application_type: str, version: int
) -> Process:
    """A process as it once was. Raises `NotFound`."""
    return read_process((await _row(session, kind.value, application_type, version)).document)


async def _row(session: AsyncSession, kind: str, application_type: str, version: int) -> ProcessRow:
    row = await session.scalar(
        select(ProcessRow).where(
            ProcessRow.record_kind == kind,
            ProcessRow.application_type == application_type,
            ProcessRow.version == version,
        )
    )
    if row is None:
        raise NotFound("There is no such process.")
    return row
