"""The processes as they were put in force, each time another row, and what is being drawn."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from santral.crm_core.db import Base


class ProcessRow(Base):
    """The highest `version` of a kind and type is in force; the others are kept to look back at."""

    __tablename__ = "process"

    process_id: Mapped[int] = mapped_column(primary_key=True)
    record_kind: Mapped[str] = mapped_column(String(16))
    application_type: Mapped[str] = mapped_column(String(40))  # "" for all that have no process of their own
    version: Mapped[int]  # from 1
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed_at: Mapped[datetime]
    changed_by: Mapped[int | None]

    __table_args__ = (UniqueConstraint("record_kind", "application_type", "version"),)


class ProcessDraftRow(Base):
    """A drawing that is not in force yet; one of a kind and type. `edits` counts its changes, so that two who
    draw at once notice each other; `based_on` is the version it was begun from."""

    __tablename__ = "process_draft"

    record_kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    application_type: Mapped[str] = mapped_column(String(40), primary_key=True)
    based_on: Mapped[int]
    edits: Mapped[int]
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed_at: Mapped[datetime]
    changed_by: Mapped[int]
