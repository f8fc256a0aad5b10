"""Who works for a company, and the companies, branches and departments below it."""

from __future__ import annotations

from typing import Final

from pydantic import Field

from santral.console.api.cursors import read_place, write_place
from santral.console.api.member_values import MemberEmployee, MemberFields, MemberLine
from santral.console.api.members import ONE, READ, WRITE, create_one, line_of
from santral.console.api.operation import Kind, Operation, Work
from santral.console.api.seen import viewed
from santral.console.api.values import Asked, Cursor, Limit, Outgoing
from santral.crm_core.members.companies import (
    employee_of_person,
    find_company,
    list_branches,
    list_employees,
)
from santral.crm_core.members.create import NewMember

NEXT: Final = "`cursor` of the next page; null on the last one."


class EmployeePage(Outgoing):
    items: tuple[MemberEmployee, ...]
    next: str | None = Field(description=NEXT)


class BranchLine(MemberLine):
    """A company below another one."""

    unit: str = Field(description="sub-company, branch or department; empty where nobody said it.")


class BranchPage(Outgoing):
    items: tuple[BranchLine, ...]
    next: str | None = Field(description=NEXT)


class EmployeeToCreate(MemberFields):
    """A person who is a customer of their own besides, with `role` in the company."""


class AskedPart(Asked):
    """A page of what belongs to one record."""

    cursor: Cursor = ""
    limit: Limit = 50


async def show_employees(work: Work) -> EmployeePage:
    company_id, after = await _place(work, "employees")
    found, last = await list_employees(work.session, company_id, after, work.query.limit)
    items = tuple(MemberEmployee.model_validate(one) for one in found)
    return EmployeePage(items=items, next=write_place("employees", last) if last else None)


async def show_branches(work: Work) -> BranchPage:
    company_id, after = await _place(work, "branches")
    found, last = await list_branches(work.session, company_id, after, work.query.limit)
    items = tuple(BranchLine(**dict(line_of(one.header)), unit=one.unit) for one in found)
    return BranchPage(items=items, next=write_place("branches", last) if last else None)


async def create_employee(work: Work) -> MemberEmployee:
    sent: EmployeeToCreate = work.body
    company_id = (await find_company(work.session, work.id("member_id"))).member_id
    form = NewMember(**sent.model_dump(exclude={"allow_known_number"}), company_id=company_id)
    person_id = await create_one(work, "person", form, known=sent.allow_known_number)
    return MemberEmployee.model_validate(await employee_of_person(work.session, company_id, person_id))


async def _place(work: Work, of: str) -> tuple[int, int]:
    """The company in the path, and the id behind which the page begins."""
    company = await find_company(work.session, work.id("member_id"))
    return company.member_id, read_place(of, work.query.cursor, 1)[0] if work.query.cursor else 0


OPERATIONS: Final = {
    f"{ONE}/employees": {
        "GET": Operation(
            "list_employees", "Who works for a company", Kind.READS, READ, EmployeePage, show_employees,
            query=AskedPart, seen=viewed("member"),
        ),
        "POST": Operation(
            "create_employee", "A new person, who works for a company", Kind.CREATES, WRITE, MemberEmployee,
            create_employee, body=EmployeeToCreate, place=lambda one: f"/api/v1/members/{one.person_id}",
        ),
    },
    f"{ONE}/branches": {
        "GET": Operation(
            "list_branches", "The companies, branches and departments right below a company", Kind.READS,
            READ, BranchPage, show_branches, query=AskedPart, seen=viewed("member"),
        ),
    },
}  # fmt: skip
