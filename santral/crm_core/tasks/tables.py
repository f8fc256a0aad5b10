"""What somebody has to do, alone or for a case, and the time that was spent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from santral.crm_core.db import Base


class Task(Base):
    """Open until `done_at`. `application_id` is None for a task of no case."""

    __tablename__ = "task"

    task_id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.application_id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    assignee_id: Mapped[int] = mapped_column(ForeignKey("user_account.user_id"))
    due_at: Mapped[datetime | None]
    created_by: Mapped[int] = mapped_column(ForeignKey("user_account.user_id"))
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.user_id"))

    __table_args__ = (
        Index(
            "ix_task_open",
            "assignee_id",
            "due_at",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )


class TimeEntry(Base):
    """Whole minutes somebody spent on a case, and on which of its tasks where it was one."""

    __tablename__ = "time_entry"

    time_entry_id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.application_id"), index=True)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.task_id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.user_id"), index=True)
    at: Mapped[datetime]
    minutes: Mapped[int]
    note: Mapped[str] = mapped_column(String(400), default="")
