"""One contact with a customer as the house wrote it down, and what is being written during a call."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from santral.crm_core.db import Base
from santral.crm_core.definitions.kinds import LONGEST_CODE, DefinitionKind
from santral.crm_core.definitions.usage import holds_codes


class Interaction(Base):
    """`member_id` is None while nobody knows who it was. One person writes one interaction about one call;
    `call_id` is None for a contact that was no call. `method`, `category` and `result` are codes of
    definitions; `campaign` and `project` are free text until the rooms that know them exist. `follow_up_at`:
    when `responsible_id`, or its author where that is None, is to come back to it, done at
    `follow_up_done_at`. `follow_up_stage` is the stage that asked for it, "" where a person did."""

    __tablename__ = "interaction"

    interaction_id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[str | None] = mapped_column(String(80))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.user_id"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.member_id"), index=True)
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.employee_id"))
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.application_id"), index=True)
    at: Mapped[datetime]
    direction: Mapped[str] = mapped_column(String(8))  # "inbound" | "outbound" | ""
    method: Mapped[str] = mapped_column(String(LONGEST_CODE), index=True)
    notes: Mapped[str] = mapped_column(Text)
    result: Mapped[str] = mapped_column(String(LONGEST_CODE), index=True)
    category: Mapped[str] = mapped_column(String(LONGEST_CODE), default="", index=True)
    campaign: Mapped[str] = mapped_column(String(120), default="")
    project: Mapped[str] = mapped_column(String(120), default="")
    stage: Mapped[str] = mapped_column(String(LONGEST_CODE), default="")  # "" is the first of its process
    follow_up_at: Mapped[datetime | None]
    follow_up_done_at: Mapped[datetime | None]
    follow_up_stage: Mapped[str] = mapped_column(String(LONGEST_CODE), default="")
    responsible_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.user_id"), index=True)
    version: Mapped[int]  # of the text: later drafts, saves and corrections have higher ones
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("timeline_entry.entry_id"))  # what tells of it

    __table_args__ = (
        UniqueConstraint("call_id", "user_id"),
        Index(
            "ix_interaction_follow_up",
            "follow_up_at",
            sqlite_where=text("follow_up_at IS NOT NULL AND follow_up_done_at IS NULL"),
            postgresql_where=text("follow_up_at IS NOT NULL AND follow_up_done_at IS NULL"),
        ),
    )


class InteractionChange(Base):
    """One field of an interaction that became another after it was saved. Rows are only ever added, and the
    database refuses anything else. `before` and `after` are the values as they are stored, as text. `user_id`
    is None where the house itself acted, as a stage asked for."""

    __tablename__ = "interaction_change"

    change_id: Mapped[int] = mapped_column(primary_key=True)
    interaction_id: Mapped[int] = mapped_column(ForeignKey("interaction.interaction_id"))
    at: Mapped[datetime]
    user_id: Mapped[int | None]
    version: Mapped[int]
    field: Mapped[str] = mapped_column(String(40))
    before: Mapped[str] = mapped_column(Text, default="")
    after: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (Index("ix_interaction_change_newest", "interaction_id", "change_id"),)


class InteractionDraft(Base):
    """What one person has typed about one call and not saved yet; gone once it is an interaction. A contact
    that is written down by hand has a `call_id` of `by_hand.draft_id`. `details` are the `TypedDetails`."""

    __tablename__ = "interaction_draft"

    call_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.user_id"), primary_key=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.member_id"))
    notes: Mapped[str] = mapped_column(Text)
    result: Mapped[str] = mapped_column(String(LONGEST_CODE))
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    version: Mapped[int]
    direction: Mapped[str] = mapped_column(String(8))
    number: Mapped[str] = mapped_column(String(40))
    changed_at: Mapped[datetime]

    __table_args__ = (Index("ix_interaction_draft_user_id_changed_at", "user_id", "changed_at"),)


holds_codes(DefinitionKind.INTERACTION_METHOD, Interaction.method)
holds_codes(DefinitionKind.RESULT, Interaction.result)
holds_codes(DefinitionKind.CATEGORY, Interaction.category)
holds_codes(DefinitionKind.RESULT, InteractionDraft.result, counted=False)
