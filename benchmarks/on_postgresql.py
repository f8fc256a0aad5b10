"""The same data on PostgreSQL, to ask it what SQLite is asked.

    python -m benchmarks.on_postgresql var/large.db postgresql://postgres@127.0.0.1/santral_bench

Makes that database, which must not exist, as a superuser (who alone may fill tables out of order), and copies
every row of one of `benchmarks.large_directory` into it. `--drop` removes it instead.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import asyncpg
import click
from sqlalchemy import Dialect, Table, make_url
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg

from santral.crm_core.migrate import migrate
from santral.migrations.tables import metadata

SQLITE: Final[Dialect] = sqlite.dialect()
POSTGRESQL: Final[Dialect] = PGDialect_asyncpg()  # type: ignore[no-untyped-call]
AT_ONCE: Final = 20_000
"""Rows in memory."""


async def copy(source: Path, url: str) -> None:
    """All rows of all tables, in place of those there; then the counters of keys go on behind them."""
    connection = await asyncpg.connect(_plain(url))
    try:
        # As a replica does: neither triggers nor references are looked at.
        await connection.execute("SET session_replication_role = replica")
        with closing(sqlite3.connect(source)) as file:
            for table in metadata.sorted_tables:
                await connection.execute(f'DELETE FROM "{table.name}"')
                for rows in _rows(file, table):
                    columns = [column.name for column in table.columns]
                    await connection.copy_records_to_table(table.name, records=rows, columns=columns)
        for table in metadata.sorted_tables:
            key = table.autoincrement_column
            if key is not None:
                await connection.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', '{key.name}'), "
                    f'greatest(1, (SELECT max({key.name}) FROM "{table.name}")))'
                )
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


def _rows(file: sqlite3.Connection, table: Table) -> Iterator[list[tuple[Any, ...]]]:
    """The table's rows as PostgreSQL takes them, some at a time."""
    changed = [_translation(column.type) for column in table.columns]
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    found = file.execute(f'SELECT {names} FROM "{table.name}"')
    while rows := found.fetchmany(AT_ONCE):
        yield [tuple(change(value) for change, value in zip(changed, row, strict=True)) for row in rows]


def _translation(kind: Any) -> Callable[[Any], Any]:
    """From what SQLite keeps of a value to what PostgreSQL's COPY takes."""
    read = kind.dialect_impl(SQLITE).result_processor(SQLITE, None)
    written = kind.dialect_impl(POSTGRESQL).bind_processor(POSTGRESQL)

    def change(value: Any) -> Any:
        known = read(value) if read else value
        return written(known) if written else known

    return change


def _plain(url: str, database: str | None = None) -> str:
    parsed = make_url(url).set(drivername="postgresql")
    return (parsed.set(database=database) if database else parsed).render_as_string(hide_password=False)


async def _command(url: str, statement: str) -> None:
    connection = await asyncpg.connect(_plain(url, "postgres"))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@click.command(help=__doc__)
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("url")
@click.option("--drop", is_flag=True)
def main(source: Path, url: str, *, drop: bool) -> None:
    name = make_url(url).database
    if drop:
        asyncio.run(_command(url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        return
    started = time.monotonic()
    asyncio.run(_command(url, f'CREATE DATABASE "{name}"'))
    migrate(url)
    asyncio.run(copy(source, url))
    click.echo(f"{name}: {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
