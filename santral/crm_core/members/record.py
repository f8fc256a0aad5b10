"""One member as other programs read it: what is kept of it, without its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.errors import NotFound
from santral.crm_core.members.tables import FLAGS, Contact, Employee, Member, Phone

MOST_ROWS = 200
"""Phones, contacts and employees that are told, of each; whoever has more is looked at on the screen."""


@dataclass(frozen=True, slots=True)
class PhoneRecord:
    """`employee_id`: whose it is at a company; None for the member's own."""

    phone_id: int
    e164: str
    label: str
    extension: str
    employee_id: int | None


@dataclass(frozen=True, slots=True)
class ContactRecord:
    contact_id: int
    kind: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class EmployeeRecord:
    employee_id: int
    name: str
    role: str
    person_id: int | None


@dataclass(frozen=True, slots=True)
class MemberRecord:
    member_id: int
    kind: str
    name: str
    parent_id: int | None
    unit: str
    tier: str
    flags: tuple[str, ...]
    city: str
    note: str
    member_since: datetime
    phones: tuple[PhoneRecord, ...]
    contacts: tuple[ContactRecord, ...]
    employees: tuple[EmployeeRecord, ...]


async def find_member(session: AsyncSession, member_id: int, *, lock: bool = False) -> Member:
    """Raises `NotFound`. `lock` it before changing it: what only points to it, as a case that is moved, need
    not wait."""
    member = await session.get(Member, member_id, with_for_update={"key_share": True} if lock else None)
    if member is None:
        raise NotFound("This customer does not exist.")
    return member


async def read_member_record(session: AsyncSession, member_id: int) -> MemberRecord:
    """Raises `NotFound`."""
    member = await find_member(session, member_id)
    phones = (
        select(Phone.phone_id, Phone.e164, Phone.label, Phone.extension, Phone.employee_id)
        .where(Phone.member_id == member_id)
        .order_by(Phone.employee_id.is_not(None), Phone.position, Phone.phone_id)
        .limit(MOST_ROWS)
    )
    contacts = (
        select(Contact.contact_id, Contact.kind, Contact.label, Contact.value)
        .where(Contact.member_id == member_id)
        .order_by(Contact.position, Contact.contact_id)
        .limit(MOST_ROWS)
    )
    employees = (
        select(Employee.employee_id, Employee.name, Employee.role, Employee.person_id)
        .where(Employee.company_id == member_id)
        .order_by(Employee.employee_id)
        .limit(MOST_ROWS)
    )
    return MemberRecord(
        member_id=member.member_id,
        kind=member.kind,
        name=member.name,
        parent_id=member.parent_id,
        unit=member.unit,
        tier=member.tier,
        flags=tuple(flag for flag in FLAGS if getattr(member, flag)),
        city=member.city,
        note=member.note,
        member_since=member.member_since,
        phones=tuple(PhoneRecord(*row) for row in await session.execute(phones)),
        contacts=tuple(ContactRecord(*row) for row in await session.execute(contacts)),
        employees=tuple(EmployeeRecord(*row) for row in await session.execute(employees)),
    )
