"""Run by Alembic for each command; the connection comes from the caller."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from santral.crm_core.db import UtcDateTime
from santral.migrations.tables import metadata
from santral.migrations.word_index import known_to_models


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    return "UtcDateTime()" if kind == "type" and isinstance(item, UtcDateTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
    render_item=render_item,
    compare_type=True,
    include_object=known_to_models,
)
with context.begin_transaction():
    context.run_migrations()
