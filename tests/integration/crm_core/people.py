"""The people the stories of these tests are about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.members.numbers import national_suffix
from santral.crm_core.members.tables import Employee, Member, Phone
from santral.crm_core.members.words import index_words
from santral.crm_core.users.accounts import UserAccount

NOW = datetime(2026, 11, 21, 9, 30, 15, 250_000, tzinfo=UTC)
AYSE = "+905321112233"
SWITCHBOARD = "+902123334455"


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


async def person(session: AsyncSession, name: str, *numbers: str, **more: object) -> int:
    return await _member(session, "person", name, numbers, more)


async def company(session: AsyncSession, name: str, *numbers: str, **more: object) -> int:
    return await _member(session, "company", name, numbers, more)


async def employee(
    session: AsyncSession,
    company_id: int,
    name: str,
    *numbers: str,
    role: str = "",
    person_id: int | None = None,
) -> int:
    employed = Employee(company_id=company_id, name=name, role=role, person_id=person_id)
    session.add(employed)
    await session.flush()
    for position, e164 in enumerate(numbers):
        session.add(_phone(company_id, e164, position, employed.employee_id))
    await index_words(session, company_id)
    return employed.employee_id


async def user(session: AsyncSession, name: str) -> int:
    account = UserAccount(
        username=name.lower().replace(" ", "."),
        display_name=name,
        password_hash="-",
        role="agent",
        device=None,
        extension="",
        language="tr",
        theme="system",
        created_at=NOW,
        disabled_at=None,
    )
    session.add(account)
    await session.flush()
    return account.user_id


async def _member(
    session: AsyncSession, kind: str, name: str, numbers: tuple[str, ...], more: dict[str, object]
) -> int:
    member = Member(**{"kind": kind, "name": name, "member_since": days_ago(900)} | more)
    session.add(member)
    await session.flush()
    for position, e164 in enumerate(numbers):
        session.add(_phone(member.member_id, e164, position, None))
    await index_words(session, member.member_id)
    return member.member_id


def _phone(member_id: int, e164: str, position: int, employee_id: int | None) -> Phone:
    return Phone(
        member_id=member_id,
        employee_id=employee_id,
        e164=e164,
        suffix=national_suffix(e164),
        label="mobile",
        position=position,
    )
