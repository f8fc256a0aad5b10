"""Questions with many values, and a database that cannot be opened."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import select

from santral.crm_core.db import Database
from santral.crm_core.members.header import read_headers
from santral.crm_core.members.tables import Member
from santral.crm_core.one_trip import Asking, OneTrip
from tests.integration.crm_core.people import person

MORE_THAN_A_QUESTION_HOLDS = 32_768


async def test_any_number_of_members_can_be_asked_for(database: Database) -> None:
    async with database.session() as session:
        ayse, veli = await person(session, "Ayşe Çelik"), await person(session, "Veli Kaya")
    others = range(1_000_000, 1_000_000 + MORE_THAN_A_QUESTION_HOLDS)
    async with database.reading() as session:
        found = await read_headers(session, [veli, *others, ayse])
    assert [header.name for header in found] == ["Veli Kaya", "Ayşe Çelik"]


async def test_a_file_that_is_no_database_is_not_held_on_to(tmp_path: Path) -> None:
    file = tmp_path / "not.db"
    file.write_bytes(b"this is no database, however long one looks at it" * 100)

    def ask(asking: Asking) -> object:
        return asking.rows(select(Member.member_id), {})

    def held() -> int:
        return sum(opened.resolve() == file for opened in Path("/proc/self/fd").iterdir())

    database = Database(f"sqlite:///{file}")
    trip = OneTrip(database)
    try:
        for _ in range(20):
            with pytest.raises(sqlite3.DatabaseError):
                await trip.read(ask)
        assert held() <= trip.at_once
    finally:
        await database.dispose()
    assert held() == 0
