"""Gives rows that were set aside back to the database, by itself, when it takes rows again.

- In the order in which they were set aside, `BATCH_ROWS` in a transaction, with a rest between: what happens
  now goes first. That an older version of a row comes late does no harm (`PendingRow`).
- An outage leaves them where they are; it is tried again ever more seldom, at last every `SLOWEST_RETRY_S`.
- A row that fails alone is refused: it goes to the file of those, is reported, and holds up no other.
- A batch is done when it is written and noted so. After a power cut between the two it is written again: a
  call or a leg stays what it is, at most `BATCH_ROWS` entries of the audit record are there twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final, NoReturn

import structlog

from santral.console.restart.put_away import PutAwayCard
from santral.console.write_behind.batch import Batch, DatabaseAway
from santral.console.write_behind.set_aside import GivenBackElsewhere, RowsInHand, SetAside
from santral.crm_core.db import Base, Database
from santral.crm_core.users.audit import AuditEntry
from santral.crm_core.write_later import PendingRow
from santral.cti.call_records import AgentStateChange, CallLeg, CallRecord

BATCH_ROWS: Final = 500
REST_S: Final = 0.1
LOOK_EVERY_S: Final = 1.0
SLOWEST_RETRY_S: Final = 60.0
AT_START_S: Final = 5.0

TABLES_WRITTEN_LATER: Final = (AuditEntry, CallRecord, CallLeg, AgentStateChange, PutAwayCard)
"""Imported so that they are known by name when rows are read back."""

log = structlog.get_logger(__name__)


class GiveBack:
    """`run` it in the house's task group. `may_go` tells whether the database has nothing better to do."""

    def __init__(
        self,
        database: Database,
        set_aside: SetAside,
        may_go: Callable[[], bool],
        look_every_s: float = LOOK_EVERY_S,
    ) -> None:
        self._database = database
        self._set_aside = set_aside
        self._may_go = may_go
        self._look_every_s = look_every_s
        self.rows_given_back = 0
        self.rows_refused = 0

    async def run(self) -> NoReturn:
        """Give back what is set aside, whenever something is, for ever."""
        pause_s = self._look_every_s
        while True:
            await asyncio.sleep(pause_s)
            if self._may_go() and self._set_aside.any_wait:
                well = await self._try()
                pause_s = self._look_every_s if well else min(2 * pause_s, SLOWEST_RETRY_S)

    async def at_start(self) -> None:
        """Before the calls that go on are read from the database: what an earlier run knew of them and set
        aside belongs there. It takes no longer than `AT_START_S`; `run` gives back the rest."""
        if self._set_aside.any_wait:
            try:
                async with asyncio.timeout(AT_START_S):
                    await self._try()
            except TimeoutError:
                log.warning("rows that were set aside are given back after the start")

    async def everything(self, *, also_refused: bool = False) -> None:
        """All that waits. Raises `DatabaseAway`, `GivenBackElsewhere`, or `OSError` of the disk."""
        with self._set_aside.alone():
            if also_refused:
                await asyncio.to_thread(self._set_aside.try_refused_again)
            while in_hand := await asyncio.to_thread(self._set_aside.take):
                await self._all_of(in_hand)

    async def _try(self) -> bool:
        """Whether all that waited is dealt with."""
        given_back, refused = self.rows_given_back, self.rows_refused
        try:
            await self.everything()
        except DatabaseAway as error:
            log.warning("the database takes no rows that were set aside; they stay so", error=str(error))
            return False
        except GivenBackElsewhere:
            log.info("somebody else gives back the rows that were set aside")
            return False
        except OSError:
            log.exception("rows that were set aside cannot be given back")
            return False
        given_back, refused = self.rows_given_back - given_back, self.rows_refused - refused
        log.info("rows that were set aside are given back", rows=given_back, refused=refused)
        return True

    async def _all_of(self, in_hand: RowsInHand) -> None:
        while rows := await asyncio.to_thread(in_hand.next_rows, BATCH_ROWS, Base.metadata):
            if isinstance(rows, bytes):
                await asyncio.to_thread(self._set_aside.refused.put_lines, rows)
                self.rows_refused += 1
                in_hand.done(1)
                continue
            batch = Batch(rows)
            try:
                await batch.write(self._database, self._refuse)
            finally:
                in_hand.done(len(rows) - len(batch))
                self.rows_given_back += batch.written
            await asyncio.sleep(REST_S)
            while not self._may_go():  # noqa: ASYNC110 - nobody tells when it may
                await asyncio.sleep(REST_S)

    async def _refuse(self, row: PendingRow, reason: str) -> None:
        log.error("a row that was set aside is refused", table=row.table.name, error=reason)
        await asyncio.to_thread(self._set_aside.refused.put, [row], reason)
        self.rows_refused += 1
