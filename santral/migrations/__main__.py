"""`python -m santral.migrations "what changes"`: writes the revision that brings the schema to the models.

The models are compared with what the revisions so far make of an empty SQLite database.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy.engine import Connection

from santral.crm_core.db import Database
from santral.crm_core.migrate import alembic_config, upgrade


async def write_revision(message: str) -> None:
    versions = Path(__file__).parent / "versions"

    def run(connection: Connection) -> None:
        command.revision(
            alembic_config(connection),
            message,
            autogenerate=True,
            rev_id=f"{len(list(versions.glob('*.py'))) + 1:04}",
        )

    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/schema.db")
        try:
            await upgrade(database)
            async with database.engine.begin() as connection:
                await connection.run_sync(run)
        finally:
            await database.dispose()


if __name__ == "__main__":
    asyncio.run(write_revision(sys.argv[1]))
