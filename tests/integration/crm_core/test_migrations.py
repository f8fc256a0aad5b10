from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

import santral
from santral.crm_core.assignment.candidates import open_cases_of
from santral.crm_core.db import Database
from santral.crm_core.migrate import alembic_config, migrate, upgrade
from santral.crm_core.sqlite_statistics import OF_INDEXES
from santral.crm_core.users import audit
from santral.migrations.tables import ROOMS_WITH_TABLES, metadata
from santral.migrations.word_index import SHADOWS, known_to_models

PACKAGE = Path(santral.__file__).parent


def differences(connection: Connection) -> list[Any]:
    opts = {"compare_type": True, "include_object": known_to_models}
    context = MigrationContext.configure(connection, opts=opts)
    return list(compare_metadata(context, metadata))


def table_names(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


async def test_from_nothing_the_revisions_make_what_the_models_say(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    try:
        await upgrade(database)
        async with database.reading_engine.connect() as connection:
            assert await connection.run_sync(differences) == []
            made = await connection.run_sync(table_names)
            assert made - SHADOWS == {*metadata.tables, "alembic_version"}
    finally:
        await database.dispose()


async def test_upgrading_what_is_up_to_date_changes_nothing(database: Database) -> None:
    await upgrade(database)
    async with database.reading_engine.connect() as connection:
        assert await connection.run_sync(differences) == []


@pytest.mark.parametrize("change", ["UPDATE audit_entry SET user_id = 2", "DELETE FROM audit_entry"])
async def test_the_database_itself_keeps_the_audit_record_as_it_was_written(
    database: Database, change: str
) -> None:
    async with database.session() as session:
        await audit.record(session, None, "viewed", "member", 1)
    with pytest.raises(DBAPIError, match="rows of audit_entry are only added"):
        async with database.session() as session:
            await session.execute(text(change))
    async with database.reading() as session:
        assert list(await session.scalars(select(audit.AuditEntry.user_id))) == [None]


async def test_the_way_back_leaves_nothing_behind(empty_database_url: str) -> None:
    def back(connection: Connection) -> None:
        command.downgrade(alembic_config(connection), "base")

    database = Database(empty_database_url)
    try:
        for _ in range(2):
            await upgrade(database)
            async with database.engine.begin() as connection:
                await connection.run_sync(back)
                assert await connection.run_sync(table_names) == {"alembic_version"}
    finally:
        await database.dispose()


async def test_the_command_line_can_migrate_once_and_again(empty_database_url: str) -> None:
    await asyncio.to_thread(migrate, empty_database_url)
    await asyncio.to_thread(migrate, empty_database_url)
    database = Database(empty_database_url)
    try:
        async with database.reading_engine.connect() as connection:
            assert await connection.run_sync(differences) == []
    finally:
        await database.dispose()


async def test_there_is_one_line_of_revisions(database: Database) -> None:
    def heads(connection: Connection) -> list[str]:
        return list(ScriptDirectory.from_config(alembic_config(connection)).get_heads())

    async with database.reading_engine.connect() as connection:
        assert len(await connection.run_sync(heads)) == 1


def test_every_file_that_declares_a_table_is_known_to_the_revisions() -> None:
    declaring = {
        ".".join(("santral", *file.relative_to(PACKAGE).with_suffix("").parts))
        for file in PACKAGE.rglob("*.py")
        if "\n    __tablename__" in file.read_text()
    }
    assert declaring == set(ROOMS_WITH_TABLES)


def test_what_sqlite_is_told_of_its_indexes_is_of_all_there_are(tmp_path: Path) -> None:
    migrate(f"sqlite:///{tmp_path / 'house.db'}")
    with closing(sqlite3.connect(tmp_path / "house.db")) as connection:
        told = set(connection.execute("SELECT tbl, idx FROM sqlite_stat1"))
        for table, indexes in OF_INDEXES.items():
            there = {name for _, name, *_ in connection.execute(f"PRAGMA index_list({table})")}
            assert {name for name in there if name.startswith("ix_")} <= set(indexes)
            assert {(table, name) for name in indexes} <= told


def test_what_people_have_to_do_is_counted_in_an_index_alone(tmp_path: Path) -> None:
    migrate(f"sqlite:///{tmp_path / 'house.db'}")
    counting = open_cases_of((1, 2, 3)).compile(
        dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}
    )
    with closing(sqlite3.connect(tmp_path / "house.db")) as connection:
        steps = list(connection.execute(f"EXPLAIN {counting}"))
        [page] = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'application'"
        ).fetchone()
        [table] = [step[2] for step in steps if step[1] == "OpenRead" and step[3] == page]
    assert "SeekGE" in {step[1] for step in steps}
    assert not [step for step in steps if step[1] == "Column" and step[2] == table]


def test_a_list_asks_the_index_of_what_is_open(tmp_path: Path) -> None:
    migrate(f"sqlite:///{tmp_path / 'house.db'}")
    query = (
        "EXPLAIN QUERY PLAN SELECT subject FROM application WHERE closed_at IS NULL AND stage IN ('new') "
        "AND type IN ('complaint') AND priority IN ('low') ORDER BY changed_at DESC, application_id DESC"
    )
    with closing(sqlite3.connect(tmp_path / "house.db")) as connection:
        [plan] = [row[3] for row in connection.execute(query)]
    assert "USING INDEX ix_application_open_" in plan
