"""Versions of a row end as the same row, in whatever order and however often they are written: one after the
other or together, in Python and in the database."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, cast
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, select

from santral.console.write_behind.upsert import made_one, upsert
from santral.crm_core.db import Database
from santral.crm_core.write_later import PendingRow
from santral.cti.call_records import CallLeg, CallRecord
from santral.cti.growing_row import GrowingRow

CALLS = cast(Table, CallRecord.__table__)
LEGS = cast(Table, CallLeg.__table__)
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

moments = st.integers(-3, 3).map(lambda seconds: AT + timedelta(seconds=seconds))
"""Few, so that several things are told at one moment, and some of an earlier one: clocks are set back."""


def news(**columns: st.SearchStrategy[Any]) -> st.SearchStrategy[list[tuple[datetime, dict[str, Any]]]]:
    told = st.fixed_dictionaries({}, optional={name: st.none() | value for name, value in columns.items()})
    return st.lists(st.tuples(moments, told), min_size=1, max_size=7)


words = st.sampled_from(["support", "sales", "+905321112233"])
calls = news(
    number=words, queue=words, queued_at=moments, left_queue_at=moments, abandoned=st.booleans(),
    ended_at=moments, cause=st.integers(0, 40),
)  # fmt: skip
legs = news(call_id=words, till=moments, outcome=words, held_s=st.floats(0, 9), transferred_to=words)


def versions(told: list[tuple[datetime, dict[str, Any]]], table: Table) -> list[PendingRow]:
    """As the journal gives them, each with what was known by then."""
    first: dict[str, Any] = {
        "call": {"call_id": uuid4().hex, "started_at": AT},
        "call_leg": {
            "leg_id": uuid4().hex,
            "call_id": "1",
            "device": "PJSIP/1001",
            "from_at": AT,
            "held_s": 0.0,
        },
    }[table.name]
    row = GrowingRow(table, first)
    return [row.learn(at, values) for at, values in told]


@st.composite
def shuffled(draw: st.DrawFn, table: Table) -> tuple[list[PendingRow], list[list[PendingRow]]]:
    """The versions, and the batches in which they come, some of them twice."""
    told = versions(draw(calls if table is CALLS else legs), table)
    again = draw(st.lists(st.sampled_from(told), max_size=3))
    order = draw(st.permutations([*told, *again]))
    cuts = sorted(draw(st.sets(st.integers(1, len(order)), max_size=3)) | {0, len(order)})
    return told, [order[a:b] for a, b in pairwise(cuts)]


@given(st.one_of(shuffled(CALLS), shuffled(LEGS)))
def test_in_python(case: tuple[list[PendingRow], list[list[PendingRow]]]) -> None:
    told, batches = case
    rows = [row for batch in batches for row in batch]
    one = dict(rows[0].values)
    for row in rows[1:]:
        one = made_one(row.table, one, row.values)
    assert one == told[-1].values


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(case=st.one_of(shuffled(CALLS), shuffled(LEGS)))
def test_in_the_database(database_url: str, case: tuple[list[PendingRow], list[list[PendingRow]]]) -> None:
    told, batches = case
    assert asyncio.run(written(database_url, batches)) == told[-1].values


async def written(database_url: str, batches: list[list[PendingRow]]) -> dict[str, Any]:
    database = Database(database_url)
    try:
        for batch in batches:
            async with database.session() as session:
                await upsert(session, batch)
        table, values = batches[0][0].table, batches[0][0].values
        [key] = table.primary_key
        async with database.reading() as session:
            row = (await session.execute(select(table).where(key == values[key.name]))).mappings().one()
            return dict(row)
    finally:
        await database.dispose()


def earliest(*answered: int | None) -> list[PendingRow]:
    """Of a call that two runs of the server saw begin."""
    return [
        PendingRow(CALLS, {
            "call_id": "1",
            "started_at": AT + timedelta(minutes=n),
            "answered_at": None if seconds is None else AT + timedelta(seconds=seconds),
            "revision": n,
        })
        for n, seconds in enumerate(answered)
    ]  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10, deadline=None)
@given(order=st.permutations(range(3)))
def test_it_began_and_was_answered_when_it_was_seen_first(database_url: str, order: list[int]) -> None:
    rows = earliest(None, 20, 10)
    call_id = uuid4().hex
    batches = [[PendingRow(CALLS, {**rows[n].values, "call_id": call_id})] for n in order]
    kept = asyncio.run(written(database_url, batches))
    assert (kept["started_at"], kept["answered_at"]) == (AT, AT + timedelta(seconds=10))
