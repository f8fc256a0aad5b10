"""Real databases for tests: each test finds one that is empty and has the newest schema, on SQLite and on
PostgreSQL. SQLite's is a file of its own; PostgreSQL's is made once a run and emptied before each test,
since making and dropping one takes a second.

PostgreSQL is looked for at `SANTRAL_TEST_POSTGRESQL_URL`, as a superuser. Where none answers, its tests are
skipped, or fail when `SANTRAL_REQUIRE_REAL_SERVERS=1`.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from santral.crm_core.db import Database
from santral.crm_core.migrate import migrate
from santral.migrations.tables import metadata
from tests.patience import PATIENCE_S

POSTGRESQL_URL = os.environ.get(
    "SANTRAL_TEST_POSTGRESQL_URL", "postgresql://postgres@127.0.0.1:5432/postgres"
)
SERVERS_REQUIRED = os.environ.get("SANTRAL_REQUIRE_REAL_SERVERS") == "1"
BACKENDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))


# As a replica does, so that triggers do not refuse it (the audit record is only added to).
EMPTY_EVERYTHING = ";".join(
    (
        "SET session_replication_role = replica",
        *(f'DELETE FROM "{table.name}"' for table in metadata.sorted_tables),
    )
)


async def command(sql: str, url: str = POSTGRESQL_URL) -> None:
    connection = await asyncpg.connect(url, timeout=PATIENCE_S)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


def name_of_new_database() -> str:
    return f"santral_test_{uuid.uuid4().hex[:12]}"


def url_of(name: str) -> str:
    return f"{POSTGRESQL_URL.rsplit('/', 1)[0]}/{name}"


def require_postgresql() -> None:
    try:
        asyncio.run(command("SELECT 1"))
    except (OSError, asyncpg.PostgresError, TimeoutError) as error:
        reason = f"no PostgreSQL at {POSTGRESQL_URL.rsplit('@', 1)[-1]} ({error}): install postgresql"
        if SERVERS_REQUIRED:
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture(scope="session")
def migrated_copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """Gives the URL of an empty database with the newest schema."""
    folder = tmp_path_factory.mktemp("databases")
    template = folder / "template.db"
    server_name = name_of_new_database()
    on_server: list[str] = []

    def on_sqlite() -> str:
        if not template.exists():
            migrate(f"sqlite:///{template}")
        copy = folder / f"{name_of_new_database()}.db"
        shutil.copy(template, copy)
        return f"sqlite:///{copy}"

    def on_postgresql() -> str:
        if not on_server:
            require_postgresql()
            asyncio.run(command(f"CREATE DATABASE {server_name}"))
            on_server.append(server_name)
            migrate(url_of(server_name))
        asyncio.run(command(EMPTY_EVERYTHING, url_of(server_name)))
        return url_of(server_name)

    yield lambda backend: on_sqlite() if backend == "sqlite" else on_postgresql()
    for name in on_server:
        asyncio.run(command(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest, migrated_copy: Callable[[str], str]) -> str:
    """A new, empty database with the newest schema, once on each kind of server."""
    return migrated_copy(request.param)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.dispose()


@pytest.fixture(params=BACKENDS)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with nothing in it at all, not even a schema."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    require_postgresql()
    name = name_of_new_database()
    asyncio.run(command(f"CREATE DATABASE {name}"))
    yield url_of(name)
    asyncio.run(command(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
