"""The directory of customers, as the house keeps it."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from santral.console.floor.call_sheet import Caller, WrittenNumber
from santral.console.screens.view_models import Match
from santral.crm_core.customer_page import CustomerPage
from santral.crm_core.errors import NotFound
from santral.crm_core.members.lookup import Confidence, NumberMatch, look_up
from santral.crm_core.members.numbers import CallerNumber, read_number
from santral.crm_core.members.page import page_from, read_page_row
from santral.crm_core.one_trip import Asking, OneTrip

SURENESS = {
    Confidence.EXACT: Match.EXACT,
    Confidence.LIKELY: Match.LIKELY,
    Confidence.NONE: Match.NONE,
    Confidence.WITHHELD: Match.WITHHELD,
}

POP_ROWS = 20
"""Entries of the history that come with the pop: a high screen full. More are loaded by scrolling."""

WARM_UP_S = 5.0

NOBODY = "4915100000000"
"""Whose number it is does not matter: the answer is not looked at."""


class DatabaseDirectory:
    """Reads the customers' tables. `hot_days()`: the pop lands on a case that changed within so many days."""

    def __init__(
        self, trip: OneTrip, region: str, trunk_prefixes: tuple[str, ...], hot_days: Callable[[], int]
    ) -> None:
        self._trip = trip
        self._region = region
        self._trunk_prefixes = trunk_prefixes
        self._hot_days = hot_days

    async def warm_up(self) -> None:
        """Ask once what every call asks, on all connections that callers are looked up with (a server's are
        made as they are needed). The first question compiles its SQL, here and in the database: 20 to 40 ms
        that no caller shall wait for. Raises what a database raises."""
        # Each waits for the others, or one quick thread would answer for all.
        together = threading.Barrier(self._trip.at_once)
        await asyncio.gather(
            *(self._trip.read(partial(self._ask_about_nobody, together)) for _ in range(together.parties))
        )

    def _ask_about_nobody(self, together: threading.Barrier, asking: Asking) -> None:
        for number in (f"+{NOBODY}", f"00{NOBODY}"):  # which may be read in one way, and in two
            look_up(asking, self._read_number(number), self._region)
        with contextlib.suppress(NotFound):
            read_page_row(asking, 0, f"+{NOBODY}", POP_ROWS)
        with contextlib.suppress(threading.BrokenBarrierError):
            together.wait(WARM_UP_S)

    async def identify(self, number: str) -> Caller:
        read = self._read_number(number)

        def ask(asking: Asking) -> tuple[NumberMatch, Sequence[Any]]:
            match = look_up(asking, read, self._region)
            if len(match.members) != 1:
                return match, ()
            return match, read_page_row(asking, match.members[0].member_id, match.e164, POP_ROWS)

        match, row = await self._trip.read(ask)
        if len(match.members) > 1:
            return Caller(Match.SEVERAL, choices=match.members)
        if not match.members:
            return Caller(SURENESS[match.confidence])
        page = self._page(row)
        return Caller(SURENESS[match.confidence], match.members[0], page)

    async def read(self, member_id: int) -> Caller:
        row = await self._trip.read(lambda asking: read_page_row(asking, member_id, "", POP_ROWS))
        page = self._page(row)
        return Caller(Match.CHOSEN, page.header, page)

    def _page(self, row: Sequence[Any]) -> CustomerPage:
        return page_from(row, self._hot_days(), POP_ROWS, default_region=self._region)

    def _read_number(self, number: str) -> CallerNumber:
        return read_number(number, self._region, self._trunk_prefixes)

    def write_number(self, number: str) -> WrittenNumber:
        """The number for people and for the rules; asks no database."""
        read = self._read_number(number)
        national = "".join(letter for letter in read.display if letter.isdigit())
        forms = dict.fromkeys(form for form in (number, *read.readings[:1], national) if form)
        return WrittenNumber(read.display, tuple(forms), read.withheld)
