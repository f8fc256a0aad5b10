"""The directory of customers, as the house keeps it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from santral.console.call_sheet import Caller, WrittenNumber
from santral.console.view_models import Match
from santral.crm_core.db import SQLITE_READERS, Database
from santral.crm_core.errors import NotFound
from santral.crm_core.members.lookup import Confidence, find_by_number
from santral.crm_core.members.numbers import read_number
from santral.crm_core.members.page import read_customer_page

SURENESS = {
    Confidence.EXACT: Match.EXACT,
    Confidence.LIKELY: Match.LIKELY,
    Confidence.NONE: Match.NONE,
    Confidence.WITHHELD: Match.WITHHELD,
}

POP_ROWS = 20
"""Entries of the history that come with the pop: a high screen full. More are loaded by scrolling."""

NOBODY = "4915100000000"
"""Whose number it is does not matter: the answer is not looked at."""


class DatabaseDirectory:
    """Reads the customers' tables. `hot_days()`: the pop lands on a case that changed within so many days."""

    def __init__(
        self, database: Database, region: str, trunk_prefixes: tuple[str, ...], hot_days: Callable[[], int]
    ) -> None:
        self._database = database
        self._region = region
        self._trunk_prefixes = trunk_prefixes
        self._hot_days = hot_days

    async def warm_up(self) -> None:
        """Ask once what every call asks, on all connections that SQLite reads with (a server's are made as
        they are needed). The first question compiles its SQL, here and in the database: 20 to 40 ms that no
        caller shall wait for. Raises what a database raises."""
        await asyncio.gather(*(self._ask_about_nobody() for _ in range(SQLITE_READERS)))

    async def _ask_about_nobody(self) -> None:
        async with self._database.reading() as session:
            for number in (f"+{NOBODY}", f"00{NOBODY}"):  # which may be read in one way, and in two
                await find_by_number(
                    session, number, default_region=self._region, trunk_prefixes=self._trunk_prefixes
                )
            with contextlib.suppress(NotFound):
                await read_customer_page(session, 0, e164=f"+{NOBODY}", timeline_rows=POP_ROWS)

    async def identify(self, number: str) -> Caller:
        async with self._database.reading() as session:
            match = await find_by_number(
                session, number, default_region=self._region, trunk_prefixes=self._trunk_prefixes
            )
            if len(match.members) > 1:
                return Caller(Match.SEVERAL, choices=match.members)
            if not match.members:
                return Caller(SURENESS[match.confidence])
            page = await read_customer_page(
                session,
                match.members[0].member_id,
                e164=match.e164,
                hot_days=self._hot_days(),
                timeline_rows=POP_ROWS,
            )
        return Caller(SURENESS[match.confidence], match.members[0], page)

    async def read(self, member_id: int) -> Caller:
        async with self._database.reading() as session:
            page = await read_customer_page(
                session, member_id, hot_days=self._hot_days(), timeline_rows=POP_ROWS
            )
        return Caller(Match.CHOSEN, page.header, page)

    def write_number(self, number: str) -> WrittenNumber:
        """The number for people and for the rules; asks no database."""
        read = read_number(number, self._region, self._trunk_prefixes)
        national = "".join(letter for letter in read.display if letter.isdigit())
        forms = dict.fromkeys(form for form in (number, *read.readings[:1], national) if form)
        return WrittenNumber(read.display, tuple(forms), read.withheld)
