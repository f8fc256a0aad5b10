"""Who wants to be told, what is to be told, and how the telling went."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from santral.crm_core.db import Base

# Written out in every question, since a database knows only of a constant that a partial index has its rows.
IS_WAITING = text("webhook_delivery.state = 'waiting'")
IS_GIVEN_UP = text("webhook_delivery.state = 'given-up'")

FAILING = "failing"
GONE = "gone"
BY_HAND = "by-hand"


class WebhookEndpoint(Base):
    """`events` are the names of those it wants. Nothing is sent while `disabled_at` is set; `disabled_why` is
    "by-hand", "failing" (for days) or "gone" (it said so itself).

    The secrets are made from the seeds (see `seeds`). `failing_since` is the first failure after the last
    success, and `leased_until` how long one server sends to it alone.
    """

    __tablename__ = "webhook_endpoint"

    endpoint_id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(String(500))
    description: Mapped[str] = mapped_column(String(200), default="")
    events: Mapped[list[str]] = mapped_column(JSON)
    seed: Mapped[str] = mapped_column(String(120))
    old_seed: Mapped[str] = mapped_column(String(120), default="")
    old_seed_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    disabled_why: Mapped[str] = mapped_column(String(16), default="")
    failing_since: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]


class WebhookMessage(Base):
    """What happened once, as all who want to know get it: `body` to the letter. `message_id` is told with
    it."""

    __tablename__ = "webhook_message"

    message_key: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(64), unique=True)
    event: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(80))  # "application:17"
    at: Mapped[datetime]
    body: Mapped[str] = mapped_column(Text)


class WebhookDelivery(Base):
    """A message for one endpoint. `state` is "waiting", "delivered" or "given-up"; it is sent since `told_at`
    and, while it waits, at `next_at` again. `aside`: those behind it do not wait for it. `attempts` are
    counted since `told_at`."""

    __tablename__ = "webhook_delivery"

    delivery_id: Mapped[int] = mapped_column(primary_key=True)
    endpoint_id: Mapped[int] = mapped_column(ForeignKey("webhook_endpoint.endpoint_id"))
    message_key: Mapped[int] = mapped_column(ForeignKey("webhook_message.message_key"), index=True)
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    told_at: Mapped[datetime]
    next_at: Mapped[datetime]
    aside: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    status: Mapped[int] = mapped_column(default=0)  # of the last attempt, 0 for no answer
    problem: Mapped[str] = mapped_column(String(20), default="")  # of the last attempt
    finished_at: Mapped[datetime | None] = mapped_column(index=True)

    __table_args__ = (
        Index("ix_webhook_delivery_newest", "endpoint_id", "delivery_id"),
        Index(
            "ix_webhook_delivery_waiting",
            "endpoint_id",
            "aside",
            "delivery_id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_webhook_delivery_given_up",
            "endpoint_id",
            "delivery_id",
            sqlite_where=text("state = 'given-up'"),
            postgresql_where=text("state = 'given-up'"),
        ),
    )


class WebhookAttempt(Base):
    """One try: `status` 0 where no answer came, and `problem` why. `answer` is how the answer began."""

    __tablename__ = "webhook_attempt"

    attempt_id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("webhook_delivery.delivery_id"), index=True)
    at: Mapped[datetime]
    took_ms: Mapped[int]
    status: Mapped[int]
    problem: Mapped[str] = mapped_column(String(20), default="")
    answer: Mapped[str] = mapped_column(Text, default="")
