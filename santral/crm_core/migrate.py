"""Brings a database to the newest schema. The script lives in `santral/migrations`."""

from __future__ import annotations

import asyncio

from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection

from santral.crm_core.db import Database
from santral.crm_core.sqlite_statistics import statistics_sql


def migrate(url: str) -> None:
    """For the command line: create or upgrade the database at `url`."""

    async def run() -> None:
        database = Database(url)
        try:
            await upgrade(database)
        finally:
            await database.dispose()

    asyncio.run(run())


async def upgrade(database: Database, revision: str = "head") -> None:
    """Create or upgrade the schema, in one transaction: all of it, or nothing."""

    def run(connection: Connection) -> None:
        command.upgrade(alembic_config(connection), revision)
        if database.is_sqlite and revision == "head":
            for statement in statistics_sql():
                connection.exec_driver_sql(statement)

    async with database.engine.begin() as connection:
        await connection.run_sync(run)


def alembic_config(connection: Connection) -> Config:
    """Alembic's configuration, on a connection that is already open."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "santral:migrations")
    config.set_main_option("path_separator", "os")
    return config
