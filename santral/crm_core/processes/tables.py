"""The processes as they were drawn, each change another row."""

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
