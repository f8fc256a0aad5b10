"""Tables to which rows are only added: the database itself refuses to change or remove one."""

from __future__ import annotations

from alembic import op

FUNCTION = "refuse_change_of_record"


def make_append_only(table: str) -> None:
    """For the `upgrade` that creates the table; a migration that copies it on SQLite calls this again."""
    for statement in _POSTGRESQL if op.get_bind().dialect.name == "postgresql" else _SQLITE:
        op.execute(statement.format(table=table, function=FUNCTION))


def forget_append_only() -> None:
    """For the `downgrade` after the last such table is dropped; triggers go with their table."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP FUNCTION IF EXISTS {FUNCTION}()")


_SQLITE = (
    "CREATE TRIGGER {table}_is_not_changed BEFORE UPDATE ON {table} "
    "BEGIN SELECT RAISE(ABORT, 'rows of {table} are only added'); END",
    "CREATE TRIGGER {table}_is_not_removed BEFORE DELETE ON {table} "
    "BEGIN SELECT RAISE(ABORT, 'rows of {table} are only added'); END",
)
_POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'rows of % are only added', TG_TABLE_NAME; END $$",
    "CREATE TRIGGER {table}_is_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION {function}()",
)
