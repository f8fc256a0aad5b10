"""The numbers of a member: checked, given another one, and taken away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.customer_page import MemberHeader
from santral.crm_core.errors import InvalidInput, NotFound
from santral.crm_core.members.lookup import find_by_number
from santral.crm_core.members.numbers import DEFAULT_REGION, national_suffix, read_number
from santral.crm_core.members.record import MOST_ROWS, find_member
from santral.crm_core.members.tables import Employee, Phone
from santral.crm_core.typed_text import one_line
from santral.crm_core.users.audit import Actor, record

LABELS: Final = ("mobile", "work", "home", "")


@dataclass(frozen=True, slots=True)
class NewPhone:
    """As typed, not yet checked. `employee_id`: whose it is at a company. Without a `label` the number tells
    itself what it is."""

    phone: str
    label: str = ""
    extension: str = ""
    employee_id: int | None = None


@dataclass(frozen=True, slots=True)
class AddedPhone:
    """`same_number`: others who had it already. Allowed, since numbers are shared; worth a look."""

    phone_id: int
    same_number: tuple[MemberHeader, ...]


async def check_number(
    session: AsyncSession, typed: str, region: str
) -> tuple[str, tuple[MemberHeader, ...]]:
    """The number as it is kept, and who has it; "" for nothing. Raises `InvalidInput` at `phone`."""
    if not typed.strip():
        return "", ()
    e164 = read_number(one_line("phone", typed, 60), region, ()).e164
    if not e164:
        raise InvalidInput("phone", "This is not a phone number. Type it with its area code.")
    return e164, (await find_by_number(session, e164, default_region=region)).members


def phone_row(
    member_id: int,
    employee_id: int | None,
    e164: str,
    *,
    label: str = "",
    extension: str = "",
    position: int = 0,
) -> Phone:
    """A number to be kept. Turkish ones that begin with 5 are mobile."""
    suffix = national_suffix(e164)
    mobile = suffix.startswith("5") and len(suffix) == 10 and e164.startswith("+90")
    return Phone(
        member_id=member_id,
        employee_id=employee_id,
        e164=e164,
        suffix=suffix,
        label=label or ("mobile" if mobile else "work"),
        extension=extension,
        position=position,
    )


async def add_phone(
    session: AsyncSession,
    member_id: int,
    new: NewPhone,
    by: Actor,
    at: datetime,
    *,
    default_region: str = DEFAULT_REGION,
) -> AddedPhone:
    """The last among the member's numbers. Raises `NotFound`, or `InvalidInput` for the field that cannot be
    saved; then nothing is."""
    await find_member(session, member_id, lock=True)
    e164, has_it = await check_number(session, new.phone, default_region)
    if not e164:
        raise InvalidInput("phone", "This is not a phone number. Type it with its area code.")
    if new.label not in LABELS:
        raise InvalidInput("label", "Choose one from the list.")
    extension = one_line("extension", new.extension, 16)
    if new.employee_id is not None:
        employee = await session.get(Employee, new.employee_id)
        if employee is None or employee.company_id != member_id:
            raise InvalidInput("employee_id", "This person does not work for the customer.")
    of_member = select(Phone.e164, Phone.employee_id, Phone.extension).where(Phone.member_id == member_id)
    kept = {tuple(row) for row in await session.execute(of_member)}
    if (e164, new.employee_id, extension) in kept:
        raise InvalidInput("phone", "This number is there already.")
    if len(kept) >= MOST_ROWS:
        raise InvalidInput("phone", "At most %(most)s numbers can be kept.", most=MOST_ROWS)
    last = await session.scalar(select(func.max(Phone.position)).where(Phone.member_id == member_id))
    phone = phone_row(
        member_id,
        new.employee_id,
        e164,
        label=new.label,
        extension=extension,
        position=0 if last is None else last + 1,
    )
    session.add(phone)
    await record(session, by, "changed", "member", member_id, {"fields": ["phones"]}, at)
    await session.flush()
    return AddedPhone(phone.phone_id, tuple(one for one in has_it if one.member_id != member_id))


async def remove_phone(session: AsyncSession, member_id: int, phone_id: int, by: Actor, at: datetime) -> None:
    """It finds the member no more; the next one is the main number. Raises `NotFound`."""
    await find_member(session, member_id, lock=True)
    phone = await session.get(Phone, phone_id)
    if phone is None or phone.member_id != member_id:
        raise NotFound("There is no such number.")
    await session.delete(phone)
    await record(session, by, "changed", "member", member_id, {"fields": ["phones"]}, at)
    await session.flush()
