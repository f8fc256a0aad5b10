"""The first caller waits no longer than the next ones: what a lookup asks was asked when the house opened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.sql.compiler import SQLCompiler

from santral.console.floor.directory import DatabaseDirectory
from santral.console.screens.view_models import Match
from santral.crm_core.db import Database
from santral.crm_core.members.numbers import DEFAULT_TRUNK_PREFIXES
from santral.crm_core.one_trip import OneTrip
from tests.integration.compiled_once import COMPILED
from tests.integration.console.house import open_console, settings_for
from tests.integration.crm_core.people import AYSE, person


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every SQL that SQLAlchemy compiles from now on, as in a process that has compiled none."""
    COMPILED.clear()
    seen: list[str] = []
    compile_it = SQLCompiler.__init__

    def note(self: SQLCompiler, *args: Any, **kwargs: Any) -> None:
        compile_it(self, *args, **kwargs)
        seen.append(str(self))

    monkeypatch.setattr(SQLCompiler, "__init__", note)
    return seen


def directory_of(database: Database) -> DatabaseDirectory:
    return DatabaseDirectory(OneTrip(database), "TR", DEFAULT_TRUNK_PREFIXES, lambda: 7)


async def ask(database: Database) -> None:
    """As calls do, with a number that is read in one way, and in two."""
    directory = directory_of(database)
    assert (await directory.identify(AYSE)).match is Match.EXACT
    assert (await directory.identify("004915112345678")).match is Match.NONE


async def test_a_warm_directory_compiles_nothing_more(database: Database, compiled: list[str]) -> None:
    async with database.session() as session:
        await person(session, "Ayşe Çelik", AYSE)
    await directory_of(database).warm_up()
    assert compiled
    compiled.clear()
    await ask(database)
    assert compiled == []


async def test_the_house_opens_warm(sqlite_url: str, tmp_path: Path, compiled: list[str]) -> None:
    async with open_console(settings_for(sqlite_url, tmp_path)) as console:
        async with console.house.database.session() as session:
            await person(session, "Ayşe Çelik", AYSE)
        compiled.clear()
        await ask(console.house.database)
        assert [sql for sql in compiled if "phone" in sql] == []
