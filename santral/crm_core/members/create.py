"""A new member in one short form, while the caller waits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.customer_page import MemberHeader, MemberKind
from santral.crm_core.errors import InvalidInput
from santral.crm_core.members.header import read_headers
from santral.crm_core.members.numbers import DEFAULT_REGION
from santral.crm_core.members.phones import check_number, phone_row
from santral.crm_core.members.tables import FLAGS, Contact, Employee, Member
from santral.crm_core.members.words import index_words
from santral.crm_core.typed_text import email, lines, one_line

TIERS: Final = ("", "standard", "silver", "gold", "platinum")
LONGEST_NAME: Final = 200
LONGEST_NOTE: Final = 2000


@dataclass(frozen=True, slots=True)
class NewMember:
    """The form as typed, not yet checked; each field is named as its `InvalidInput` names it.

    `company_id` and `role`: where a person works. `contact_name` and `role`: who speaks for a company; the
    number is then theirs.
    """

    name: str
    phone: str = ""
    email: str = ""
    city: str = ""
    note: str = ""
    tier: str = ""
    flags: Collection[str] = ("prospect", "active")
    company_id: int | None = None
    contact_name: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class CreatedMember:
    """`same_number`: members who had the number already. Allowed, since numbers are shared; worth a look."""

    header: MemberHeader
    e164: str
    same_number: tuple[MemberHeader, ...]


async def create_person(
    session: AsyncSession, form: NewMember, at: datetime, *, default_region: str = DEFAULT_REGION
) -> CreatedMember:
    """Raises `InvalidInput` for the field that cannot be saved; then nothing is."""
    member = _checked(form, MemberKind.PERSON, at)
    company = await _company(session, form.company_id)
    role = one_line("role", form.role, 120)
    e164, same_number = await check_number(session, form.phone, default_region)
    address = email("email", form.email)
    session.add(member)
    await session.flush()
    if company is not None:
        session.add(
            Employee(company_id=company.member_id, person_id=member.member_id, name=member.name, role=role)
        )
        await index_words(session, company.member_id)
    return await _finish(session, member, None, e164, address, same_number)


async def create_company(
    session: AsyncSession, form: NewMember, at: datetime, *, default_region: str = DEFAULT_REGION
) -> CreatedMember:
    """Raises `InvalidInput` for the field that cannot be saved; then nothing is."""
    member = _checked(form, MemberKind.COMPANY, at)
    contact_name = one_line("contact_name", form.contact_name, LONGEST_NAME)
    role = one_line("role", form.role, 120)
    e164, same_number = await check_number(session, form.phone, default_region)
    address = email("email", form.email)
    session.add(member)
    await session.flush()
    employee = None
    if contact_name:
        employee = Employee(company_id=member.member_id, name=contact_name, role=role)
        session.add(employee)
        await session.flush()
    return await _finish(session, member, employee, e164, address, same_number)


def _checked(form: NewMember, kind: MemberKind, at: datetime) -> Member:
    name = one_line("name", form.name, LONGEST_NAME)
    if not any(letter.isalnum() for letter in name):
        raise InvalidInput("name", "Type the name.")
    if form.tier not in TIERS:
        raise InvalidInput("tier", "Choose one of the tiers.")
    if not set(form.flags) <= set(FLAGS):
        raise InvalidInput("flags", "Choose from the list.")
    return Member(
        kind=kind.value,
        name=name,
        tier=form.tier,
        city=one_line("city", form.city, 80),
        note=lines("note", form.note, LONGEST_NOTE),
        member_since=at,
        **{flag: flag in form.flags for flag in FLAGS},
    )


async def _company(session: AsyncSession, company_id: int | None) -> Member | None:
    if company_id is None:
        return None
    company = await session.get(Member, company_id)
    if company is None or company.kind != MemberKind.COMPANY:
        raise InvalidInput("company_id", "This company does not exist.")
    return company


async def _finish(
    session: AsyncSession,
    member: Member,
    employee: Employee | None,
    e164: str,
    address: str,
    same_number: tuple[MemberHeader, ...],
) -> CreatedMember:
    if e164:
        session.add(phone_row(member.member_id, employee.employee_id if employee else None, e164))
    if address:
        session.add(Contact(member_id=member.member_id, kind="email", value=address))
    await index_words(session, member.member_id)
    (header,) = await read_headers(session, [member.member_id])
    return CreatedMember(header, e164, same_number)
