"""The definitions in the table `definition`, and the book of them that everybody asks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.bus import Bus
from santral.crm_core.db import Database
from santral.crm_core.definitions.book import DefinitionBook
from santral.crm_core.definitions.defaults import default_book
from santral.crm_core.definitions.differences import Difference, differences
from santral.crm_core.definitions.rows import Rows, read_rows, write_rows
from santral.crm_core.definitions.tables import DefinitionRow
from santral.crm_core.definitions.usage import is_used
from santral.crm_core.errors import InvalidInput
from santral.crm_core.users import audit

log = structlog.get_logger(__name__)

Change = Callable[[DefinitionBook], DefinitionBook]
"""One of `changes.py` with its arguments, or several. Raises `InvalidInput` where it cannot be."""


@dataclass(frozen=True, slots=True)
class DefinitionsChanged:
    """This book holds from now on. Published at start, and after the commit of a change."""

    book: DefinitionBook


@dataclass(slots=True)
class Changing:
    """Definitions under change: nobody else changes them meanwhile. `book` is what they are by now."""

    session: AsyncSession
    rows: Rows
    book: DefinitionBook

    async def make(self, change: Change, user: audit.Actor, at: datetime) -> tuple[Difference, ...]:
        """As `DefinitionStore.change`, within the transaction."""
        new = change(self.book)
        found = differences(self.book, new)
        for one in found:
            kind, code = one.definition.kind, one.definition.code
            if one.what == "deleted" and await is_used(self.session, kind, code):
                raise InvalidInput("state", "This is used, so it stays. Retire it instead.")
            await audit.record(self.session, user, one.what, "definition", f"{kind}/{code}", one.detail, at)
        await write_rows(self.session, self.rows, new, at)
        self.book = new
        return found


class DefinitionStore:
    """`book` is what is in force: the defaults until `load`, and never a wait for a database."""

    def __init__(self, database: Database, bus: Bus) -> None:
        self._database = database
        self._bus = bus
        self._one_at_a_time = asyncio.Lock()
        self.book = default_book()

    async def load(self) -> None:
        """Read the definitions and tell them to the house; where there are none at all, begin with the
        defaults. Call it when everybody listens."""
        async with self._database.reading() as session:
            is_new = await session.scalar(select(DefinitionRow.definition_id).limit(1)) is None
            book = (await read_rows(session)).book()
        if is_new:
            await self._begin()
            async with self._database.reading() as session:
                book = (await read_rows(session)).book()
        self._know(book)

    async def change(self, change: Change, user: audit.Actor, at: datetime) -> tuple[Difference, ...]:
        """Make a change, all of it or nothing; what is different now. Raises what `change` raises, and
        `InvalidInput` for taking away what is used."""
        async with self.changing() as changing:
            return await changing.make(change, user, at)

    @asynccontextmanager
    async def changing(self) -> AsyncIterator[Changing]:
        """One transaction, for who has more to write with a change; what was changed is in force when it is
        committed."""
        async with self._one_at_a_time:
            async with self._database.session() as session:
                rows = await read_rows(session, to_change=True)
                changing = Changing(session, rows, rows.book())
                old = changing.book
                yield changing
            if changing.book is not old:
                self._know(changing.book)

    async def _begin(self) -> None:
        """Write the defaults, unless another server that starts now was faster."""
        try:
            async with self._database.session() as session:
                rows = await read_rows(session, to_change=True)
                if not rows.by_code:
                    await write_rows(session, rows, default_book(), datetime.now(UTC))
        except IntegrityError:
            log.info("another server has written the definitions")

    def _know(self, book: DefinitionBook) -> None:
        self.book = book
        self._bus.publish(DefinitionsChanged(book))
