"""The documents of members."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from santral.console.api.values import (
    Asked,
    Cursor,
    Id,
    Incoming,
    Limit,
    Line60,
    Line80,
    Line120,
    Line200,
    Line254,
    Name,
    Outgoing,
    Text2000,
)

MemberKindName = Literal["person", "company"]
Tier = Literal["", "standard", "silver", "gold", "platinum"]
Flag = Literal["prospect", "buyer", "supplier", "affiliate", "active", "debt", "blacklisted"]
Flags = Annotated[tuple[Flag, ...], Field(max_length=7)]

PHONE: Any = Field("", description="In any form people write; kept in E.164.")
ALLOW_KNOWN_NUMBER: Any = Field(
    False, description="Save although somebody has the number already: numbers are shared."
)


class MemberLine(Outgoing):
    """A member in a list."""

    member_id: Id
    kind: MemberKindName
    name: str
    company: str = Field(description="Where a person works; empty where that is not known.")
    tier: Tier
    flags: tuple[Flag, ...]
    city: str
    phone: str = Field(description="The main number in E.164, or empty.")


class MemberPage(Outgoing):
    items: tuple[MemberLine, ...]
    next: str | None = Field(description="`cursor` of the next page; null on the last one.")


class MemberPhone(Outgoing):
    """`employee_id`: whose it is at a company; null for the member's own."""

    phone_id: Id
    e164: str
    label: str
    extension: str
    employee_id: Id | None


class MemberContact(Outgoing):
    """`kind` is "email" or "address"."""

    contact_id: Id
    kind: str
    label: str
    value: str


class MemberEmployee(Outgoing):
    employee_id: Id
    name: str
    role: str
    person_id: Id | None


class Member(Outgoing):
    member_id: Id
    kind: MemberKindName
    name: str
    parent_id: Id | None
    unit: str
    tier: Tier
    flags: tuple[Flag, ...]
    city: str
    note: str
    member_since: datetime
    phones: tuple[MemberPhone, ...]
    contacts: tuple[MemberContact, ...]
    employees: tuple[MemberEmployee, ...]


class MemberFields(Incoming):
    """What is written into a new one."""

    name: Name
    phone: Line60 = PHONE
    email: Line254 = ""
    city: Line80 = ""
    note: Text2000 = ""
    tier: Tier = ""
    flags: Flags = ("prospect", "active")
    role: Line120 = Field("", description="What the person, or the contact of a company, does there.")
    allow_known_number: bool = ALLOW_KNOWN_NUMBER


class MemberToCreate(MemberFields):
    kind: MemberKindName
    company_id: Id | None = Field(None, description="Where a person works.")
    contact_name: Line200 = Field("", description="Who speaks for a company; the number is theirs.")


class MemberToChange(Incoming):
    """What is not in it stays as it is."""

    name: Name = ""
    tier: Tier = ""
    flags: Flags = ()
    city: Line80 = ""
    note: Text2000 = ""


class AskedMembers(Asked):
    q: Annotated[str, Field(max_length=200)] = Field(
        "", description="Beginnings of words of the name, or of a number. At most 50, without further pages."
    )
    phone: Annotated[str, Field(max_length=60)] = Field(
        "", description="Who has this number, in any form. At most 20, without further pages."
    )
    kind: MemberKindName | None = None
    cursor: Cursor = ""
    limit: Limit = 50
