"""Tries everything the server needs and says in plain words what is wrong."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import make_url
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from santral.console.app import ami_settings
from santral.console.settings import Settings
from santral.console.write_behind.set_aside import SetAside
from santral.crm_core.db import Database
from santral.crm_core.migrate import alembic_config
from santral.cti.link_check import Finding, check_link


async def check_everything(settings: Settings) -> list[Finding]:
    return [
        await check_database(settings.database_url),
        _check_what_waits(settings.var_dir),
        *await check_link(ami_settings(settings)),
    ]


async def check_database(url: str) -> Finding:
    """That it answers and has the schema of this version. Creates nothing."""
    what = f"Database ({make_url(url).get_backend_name()})"
    missing = _missing_file(url)
    if missing is not None:
        return Finding(False, what, f"There is no database at {missing} yet: run `santral migrate`.")
    database = Database(url)
    try:
        async with database.reading() as session:
            have, want = await (await session.connection()).run_sync(_revisions)
    except (SQLAlchemyError, OSError) as error:
        cause = error.__cause__ or error
        return Finding(False, what, f"It cannot be reached: {cause}. See SANTRAL_DATABASE_URL.")
    finally:
        await database.dispose()
    if have == want:
        return Finding(True, what)
    if not have:
        return Finding(False, what, "It has no tables yet: run `santral migrate`.")
    return Finding(False, what, f"Its schema is {have}, this version needs {want}: run `santral migrate`.")


def _revisions(connection: Connection) -> tuple[str, str]:
    have = MigrationContext.configure(connection).get_current_heads()
    want = ScriptDirectory.from_config(alembic_config(connection)).get_heads()
    return ", ".join(have), ", ".join(want)


def _missing_file(url: str) -> Path | None:
    """Of a SQLite database, the file, where there is none: looking would create it."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        return None
    path = Path(str(parsed.database))
    return None if path.exists() else path


def check_var_dir(var_dir: Path) -> Finding:
    """Whether the server can keep what it writes itself. It is made at need."""
    what = f"Write in {var_dir}"
    try:
        var_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=var_dir):
            pass
    except OSError as error:
        advice = f"{error.strerror}. User {os.getuid()} must be able to write there. See SANTRAL_VAR_DIR."
        return Finding(False, what, advice)
    return Finding(True, what)


def _check_what_waits(var_dir: Path) -> Finding:
    """The folder, and whether rows lie in it that are not written yet."""
    finding = check_var_dir(var_dir)
    if not finding.ok:
        return finding
    aside = SetAside(var_dir)
    waiting, refused = aside.count_waiting(), aside.refused.count()
    advice = []
    if waiting:
        advice.append(
            f"{waiting} rows of the journal are set aside: a running server gives them back by itself."
        )
    if refused:
        advice.append(
            f"{refused} rows of the journal were refused: {aside.refused.path} tells why. Mend that, then "
            "run `santral write-set-aside`."
        )
    return Finding(not advice, finding.what, " ".join(advice))
