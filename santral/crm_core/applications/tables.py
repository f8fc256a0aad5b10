"""What a customer asked for, until it is solved."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from santral.crm_core.db import Base


class Application(Base):
    """`number` is what a customer is told, as "2026-000123". Open until `closed_at` is set."""

    __tablename__ = "application"

    application_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.member_id"), index=True)
    subject: Mapped[str] = mapped_column(String(200))
    priority: Mapped[str] = mapped_column(String(16))  # "low" | "normal" | "high" | "urgent"
    stage: Mapped[str] = mapped_column(String(40))
    owner: Mapped[str] = mapped_column(String(80), default="")
    opened_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    __table_args__ = (
        # A customer of twenty years has thousands of cases and a handful that are open.
        Index(
            "ix_application_open",
            "member_id",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )
