"""One contact with a customer as the house wrote it down, and what is being written during a call."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from santral.crm_core.db import Base
from santral.crm_core.definitions.kinds import LONGEST_CODE, DefinitionKind
from santral.crm_core.definitions.usage import holds_codes


class Interaction(Base):
    """`member_id` is None while nobody knows who it was. One person writes one interaction about one call;
    `call_id` is None for a contact that was no call. `method` and `result` are codes of definitions."""

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
    version: Mapped[int]  # of the text: later drafts and saves by the same person have higher ones
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("timeline_entry.entry_id"))  # what tells of it

    __table_args__ = (UniqueConstraint("call_id", "user_id"),)


class InteractionDraft(Base):
    """What one person has typed about one call and not saved yet; gone once it is an interaction."""

    __tablename__ = "interaction_draft"

    call_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.user_id"), primary_key=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.member_id"))
    notes: Mapped[str] = mapped_column(Text)
    result: Mapped[str] = mapped_column(String(LONGEST_CODE))
    version: Mapped[int]
    direction: Mapped[str] = mapped_column(String(8))
    number: Mapped[str] = mapped_column(String(40))
    changed_at: Mapped[datetime]

    __table_args__ = (Index("ix_interaction_draft_user_id_changed_at", "user_id", "changed_at"),)


holds_codes(DefinitionKind.INTERACTION_METHOD, Interaction.method)
holds_codes(DefinitionKind.RESULT, Interaction.result)
holds_codes(DefinitionKind.RESULT, InteractionDraft.result, counted=False)
