"""Gives rows that were set aside back to the database, when what kept them out is mended."""

from __future__ import annotations

import asyncio
from pathlib import Path

from santral.console.background_writer import BackgroundWriter
from santral.console.set_aside import SetAside
from santral.crm_core.db import Base, Database
from santral.crm_core.users import audit
from santral.cti import call_records

TABLES_WRITTEN_LATER = (audit.AuditEntry, call_records.CallRecord, call_records.CallLeg)
"""Imported so that the tables are known by name when the rows are read back."""


async def write_set_aside(database_url: str, var_dir: Path) -> tuple[int, int]:
    """Returns how many rows were written and how many were refused again, which are set aside anew. The
    file they came from is kept under another name."""
    aside = SetAside(var_dir)
    if not aside.path.exists():
        return 0, 0
    away = await asyncio.to_thread(aside.move_away)
    database = Database(database_url)
    writer = BackgroundWriter(database, aside)
    try:
        for row in SetAside(away.parent, away.name).read(Base.metadata):
            writer.submit(row)
            if writer.backlog >= 1000:
                await writer.finish()
        await writer.finish()
    finally:
        await database.dispose()
    return writer.rows_written, writer.rows_set_aside + writer.rows_dropped
