"""All that a measurement stands on, in one folder: a large directory, the agents, and who calls.

    python -m benchmarks.dataset var/bench/large --members 1000000 --entries 10000000 --agents 1000

The folder holds `santral.db` (by `benchmarks.large_directory`), the agents' session tokens in `agents.tsv`
(device, token) and callers in `callers.tsv`.
"""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateTable

from benchmarks.drawn_applications import CASES
from benchmarks.large_directory import make_large_database
from santral.crm_core.db import Database
from santral.crm_core.users.accounts import UserAccount
from santral.crm_core.users.roles import Role
from santral.crm_core.users.sessions import SessionLife, open_session
from santral.cti.pbx_simulator.load import agent_device
from santral.migrations.tables import metadata

CALLERS = 20_000
"""How many members ring in turn: more than a minute's calls, so nobody rings twice."""

MARK = "data-set-of-a-benchmark"
"""The file by which a folder is known to be ours, and may be emptied."""


def make_dataset(folder: Path, members: int, entries: int, agents: int) -> None:
    """Nothing is done if the folder is there; a part of one, or one of another schema, is begun anew. One
    that holds something else is left as it is, with a `ClickException`."""
    mark = folder / MARK
    if (folder / "callers.tsv").exists() and mark.exists() and mark.read_text() == _schema():
        return
    if folder.exists() and any(folder.iterdir()) and not mark.exists():
        raise click.ClickException(f"{folder} holds something else than a data set; give another folder.")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    mark.write_text(_schema())
    database = folder / "santral.db"
    make_large_database(database, datetime.now(UTC), members=members, entries=entries)
    tokens = asyncio.run(_add_agents(database, agents))
    (folder / "agents.tsv").write_text("".join(f"{device}\t{token}\n" for device, token in tokens))
    (folder / "callers.tsv").write_text("".join(f"{number}\n" for number in _callers(database, members)))


def _schema() -> str:
    """A fingerprint of all tables as they are now and of the applications in them: until the first release
    the schema changes in place."""
    tables = (str(CreateTable(table).compile(dialect=sqlite.dialect())) for table in metadata.sorted_tables)
    return hashlib.sha256("".join((*tables, CASES)).encode()).hexdigest()


def forget_calls(folder: Path) -> None:
    """Take out the calls of an earlier measurement: a thousand desks would be brought back with what they
    missed in it, and no two measurements would begin alike."""
    with closing(sqlite3.connect(folder / "santral.db")) as connection, connection:
        for table in ("call_leg", "call", "agent_state_change"):
            connection.execute(f"DELETE FROM {table}")


def _callers(database: Path, members: int) -> list[str]:
    """Numbers of members from all over the directory."""
    every = max(1, members // CALLERS)
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute(
            "SELECT min(e164) FROM phone WHERE member_id % ? = 0 GROUP BY member_id ORDER BY member_id",
            (every,),
        )
        return [number for (number,) in rows]


async def _add_agents(path: Path, agents: int) -> list[tuple[str, str]]:
    """Accounts with a session each that outlasts any measurement; nobody can sign in with a password."""
    database = Database(f"sqlite:///{path}")
    at, life = datetime.now(UTC), SessionLife(timedelta(days=3650), timedelta(days=3650))
    tokens = []
    try:
        for batch in _by(agents, 200):
            async with database.session() as session:
                for index in batch:
                    account = UserAccount(
                        username=f"agent{index}", display_name=f"Agent {index}", password_hash="-",
                        role=Role.AGENT, device=agent_device(index), extension=str(2000 + index),
                        language="tr" if index % 2 else "en", theme="system", created_at=at, disabled_at=None,
                    )  # fmt: skip
                    session.add(account)
                    await session.flush()
                    opened = await open_session(session, account.user_id, life, at, "127.0.0.1", "benchmark")
                    tokens.append((agent_device(index), opened.token))
    finally:
        await database.dispose()
    return tokens


def _by(count: int, size: int) -> list[range]:
    return [range(start, min(start + size, count)) for start in range(0, count, size)]


@click.command(help=__doc__)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--members", default=1_000_000, show_default=True)
@click.option("--entries", default=10_000_000, show_default=True)
@click.option("--agents", default=1000, show_default=True)
def main(folder: Path, members: int, entries: int, agents: int) -> None:
    began = time.monotonic()
    make_dataset(folder, members, entries, agents)
    mebibytes = (folder / "santral.db").stat().st_size >> 20
    seconds = time.monotonic() - began
    print(f"{members:,} members, {entries:,} rows, {mebibytes:,} MiB, {seconds:.1f} s")


if __name__ == "__main__":
    main()
