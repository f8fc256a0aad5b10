"""Who works for a company, and what lies below it, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.customer_page import MemberHeader, MemberKind
from santral.crm_core.errors import NotFound
from santral.crm_core.members.header import HEADER_COLUMNS, as_header
from santral.crm_core.members.tables import Employee, Member


@dataclass(frozen=True, slots=True)
class Branch:
    """A company below another; `unit` is "sub-company", "branch" or "department"."""

    unit: str
    header: MemberHeader


async def find_company(session: AsyncSession, company_id: int) -> Member:
    """Raises `NotFound`, also for a person."""
    company = await session.get(Member, company_id)
    if company is None or company.kind != MemberKind.COMPANY:
        raise NotFound("This company does not exist.")
    return company


async def list_employees(
    session: AsyncSession, company_id: int, after_id: int = 0, limit: int = 50
) -> tuple[Sequence[Employee], int]:
    """Those whose id is higher than `after_id`, and the id behind which the next page begins; 0 where there
    is none."""
    query = (
        select(Employee)
        .where(Employee.company_id == company_id, Employee.employee_id > after_id)
        .order_by(Employee.employee_id)
        .limit(limit + 1)
    )
    found = (await session.scalars(query)).all()
    page = found[:limit]
    return page, page[-1].employee_id if len(found) > limit else 0


async def list_branches(
    session: AsyncSession, company_id: int, after_id: int = 0, limit: int = 50
) -> tuple[tuple[Branch, ...], int]:
    """Those right below it, as employees are listed."""
    query = (
        select(Member.unit, *HEADER_COLUMNS)
        .where(Member.parent_id == company_id, Member.member_id > after_id)
        .order_by(Member.member_id)
        .limit(limit + 1)
    )
    found = tuple(Branch(unit, as_header(header)) for unit, *header in await session.execute(query))
    page = found[:limit]
    return page, page[-1].header.member_id if len(found) > limit else 0


async def employee_of_person(session: AsyncSession, company_id: int, person_id: int) -> Employee:
    """As whom a person works there. Raises `NotFound`."""
    query = (
        select(Employee)
        .where(Employee.company_id == company_id, Employee.person_id == person_id)
        .order_by(Employee.employee_id)
        .limit(1)
    )
    employee = await session.scalar(query)
    if employee is None:
        raise NotFound("This person does not work there.")
    return employee
