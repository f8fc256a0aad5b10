"""The tables of keys, and of what was answered to requests that may come a second time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from santral.crm_core.db import Base


class ApiKey(Base):
    """The key itself is nowhere: `key_hash` recognises it, `beginning` reminds people which one it is.

    What is done with it is done in the name of `user_id`, and may not be more than that account may. A key
    stays when it is revoked, for what it has done. `scopes` are words as "members:read".
    """

    __tablename__ = "api_key"

    api_key_id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    beginning: Mapped[str] = mapped_column(String(16))
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[str] = mapped_column(String(400))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.user_id"))
    created_by: Mapped[int] = mapped_column(ForeignKey("user_account.user_id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class ApiReply(Base):
    """What was answered to a request with an `Idempotency-Key`: written with what the request did, or not at
    all. `request_hash` tells another request under the same key; `status` is 0 while it is under way, which
    nobody but its own transaction sees."""

    __tablename__ = "api_reply"

    api_key_id: Mapped[int] = mapped_column(ForeignKey("api_key.api_key_id"), primary_key=True)
    idempotency_key: Mapped[str] = mapped_column(String(255), primary_key=True)
    request_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[int]
    location: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
