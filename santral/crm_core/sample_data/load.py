"""Puts sample data into an empty database."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Final

from sqlalchemy import func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.db import Base, Database
from santral.crm_core.errors import Conflict
from santral.crm_core.members.tables import Member
from santral.crm_core.sample_data.rows import SampleRows, make_rows

SEED: Final = 2026


@dataclass(frozen=True, slots=True)
class SampleCounts:
    members: int
    employees: int
    phones: int
    timeline_entries: int
    open_applications: int


async def holds_members(database: Database) -> bool:
    """Whether anybody is in the directory already."""
    async with database.reading() as session:
        return await session.scalar(select(Member.member_id).limit(1)) is not None


async def load_sample_data(
    database: Database, now: datetime, *, seed: int = SEED, members: int = 2_000, entries: int = 50_000
) -> SampleCounts:
    """Fill a migrated database whose directory is empty; `now` is where the history ends. Raises `Conflict`
    where there are members already. All or nothing."""
    rows = await asyncio.to_thread(make_rows, now, seed=seed, members=members, entries=entries)
    async with database.session() as session:
        if await session.scalar(select(func.count()).select_from(Member)):
            raise Conflict(
                "There are customers in this database already; sample data goes into an empty one."
            )
        for field in fields(SampleRows):
            table = Base.metadata.tables[field.name]
            await session.execute(insert(table), getattr(rows, field.name))
        if not database.is_sqlite:
            await _continue_sequences(session)
    return SampleCounts(
        members=len(rows.member),
        employees=len(rows.employee),
        phones=len(rows.phone),
        timeline_entries=len(rows.timeline_entry),
        open_applications=sum(row["closed_at"] is None for row in rows.application),
    )


async def _continue_sequences(session: AsyncSession) -> None:
    """PostgreSQL does not notice ids that were given; the next one must come after them."""
    for field in fields(SampleRows):
        keys = list(Base.metadata.tables[field.name].primary_key.columns.keys())
        if len(keys) == 1:
            sequence = f"pg_get_serial_sequence('{field.name}', '{keys[0]}')"
            await session.execute(text(f"SELECT setval({sequence}, max({keys[0]})) FROM {field.name}"))
