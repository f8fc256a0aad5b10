"""The one question behind a customer's page (see `page`), for either kind of database."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from sqlalchemy import BindParameter, Select, bindparam, case, func, literal, select, union_all
from sqlalchemy.orm import aliased

from santral.crm_core.applications.tables import Application
from santral.crm_core.json_rows import json_rows
from santral.crm_core.members.header import HEADER_COLUMNS
from santral.crm_core.members.tables import Contact, Employee, Member, Phone
from santral.crm_core.timeline import newest_entries
from santral.crm_core.users.accounts import UserAccount

MOST_CONTACTS: Final = 30
MOST_RELATED: Final = 50
MOST_OPEN_ITEMS: Final = 50

EMPLOYEES: Final = 0
"""The part of the related that are employees of the company; the id of their row is an employee's."""
UNIT_ROLES: Final = {"sub-company": "Sub-company", "branch": "Branch", "department": "Department"}
"""What a company below another one is to it; English message ids, as "Head office" is the other way."""


@lru_cache(maxsize=8)
def page_query(dialect: str, timeline_rows: int) -> Select[*tuple[Any, ...]]:
    member = bindparam("member", type_=Member.member_id.type)
    caller = (
        select(Employee.name)
        .join(Phone, Phone.employee_id == Employee.employee_id)
        .where(Phone.member_id == member, Phone.e164 == bindparam("e164", type_=Phone.e164.type))
        .order_by(Employee.employee_id)
        .limit(1)
    )
    phones = (
        select(Phone.position, Phone.phone_id, Phone.label, Phone.e164, Phone.extension)
        .where(Phone.member_id == member, Phone.employee_id.is_(None))
        .order_by(Phone.position, Phone.phone_id)
        .limit(MOST_CONTACTS)
    )
    contacts = (
        select(Contact.position, Contact.contact_id, Contact.kind, Contact.label, Contact.value)
        .where(Contact.member_id == member)
        .order_by(Contact.position, Contact.contact_id)
        .limit(MOST_CONTACTS)
    )
    owner = select(UserAccount.display_name).where(UserAccount.user_id == Application.owner_id)
    cases = (
        select(
            Application.application_id,
            Application.number,
            Application.subject,
            Application.priority,
            Application.stage,
            func.coalesce(owner.scalar_subquery(), ""),
            Application.opened_at,
            Application.changed_at,
            Application.due_kind,
            Application.due_at,
            Application.due_warn_at,
            Application.due_left_s,
        )
        .where(Application.member_id == member, Application.closed_at.is_(None))
        .order_by(Application.changed_at.desc())
        .limit(MOST_OPEN_ITEMS)
    )
    history = newest_entries(member, timeline_rows)
    return select(
        *HEADER_COLUMNS,
        Member.note,
        Member.member_since,
        Member.contact_count,
        caller.scalar_subquery(),
        json_rows(phones, dialect),
        json_rows(contacts, dialect),
        json_rows(_related(member), dialect),
        json_rows(cases, dialect),
        json_rows(history, dialect),
    ).where(Member.member_id == member)


def _related(member: BindParameter[int]) -> Select[*tuple[Any, ...]]:
    """Employees of a company first, then where a person works, then the companies above and below."""
    other = aliased(Member)
    employee_phone = (
        select(Phone.e164)
        .where(Phone.employee_id == Employee.employee_id)
        .order_by(Phone.position, Phone.phone_id)
        .limit(1)
        .scalar_subquery()
    )
    company_phone = (
        select(Phone.e164)
        .where(Phone.member_id == other.member_id, Phone.employee_id.is_(None))
        .order_by(Phone.position, Phone.phone_id)
        .limit(1)
        .scalar_subquery()
    )
    employees = select(
        Employee.person_id.label("member_id"),
        Employee.name.label("name"),
        Employee.role.label("role"),
        func.coalesce(employee_phone, "").label("phone"),
        literal(EMPLOYEES).label("part"),
        Employee.employee_id.label("row_id"),
    ).where(Employee.company_id == member)
    employers = (
        select(
            other.member_id,
            other.name,
            Employee.role,
            func.coalesce(company_phone, ""),
            literal(1),
            Employee.employee_id,
        )
        .join(Employee, Employee.company_id == other.member_id)
        .where(Employee.person_id == member)
    )
    parent = select(
        other.member_id,
        other.name,
        literal("Head office"),
        func.coalesce(company_phone, ""),
        literal(2),
        other.member_id,
    ).where(other.member_id == select(Member.parent_id).where(Member.member_id == member).scalar_subquery())
    units = select(
        other.member_id,
        other.name,
        case(UNIT_ROLES, value=other.unit, else_=""),
        func.coalesce(company_phone, ""),
        literal(3),
        other.member_id,
    ).where(other.parent_id == member)
    limited = (
        employees.order_by(Employee.employee_id).limit(MOST_RELATED),
        employers.order_by(Employee.employee_id).limit(MOST_RELATED),
        parent,
        units.order_by(other.member_id).limit(MOST_RELATED),
    )
    return select(union_all(*(select(part.subquery()) for part in limited)).subquery())
