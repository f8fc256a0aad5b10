"""Writes rows to the database in batches, so that no call and no screen waits for it.

- Rows are written at most `EVERY_S` after they came, many in one transaction.
- An outage (the database is away, locked, full) keeps the rows in memory and tries again, ever more slowly.
- A batch that fails for another reason is split until the rows at fault stand alone; those are refused:
  kept in a file, one JSON object a line, and reported.
- At most `MOST_ROWS` wait. Beyond that the oldest are set aside in another file; the newest news of a call
  is worth more, and nothing is lost while the disk takes the file. Rows are dropped only when that fails too.
- At shutdown everything is written, or set aside. What was set aside `GiveBack` brings.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

import structlog

from santral.console.write_behind.batch import Batch, DatabaseAway
from santral.console.write_behind.row_file import RowFile
from santral.console.write_behind.set_aside import SetAside
from santral.crm_core.db import Database
from santral.crm_core.write_later import PendingRow

EVERY_S: Final = 0.25
BATCH_ROWS: Final = 1000
MOST_ROWS: Final = 100_000
SLOWEST_RETRY_S: Final = 5.0
LAST_CHANCE_S: Final = 8.0
"""Longer than SQLite waits for another program to let go (`SQLITE_BUSY_TIMEOUT_MS`)."""

log = structlog.get_logger(__name__)


class Trouble(StrEnum):
    """What somebody has to look after, the worst first."""

    OUTAGE = "outage"  # the database takes nothing; rows wait in memory
    LOST = "lost"  # rows could be neither written nor set aside
    REFUSED = "refused"  # rows wait in a file until somebody has looked
    SET_ASIDE = "set aside"  # rows wait in a file to be given back
    NONE = ""


class BackgroundWriter:
    """`run` it in the house's task group; `finish` it when the last row has come, and only then end `run`."""

    def __init__(
        self,
        database: Database,
        set_aside: SetAside,
        most_rows: int = MOST_ROWS,
        every_s: float = EVERY_S,
    ) -> None:
        self._database = database
        self._set_aside = set_aside
        self._most_rows = most_rows
        self._every_s = every_s
        self._waiting: deque[PendingRow] = deque()
        self._arrived = asyncio.Event()
        self._writing = asyncio.Lock()  # `finish` lets `run` write to its end what it has in hand
        self._in_hand = Batch()
        self.rows_written = 0
        self.rows_set_aside = 0
        self.rows_refused = 0
        self.rows_dropped = 0
        self.outage = ""  # why the database takes nothing now, "" while it does

    @property
    def backlog(self) -> int:
        """Rows not yet in the database."""
        return len(self._waiting) + len(self._in_hand)

    @property
    def keeps_up(self) -> bool:
        """Whether the database takes what happens now, so that older rows may come between."""
        return not self.outage and self.backlog < BATCH_ROWS

    @property
    def trouble(self) -> Trouble:
        if self.outage:
            return Trouble.OUTAGE
        if self.rows_dropped:
            return Trouble.LOST
        if self._set_aside.any_refused:
            return Trouble.REFUSED
        return Trouble.SET_ASIDE if self._set_aside.any_wait else Trouble.NONE

    def submit(self, row: PendingRow) -> None:
        self._waiting.append(row)
        if len(self._waiting) > 2 * self._most_rows:  # the writer itself sets aside beyond one
            self._waiting.popleft()
            self.rows_dropped += 1
        self._arrived.set()

    async def run(self) -> None:
        """Write as rows come, for ever."""
        retry_s = self._every_s
        while True:
            await self._arrived.wait()
            await asyncio.sleep(retry_s if self.outage else self._every_s)
            await self._write_waiting()
            retry_s = min(2 * retry_s, SLOWEST_RETRY_S) if self.outage else self._every_s

    async def finish(self) -> None:
        """Write what waits; what the database has not taken after `LAST_CHANCE_S` is set aside."""
        try:
            async with asyncio.timeout(LAST_CHANCE_S):
                await self._write_waiting()
        except TimeoutError:
            self.outage = "it did not answer in time"
        left = [*self._in_hand.left, *self._waiting]
        self._in_hand = Batch()
        self._waiting.clear()
        if left:
            log.error("rows set aside at shutdown", rows=len(left), reason=self.outage)
            await self._put_aside(left, self.outage)

    async def _write_waiting(self) -> None:
        """Write until nothing waits or the database takes nothing."""
        while self.backlog:
            async with self._writing:
                try:
                    await self._write_batch()
                except DatabaseAway as error:
                    self._tell_outage(error)
                    await self._keep_bound()
                    return
        self._arrived.clear()

    async def _write_batch(self) -> None:
        """The oldest rows. They stay in hand until they are written or set aside. Raises `DatabaseAway`."""
        self._take_back()  # of who was cancelled in the middle of them
        oldest = [self._waiting.popleft() for _ in range(min(BATCH_ROWS, len(self._waiting)))]
        batch = self._in_hand = Batch(oldest)
        try:
            await batch.write(self._database, self._refuse)
        except DatabaseAway:
            self._take_back()
            raise
        finally:
            self.rows_written += batch.written
        if self.outage:
            log.info("the database takes rows again")
            self.outage = ""

    def _take_back(self) -> None:
        self._waiting.extendleft(reversed(self._in_hand.left))
        self._in_hand = Batch()

    async def _keep_bound(self) -> None:
        excess = len(self._waiting) - self._most_rows
        if excess > 0:
            oldest = [self._waiting.popleft() for _ in range(excess)]
            log.error("too many rows wait; the oldest are set aside", rows=excess)
            await self._put_aside(oldest, self.outage)

    async def _refuse(self, row: PendingRow, reason: str) -> None:
        log.error("row refused", table=row.table.name, error=reason)
        if await self._keep(self._set_aside.refused, [row], reason):
            self.rows_refused += 1

    async def _put_aside(self, rows: Sequence[PendingRow], reason: str) -> None:
        if await self._keep(self._set_aside.waiting, rows, reason):
            self.rows_set_aside += len(rows)

    async def _keep(self, file: RowFile, rows: Sequence[PendingRow], reason: str) -> bool:
        try:
            await asyncio.to_thread(file.put, rows, reason)
        except OSError:
            self.rows_dropped += len(rows)
            log.exception("rows are lost: they could not even be set aside", rows=len(rows))
            return False
        return True

    def _tell_outage(self, error: DatabaseAway) -> None:
        if not self.outage:
            log.error("the database takes no rows; they wait", error=str(error))
        self.outage = str(error)
