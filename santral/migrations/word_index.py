"""Full-text indexes over a column of folded words, which the models do not know as tables.

SQLite has them as a virtual table that triggers keep in step with the column; PostgreSQL as an index on an
expression. Both get words that the program folded itself (see `crm_core.folding`), so neither needs to know
Turkish.
"""

from __future__ import annotations

from typing import Any, Final

from alembic import op

NAME: Final = "application_words"
SHADOWS: Final = frozenset({NAME, *(f"{NAME}_{part}" for part in ("data", "idx", "docsize", "config"))})
"""The tables that SQLite makes of it."""


def make_word_index(table: str, key: str, column: str) -> None:
    """For the `upgrade` that creates the table; a migration that copies it on SQLite calls this again."""
    values = {"name": NAME, "table": table, "key": key, "column": column}
    for statement in _POSTGRESQL if op.get_bind().dialect.name == "postgresql" else _SQLITE:
        op.execute(statement.format(**values))


def forget_word_index() -> None:
    """For the `downgrade`, before the table is dropped."""
    op.execute(
        f"DROP INDEX IF EXISTS ix_{NAME}"
        if op.get_bind().dialect.name == "postgresql"
        else f"DROP TABLE IF EXISTS {NAME}"
    )


def known_to_models(thing: Any, name: str | None, kind: str, *_: Any) -> bool:
    """Whether Alembic should compare it with the models."""
    return name not in SHADOWS and name != f"ix_{NAME}"


# `prefix` makes the beginning of a word as quick to find as the whole. Without positions (`detail=none`) the
# index is a third of the size; nobody asks for words in a row.
_SQLITE: Final = (
    "CREATE VIRTUAL TABLE {name} USING fts5({column}, content='{table}', content_rowid='{key}', "
    "detail=none, prefix='1 2 3 4 5 6', tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER {name}_added AFTER INSERT ON {table} BEGIN "
    "INSERT INTO {name}(rowid, {column}) VALUES (new.{key}, new.{column}); END",
    "CREATE TRIGGER {name}_changed AFTER UPDATE OF {column} ON {table} "
    "WHEN old.{column} <> new.{column} BEGIN "
    "INSERT INTO {name}({name}, rowid, {column}) VALUES ('delete', old.{key}, old.{column}); "
    "INSERT INTO {name}(rowid, {column}) VALUES (new.{key}, new.{column}); END",
    "CREATE TRIGGER {name}_removed AFTER DELETE ON {table} BEGIN "
    "INSERT INTO {name}({name}, rowid, {column}) VALUES ('delete', old.{key}, old.{column}); END",
)
_POSTGRESQL: Final = ("CREATE INDEX ix_{name} ON {table} USING gin (to_tsvector('simple', {column}))",)
