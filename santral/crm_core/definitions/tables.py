"""The table of all definitions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from santral.crm_core.db import Base
from santral.crm_core.definitions.kinds import LONGEST_CODE, LONGEST_NAME


class DefinitionRow(Base):
    """A row is never removed once a record holds its code; `retired_at` takes it out of every choice."""

    __tablename__ = "definition"

    definition_id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    code: Mapped[str] = mapped_column(String(LONGEST_CODE))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("definition.definition_id"), index=True)
    name_tr: Mapped[str] = mapped_column(String(LONGEST_NAME))
    name_en: Mapped[str] = mapped_column(String(LONGEST_NAME))
    position: Mapped[int]
    colour: Mapped[str] = mapped_column(String(8))
    retired_at: Mapped[datetime | None]
    is_default: Mapped[bool]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("kind", "code"),
        Index(
            "ix_definition_default",
            "kind",
            unique=True,
            sqlite_where=text("is_default"),
            postgresql_where=text("is_default"),
        ),
    )
