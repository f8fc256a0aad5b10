"""A member in one line, as cards, search results and choices show it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from santral.crm_core.customer_page import MemberHeader, MemberKind
from santral.crm_core.members.tables import FLAGS, Employee, Member, Phone
from santral.crm_core.one_trip import Asking, Query, in_parts, placed, places, room_for, within

_EMPLOYER = aliased(Member)

EMPLOYER_NAME: Final[ColumnElement[str]] = func.coalesce(
    select(_EMPLOYER.name)
    .join(Employee, Employee.company_id == _EMPLOYER.member_id)
    .where(Employee.person_id == Member.member_id)
    .order_by(Employee.employee_id)
    .limit(1)
    .correlate(Member)
    .scalar_subquery(),
    "",
)

MAIN_PHONE: Final[ColumnElement[str]] = func.coalesce(
    select(Phone.e164)
    .where(Phone.member_id == Member.member_id)
    .order_by(Phone.employee_id.is_not(None), Phone.position, Phone.phone_id)  # its own first
    .limit(1)
    .correlate(Member)
    .scalar_subquery(),
    "",
)

HEADER_COLUMNS: Final[tuple[Any, ...]] = (
    Member.member_id,
    Member.kind,
    Member.name,
    EMPLOYER_NAME.label("company"),
    Member.tier,
    Member.city,
    MAIN_PHONE.label("phone"),
    *(getattr(Member, flag) for flag in FLAGS),
)


def as_header(values: Sequence[Any]) -> MemberHeader:
    """From the values of `HEADER_COLUMNS`."""
    member_id, kind, name, company, tier, city, phone, *flags = values
    return MemberHeader(
        member_id=member_id,
        kind=MemberKind(kind),
        name=name,
        company=company,
        tier=tier,
        flags=tuple(flag for flag, is_set in zip(FLAGS, flags, strict=True) if is_set),
        city=city,
        phone=phone,
    )


async def read_headers(session: AsyncSession, member_ids: Collection[int]) -> list[MemberHeader]:
    """The members of these ids, in the order of the ids; those that do not exist are left out."""
    return await within(session, lambda asking: headers_of(asking, list(member_ids)))


def headers_of(asking: Asking, member_ids: Sequence[int]) -> list[MemberHeader]:
    """The same inside a trip."""
    headers: dict[int, MemberHeader] = {}
    for some in in_parts(member_ids):
        found = asking.rows(_of_members(room_for(some)), placed("member", some))
        headers |= {header.member_id: header for header in map(as_header, found)}
    return [headers[member_id] for member_id in member_ids if member_id in headers]


@lru_cache(maxsize=16)
def _of_members(count: int) -> Query:
    return select(*HEADER_COLUMNS).where(Member.member_id.in_(places(Member.member_id, "member", count)))
