"""Many rows are written in several goes, and what is written again and again leaves no garbage in cycles."""

from __future__ import annotations

import gc
from datetime import UTC, datetime
from typing import cast

from sqlalchemy import Table, func, select

from santral.console.write_behind.upsert import ROWS_AT_ONCE, upsert
from santral.crm_core.db import Database
from santral.crm_core.write_later import PendingRow
from santral.cti.call_records import CallRecord

CALLS = cast(Table, CallRecord.__table__)
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def calls(count: int, **values: object) -> list[PendingRow]:
    return [PendingRow(CALLS, {"call_id": str(n), "started_at": AT, **values}) for n in range(count)]


async def test_rows_beyond_one_go_are_written_and_brought_up_to_date(database: Database) -> None:
    many = 2 * ROWS_AT_ONCE + 1
    for queue in ("support", "sales"):
        async with database.session() as session:
            await upsert(session, calls(many, queue=queue))
        async with database.reading() as session:
            numbers = select(CALLS.c.queue, func.count()).group_by(CALLS.c.queue)
            assert [tuple(row) for row in await session.execute(numbers)] == [(queue, many)]


async def test_a_statement_is_made_once(database: Database) -> None:
    async with database.session() as session:
        await upsert(session, calls(1))
        gc.collect()
        gc.disable()
        try:
            for _ in range(10):
                await upsert(session, calls(1))
            assert gc.collect() < 100
        finally:
            gc.enable()
