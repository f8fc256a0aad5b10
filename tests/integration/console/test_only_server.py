"""One server serves one house; a second one is told, and a killed one is in nobody's way."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from santral.console import only_server
from santral.console.demo import NOTE
from santral.console.only_server import AnotherServer, OnlyServer, check_that_it_is_the_only_one
from santral.crm_core.db import Database
from tests.integration.console.house import Console, open_console, settings_for
from tests.integration.console.test_commands_of_the_server import santral
from tests.patience import PATIENCE_S

HOLDS = """
import asyncio, sys
from santral.console.only_server import OnlyServer

async def hold():
    async with OnlyServer(sys.argv[1]).held():
        print("held", flush=True)
        await asyncio.sleep(3600)

asyncio.run(hold())
"""
END_THE_CONNECTION = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE application_name LIKE 'Santral, process%' AND datname = current_database()"
)


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(only_server, "PATIENCE_S", 0.0)


@pytest.fixture
def held(sqlite_url: str) -> Iterator[str]:
    """The URL of a database that a server serves."""
    with asyncio.Runner() as runner:
        server = OnlyServer(sqlite_url).held()
        runner.run(server.__aenter__())
        yield sqlite_url
        runner.run(server.__aexit__(None, None, None))


@pytest.mark.usefixtures("_impatient")
async def test_a_second_server_is_told_who_the_first_is_and_may_begin_when_that_ends(
    database_url: str,
) -> None:
    async with OnlyServer(database_url).held():
        with pytest.raises(AnotherServer, match=r"Another Santral server \(process \d+ on .+ UTC\) serves"):
            await check_that_it_is_the_only_one(database_url)
    await check_that_it_is_the_only_one(database_url)


async def test_after_a_kill_the_next_one_need_not_wait(database_url: str) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDS, database_url, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE_S):
        assert await process.stdout.readline() == b"held\n"
    process.kill()
    await process.wait()
    async with asyncio.timeout(only_server.PATIENCE_S), OnlyServer(database_url).held():
        pass


@pytest.mark.usefixtures("_impatient")
async def test_a_database_by_another_name_is_the_same(sqlite_url: str, tmp_path: Path) -> None:
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    (tmp_path / "link.db").symlink_to(file)
    async with OnlyServer(sqlite_url).held():
        with pytest.raises(AnotherServer):
            await check_that_it_is_the_only_one(f"sqlite:///{tmp_path / 'link.db'}")
    async with OnlyServer("sqlite:///:memory:").held():
        await check_that_it_is_the_only_one("sqlite:///:memory:")


@pytest.mark.usefixtures("_impatient")
def test_the_command_says_it_in_a_sentence_and_begins_nothing(held: str) -> None:
    result = santral("serve", database_url=held, ami_secret="x", port="0")
    assert result.exit_code == 1
    assert re.fullmatch(
        r"Another Santral server \(process \d+ on .+\) serves this database already\. One server serves one "
        r"house: stop that one first, or give this one a database of its own \(SANTRAL_DATABASE_URL\)\.\n",
        result.output,
    )


@pytest.mark.usefixtures("_impatient")
def test_a_second_demo_takes_nothing_from_under_the_first(held: str) -> None:
    folder = Path(held.removeprefix("sqlite:///")).parent / "demo"
    folder.mkdir()
    (folder / "santral.db").symlink_to(held.removeprefix("sqlite:///"))
    (folder / NOTE).write_text("of another version")
    result = santral("demo", "--port", "0", "--folder", str(folder), "--fresh")
    assert result.exit_code == 1
    assert result.output.startswith("Another Santral server (process")
    assert (folder / NOTE).read_text() == "of another version"


@pytest.mark.usefixtures("_impatient")
async def test_a_house_is_not_opened_twice(sqlite_url: str, tmp_path: Path) -> None:
    settings = settings_for(sqlite_url, tmp_path)
    async with open_console(settings):
        with pytest.raises(AnotherServer):
            async with open_console(settings):
                pass
    async with open_console(settings) as console:
        assert (await server_part(console))["state"] == "up"


@pytest.fixture
def postgresql_url(migrated_copy: Callable[[str], str]) -> str:
    return migrated_copy("postgresql")


@pytest.mark.postgresql
@pytest.mark.usefixtures("_impatient")
async def test_where_the_connection_is_lost_it_is_held_again_or_told(
    postgresql_url: str, tmp_path: Path
) -> None:
    async with open_console(settings_for(postgresql_url, tmp_path)) as console:
        ours = console.house.only_server
        await end_the_connections(postgresql_url)
        await ours.look()
        with pytest.raises(AnotherServer):
            await check_that_it_is_the_only_one(postgresql_url)
        await end_the_connections(postgresql_url)
        async with OnlyServer(postgresql_url).held():
            await ours.look()
            told = await server_part(console)
            assert (told["state"], told["says"][:23]) == ("down", "Another Santral server ")
        await ours.look()
        assert (await server_part(console))["state"] == "up"


async def end_the_connections(url: str) -> None:
    """Of all who hold the house, as when the database is started again."""
    database = Database(url)
    async with database.session() as session:
        await session.execute(END_THE_CONNECTION)
    await database.dispose()


async def server_part(console: Console) -> dict[str, str]:
    async with console.visitor() as client:
        told: dict[str, str] = (await client.get("/readyz")).json()["server"]
    return told
