"""The clock of each application, kept with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from santral.crm_core.db import Base

NOTHING_RUNS: Final = ""


class ServiceClock(Base):
    """`facts` is the clock as `facts.py` writes it. `mark` names the calendar and targets by which the dues
    of the application were computed, so that those of an older mark are found: "" where nothing is promised
    any more. At `look_at` a rule is due; `told` are the rules that were, each with its promise."""

    __tablename__ = "service_clock"

    application_id: Mapped[int] = mapped_column(
        ForeignKey("application.application_id"), primary_key=True, autoincrement=False
    )
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    mark: Mapped[str] = mapped_column(String(40))
    look_at: Mapped[datetime | None]
    told: Mapped[list[list[str]]] = mapped_column(JSON, default=list)

    __table_args__ = (
        Index(
            "ix_service_clock_look",
            "look_at",
            sqlite_where=text("look_at IS NOT NULL"),
            postgresql_where=text("look_at IS NOT NULL"),
        ),
        Index(
            "ix_service_clock_mark",
            "mark",
            "application_id",
            sqlite_where=text("mark <> ''"),
            postgresql_where=text("mark <> ''"),
        ),
    )
