"""SQL is compiled once for all houses of a run. Each has a database of its own, and SQLAlchemy would compile
every statement anew for each: a third of what it costs to open a house and let people in.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Dialect
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import LRUCache

from santral.crm_core import db

COMPILED: Final[LRUCache[Any, Any]] = LRUCache(4000)
"""A test of what is compiled clears it first."""


def compile_once() -> None:
    """From now on. What is compiled is known by its dialect, and there is one for each engine; but all of the
    same kind speak alike here."""
    for dialect in (SQLiteDialect_aiosqlite, PGDialect_asyncpg):
        vars_of: Any = dialect
        vars_of.__eq__, vars_of.__hash__ = _alike, _kind

    def engine(*arguments: Any, **options: Any) -> AsyncEngine:
        made = create_async_engine(*arguments, **options)
        made.sync_engine.update_execution_options(compiled_cache=COMPILED)
        return made

    vars(db)["create_async_engine"] = engine


def _alike(one: Dialect, other: object) -> bool:
    return type(one) is type(other)


def _kind(one: Dialect) -> int:
    return hash(type(one))
