"""Who the customers are: members, the people who work for them, and how to reach them.

A member is a person or a company. Companies form a tree of any depth through `parent_id`: sub-companies,
branches, departments. An employee belongs to a company and may be a member of their own (`person_id`).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from santral.crm_core.db import Base

BYTEWISE = String(80).with_variant(String(80, collation="C"), "postgresql")
"""Text that an index finds by its beginning, whatever the collation of the database."""


class Member(Base):
    """`contact_count` counts the member's timeline: kept with each entry, since counting would read them all.

    `tier` is "", "standard", "silver", "gold" or "platinum"; `unit` tells what a company with a parent is:
    "sub-company", "branch" or "department".
    """

    __tablename__ = "member"

    member_id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))  # MemberKind
    name: Mapped[str] = mapped_column(String(200))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("member.member_id"), index=True)
    unit: Mapped[str] = mapped_column(String(16), default="")
    tier: Mapped[str] = mapped_column(String(16), default="")
    prospect: Mapped[bool] = mapped_column(default=False)
    buyer: Mapped[bool] = mapped_column(default=False)
    supplier: Mapped[bool] = mapped_column(default=False)
    affiliate: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    debt: Mapped[bool] = mapped_column(default=False)
    blacklisted: Mapped[bool] = mapped_column(default=False)
    city: Mapped[str] = mapped_column(String(80), default="")
    note: Mapped[str] = mapped_column(String(2000), default="")
    member_since: Mapped[datetime]
    contact_count: Mapped[int] = mapped_column(default=0)


FLAGS = ("prospect", "buyer", "supplier", "affiliate", "active", "debt", "blacklisted")
"""Columns of `Member` that are shown as flags, in the order in which they are shown."""


class Employee(Base):
    """A contact of a company. `role` is what they do there, as they would say it."""

    __tablename__ = "employee"

    employee_id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("member.member_id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("member.member_id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(120), default="")


class Phone(Base):
    """A number of a member, or of the employee of one. Many may have the same number.

    `suffix` is the national suffix of `e164` (see `numbers`); `position` 0 is the main number.
    """

    __tablename__ = "phone"

    phone_id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.member_id"), index=True)
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.employee_id"), index=True)
    e164: Mapped[str] = mapped_column(BYTEWISE, index=True)
    suffix: Mapped[str] = mapped_column(BYTEWISE, index=True)
    label: Mapped[str] = mapped_column(String(32), default="")  # "mobile", "work", …: an English message id
    extension: Mapped[str] = mapped_column(String(16), default="")
    position: Mapped[int] = mapped_column(default=0)


class Contact(Base):
    """Another way to reach a member: `kind` is "email" or "address"."""

    __tablename__ = "contact"

    contact_id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.member_id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    label: Mapped[str] = mapped_column(String(32), default="")
    value: Mapped[str] = mapped_column(String(400))
    position: Mapped[int] = mapped_column(default=0)


class MemberWord(Base):
    """A folded word by which a member is found: of its name, or of an employee's.

    Two orders of the same pairs: the key says whether a member has a word, the index who has it.
    """

    __tablename__ = "member_word"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.member_id"), primary_key=True)
    word: Mapped[str] = mapped_column(BYTEWISE, primary_key=True)

    __table_args__ = (Index("ix_member_word_word", "word", "member_id"), {"sqlite_with_rowid": False})
