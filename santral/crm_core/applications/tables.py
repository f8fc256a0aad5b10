"""What a customer asked for, until it is solved: the case itself, and who and what belongs to it.

What administrators define (type, priority, category, method) and draw (stage) is kept by its code, which
never changes; the names are looked up by who shows them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from santral.crm_core.db import Base
from santral.crm_core.definitions.kinds import LONGEST_CODE, DefinitionKind
from santral.crm_core.definitions.usage import holds_codes

CODE = String(LONGEST_CODE)


ASKED = ("type", "priority", "category", "owner_id", "stage")
"""What a list asks for together with something else."""


def _open(name: str, *columns: str, beside: tuple[str, ...] = ()) -> Index:
    """The open cases by `columns`, the newest change last; what else is asked for stands beside, so that a
    case that does not fit is passed over without reading it."""
    return Index(
        f"ix_application_open_{name}",
        *columns,
        "changed_at",
        "application_id",
        *(column for column in ASKED if column not in columns),
        *beside,
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    )


class Application(Base):
    """`number` is what a customer is told, as "2026-000123". Open until `closed_at` is set; one that is
    solved stays open until it is closed, since the next call is often about it.

    `version` counts the changes, and tells a browser that its copy is old. `search_words` are the folded
    words it is found by. `product`, `serial_number`, `campaign` and `project` are free text until the rooms
    that know them exist. `due_*` are the promise that presses most, as `promises.standing` tells.
    """

    __tablename__ = "application"

    application_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.member_id"), index=True)
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.employee_id"), index=True)
    type: Mapped[str] = mapped_column(CODE)
    subject: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    priority: Mapped[str] = mapped_column(CODE)
    category: Mapped[str] = mapped_column(CODE, default="")
    method: Mapped[str] = mapped_column(CODE, default="", index=True)
    product: Mapped[str] = mapped_column(String(120), default="")
    serial_number: Mapped[str] = mapped_column(String(60), default="", index=True)
    campaign: Mapped[str] = mapped_column(String(120), default="")
    project: Mapped[str] = mapped_column(String(120), default="")
    stage: Mapped[str] = mapped_column(CODE)
    resolution: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.user_id"))
    call_id: Mapped[str] = mapped_column(String(80), default="")
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("application.application_id"), index=True)
    custom: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    version: Mapped[int] = mapped_column(default=1)
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.user_id"))
    opened_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    first_answered_at: Mapped[datetime | None]
    solved_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    follow_up_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    due_kind: Mapped[str] = mapped_column(String(16), default="")
    due_warn_at: Mapped[datetime | None]
    due_left_s: Mapped[int | None]
    search_words: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        # A customer of twenty years has thousands of cases and a handful that are open.
        Index(
            "ix_application_open",
            "member_id",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        # A list is read newest first; each of these is one filter of it, already in that order.
        Index("ix_application_changed", "changed_at", "application_id"),
        Index("ix_application_owner", "owner_id", "changed_at", "application_id"),
        Index("ix_application_stage", "stage", "changed_at", "application_id"),
        Index("ix_application_category", "category", "changed_at", "application_id"),
        Index("ix_application_type", "type", "changed_at", "application_id"),
        Index("ix_application_priority", "priority", "changed_at", "application_id"),
        Index("ix_application_product", "product", "changed_at", "application_id"),
        # Most lists ask for what is open: a few among all that ever were.
        Index(
            "ix_application_open_due",
            "due_at",
            "application_id",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        _open("changed"),
        # Who gives cases out counts what each one has to solve, while nobody else can write.
        _open("owner", "owner_id", beside=("solved_at",)),
        _open("stage", "stage"),
        _open("type", "type"),
        _open("priority", "priority"),
        _open("category", "category"),
        _open("product", "product"),
    )


class ApplicationNumber(Base):
    """The last running number given in a year."""

    __tablename__ = "application_number"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class ApplicationAssignee(Base):
    """Somebody who works on a case beside its owner."""

    __tablename__ = "application_assignee"

    application_id: Mapped[int] = mapped_column(ForeignKey("application.application_id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.user_id"), primary_key=True, index=True)


class ApplicationRelation(Base):
    """`kind` reads from `application_id` to `other_id`: "duplicate-of", "caused-by" or "see-also"."""

    __tablename__ = "application_relation"

    application_id: Mapped[int] = mapped_column(ForeignKey("application.application_id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(
        ForeignKey("application.application_id"), primary_key=True, index=True
    )
    kind: Mapped[str] = mapped_column(String(16))


class ApplicationChange(Base):
    """One step in the life of a case. Rows are only ever added, and the database refuses anything else.

    `kind` is what happened ("opened", "changed", "moved", "followed-up", …) and `version` the case's after
    it; where a field changed, `field` names it and `before` and `after` are its values as they are stored.
    """

    __tablename__ = "application_change"

    change_id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.application_id"))
    at: Mapped[datetime]
    user_id: Mapped[int | None]
    version: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    field: Mapped[str] = mapped_column(String(80), default="")
    before: Mapped[str] = mapped_column(Text, default="")
    after: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (Index("ix_application_change_newest", "application_id", "change_id"),)


class FollowUp(Base):
    """What somebody of the house did about a case, and when to look at it again (`due_at`, until
    `done_at`). Where a stage asks that it be done in time, `stage` is its code and nobody wrote a note."""

    __tablename__ = "follow_up"

    follow_up_id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.application_id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.user_id"))
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text)
    stage: Mapped[str] = mapped_column(CODE, default="")
    due_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_follow_up_application", "application_id", "follow_up_id"),
        Index(
            "ix_follow_up_due",
            "user_id",
            "due_at",
            sqlite_where=text("due_at IS NOT NULL AND done_at IS NULL"),
            postgresql_where=text("due_at IS NOT NULL AND done_at IS NULL"),
        ),
    )


class SavedFilter(Base):
    """A list of cases somebody wants to see again; `shared` with everybody, or the owner's alone."""

    __tablename__ = "saved_filter"

    filter_id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.user_id"))
    name: Mapped[str] = mapped_column(String(80))
    shared: Mapped[bool] = mapped_column(default=False)
    query: Mapped[str] = mapped_column(String(2000))

    __table_args__ = (UniqueConstraint("user_id", "name"),)


holds_codes(DefinitionKind.APPLICATION_TYPE, Application.type)
holds_codes(DefinitionKind.PRIORITY, Application.priority)
holds_codes(DefinitionKind.CATEGORY, Application.category)
holds_codes(DefinitionKind.APPLICATION_METHOD, Application.method)
