from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from santral.crm_core.db import Database
from santral.crm_core.migrate import migrate
from tests.integration.console.centre import Centre, open_centre
from tests.integration.console.house import Console, Person, open_console, settings_for
from tests.integration.console.notes_office import Office, new_office
from tests.integration.crm_core.people import AYSE, person


@pytest.fixture(scope="session")
def empty_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the newest schema and what a first start writes, made once, to be copied."""
    path = tmp_path_factory.mktemp("console") / "empty.db"
    migrate(f"sqlite:///{path}")
    asyncio.run(_start_once(f"sqlite:///{path}", path.parent))
    return path


async def _start_once(url: str, folder: Path) -> None:
    async with open_console(settings_for(url, folder)):
        pass


@pytest.fixture
def sqlite_url(empty_house: Path, tmp_path: Path) -> str:
    """A new, empty SQLite database with the newest schema and the definitions a house begins with."""
    return f"sqlite:///{shutil.copy(empty_house, tmp_path / 'house.db')}"


@pytest.fixture
async def console(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Console]:
    """A console on SQLite, open."""
    async with open_console(settings_for(sqlite_url, tmp_path)) as console:
        yield console


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_console(
    empty_house: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Console]:
    """One console for many sentences that leave it as it is. Whoever uses it runs in the module's loop:
    `pytest.mark.asyncio(loop_scope="module")`."""
    folder = tmp_path_factory.mktemp("shared")
    url = f"sqlite:///{shutil.copy(empty_house, folder / 'house.db')}"
    async with open_console(settings_for(url, folder)) as console:
        yield console


@pytest.fixture
async def centre(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Centre]:
    """A call centre with a simulated exchange of two queues: support (4440) and sales (4441)."""
    async with open_centre(sqlite_url, tmp_path) as centre:
        yield centre


@pytest.fixture
async def ayse(console: Console) -> int:
    """A customer; the id."""
    async with console.house.database.session() as session:
        return await person(session, "Ayşe Çelik", AYSE)


@pytest.fixture
async def elif_(console: Console) -> Person:
    """An agent who is signed in."""
    return await console.person("elif")


@pytest.fixture
async def office(database: Database) -> Office:
    """Notes are written there."""
    return await new_office(database)
