"""One line for one person, as "this application was given to you"."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from santral.crm_core.db import Base

LONGEST_KIND: Final = 40
LONGEST_LINK: Final = 400


class Notification(Base):
    """Unread until `read_at`. `text_id` is an English message id, filled with `values` in the reader's own
    language; `link` is where it leads within the console, "" for nowhere; `kind` is a word for its icon."""

    __tablename__ = "notification"

    notification_id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.user_id"))
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(LONGEST_KIND))
    text_id: Mapped[str] = mapped_column(String(300))
    values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    link: Mapped[str] = mapped_column(String(LONGEST_LINK), default="")
    read_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_notification_newest", "user_id", "notification_id"),
        Index(
            "ix_notification_unread",
            "user_id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
    )
