"""Gives rows that were set aside or refused back to the database, when what kept them out is mended."""

from __future__ import annotations

from pathlib import Path

from santral.console.write_behind.give_back import GiveBack
from santral.console.write_behind.set_aside import SetAside
from santral.crm_core.db import Database


async def write_set_aside(database_url: str, var_dir: Path) -> tuple[int, int]:
    """Returns how many rows were written and how many were refused, again or now; those are kept.

    Raises `DatabaseAway`, `GivenBackElsewhere` where a running server is at it, or `OSError` of the disk.
    What was not dealt with then stays where it is.
    """
    database = Database(database_url)
    giving = GiveBack(database, SetAside(var_dir), may_go=lambda: True)
    try:
        await giving.everything(also_refused=True)
    finally:
        await database.dispose()
    return giving.rows_given_back, giving.rows_refused
