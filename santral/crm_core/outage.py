"""Tells a database that is away from one that refuses what it was given."""

from __future__ import annotations

from typing import Final

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from santral.crm_core.errors import SantralError

AWAY_CLASSES: Final = frozenset({"08", "40", "53", "55", "57", "58"})
"""Of PostgreSQL's error codes: connection, conflict, resources, locks, operator, system (Appendix A)."""


class DatabaseUnavailable(SantralError):
    """The database does not answer, or takes nothing now. What was asked for has not happened."""

    http_status = 503

    def __init__(self) -> None:
        super().__init__("The database cannot be reached. Please try again in a moment.")


def is_outage(error: Exception) -> bool:
    """Whether waiting may mend it. Otherwise it is about what was asked."""
    if not isinstance(error, DBAPIError):
        return isinstance(error, OSError | TimeoutError | PoolTimeout)
    if error.connection_invalidated:
        return True
    sqlstate = getattr(error.orig, "sqlstate", None)
    if sqlstate:
        return str(sqlstate)[:2] in AWAY_CLASSES
    # SQLite calls a missing table operational too; waiting does not mend that.
    return isinstance(error, OperationalError) and "no such" not in str(error.orig)
