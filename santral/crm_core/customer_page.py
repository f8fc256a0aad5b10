"""What the screen shows of one customer: plain values, read once, rendered for everybody who needs them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from santral.crm_core.promises.standing import Standing


class MemberKind(StrEnum):
    PERSON = "person"
    COMPANY = "company"


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """One way to reach the member. `value` is E.164 for phones; `display` is how a person writes it."""

    kind: str  # "phone" | "email" | "address"
    label: str  # "mobile", "work", … an English message id
    value: str
    display: str


@dataclass(frozen=True, slots=True)
class RelatedPerson:
    """An employee of the company, or the company (and role) of a person."""

    member_id: int | None  # None for an employee who is not a member
    name: str
    role: str
    phone: str  # E.164 or ""
    employee_id: int | None = None  # of an employee of the company


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An application that is not solved yet. `hot` when it changed in the last days: the pop lands on it."""

    application_id: int
    number: str  # as "2026-000123"
    subject: str
    priority: str  # "low" | "normal" | "high" | "urgent"
    stage: str
    owner: str
    opened_at: datetime
    changed_at: datetime
    hot: bool
    standing: Standing | None = None  # the promise that presses most


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One contact or event in the customer's history, newest first."""

    entry_id: int
    at: datetime
    kind: str  # "call" | "interaction" | "application" | "sms" | "email" | "visit" | …
    direction: str  # "inbound" | "outbound" | ""
    title: str
    body: str
    by: str  # who of the house, display name
    result: str
    ref: str = ""  # what it tells of, as "application:12"

    @property
    def application_id(self) -> int | None:
        """Of the application it tells of."""
        kind, _, number = self.ref.partition(":")
        return int(number) if kind == "application" and number.isascii() and number.isdigit() else None

    @property
    def interaction_id(self) -> int | None:
        """Of the interaction it tells of."""
        kind, _, number = self.ref.partition(":")
        return int(number) if kind == "interaction" and number.isascii() and number.isdigit() else None


@dataclass(frozen=True, slots=True)
class TimelinePage:
    rows: tuple[TimelineRow, ...]
    next_cursor: str  # "" where the first day is reached


@dataclass(frozen=True, slots=True)
class MemberHeader:
    """Who it is, in one line; enough for a card, a search result or a choice between several."""

    member_id: int
    kind: MemberKind
    name: str
    company: str  # of a person, where known; else ""
    tier: str  # "standard" | "silver" | "gold" | "platinum" | ""
    flags: tuple[str, ...]  # "prospect", "buyer", "supplier", "affiliate", "active", "debt", "blacklisted" …
    city: str
    phone: str  # the main one, E.164, or ""


@dataclass(frozen=True, slots=True)
class CustomerPage:
    header: MemberHeader
    employee: str  # the employee of the company whose number this is, where the number says so; else ""
    note: str  # what everybody should know, as written on the member; "" where nothing
    contacts: tuple[ContactPoint, ...]
    related: tuple[RelatedPerson, ...]
    open_items: tuple[OpenItem, ...]
    timeline: TimelinePage
    member_since: datetime
    contact_count: int
