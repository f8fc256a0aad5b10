"""Everything the screen shows of one case, read in one moment of the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from santral.crm_core.applications.assignees import Colleague, read_assignees
from santral.crm_core.applications.contacts import ContactPerson, read_contacts
from santral.crm_core.applications.edit import find_application
from santral.crm_core.applications.follow_ups import FollowUpRow, read_follow_ups
from santral.crm_core.applications.history import HistoryRow, read_history
from santral.crm_core.applications.relations import RelatedApplication, read_relations
from santral.crm_core.applications.tables import Application
from santral.crm_core.customer_page import MemberHeader
from santral.crm_core.members.header import read_headers
from santral.crm_core.members.tables import Employee
from santral.crm_core.tasks.changes import TaskRow, read_tasks_of
from santral.crm_core.tasks.time_entries import TimeRow, read_time
from santral.crm_core.users.accounts import UserAccount


@dataclass(frozen=True, slots=True)
class ApplicationPage:
    """`contacts` are the employees to choose the contact from; `merged_into` the number of the case it goes
    on in, or "". Codes are as the case holds them."""

    application_id: int
    number: str
    version: int
    type: str
    subject: str
    description: str
    priority: str
    category: str
    method: str
    product: str
    serial_number: str
    campaign: str
    project: str
    stage: str
    resolution: str
    owner_id: int | None
    owner: str
    employee_id: int | None
    employee: str
    call_id: str
    custom: Mapping[str, Any]
    opened_by: str
    opened_at: datetime
    changed_at: datetime
    first_answered_at: datetime | None
    solved_at: datetime | None
    closed_at: datetime | None
    follow_up_at: datetime | None
    merged_into_id: int | None
    merged_into: str
    member: MemberHeader
    contacts: tuple[ContactPerson, ...]
    assignees: tuple[Colleague, ...]
    relations: tuple[RelatedApplication, ...]
    follow_ups: tuple[FollowUpRow, ...]
    tasks: tuple[TaskRow, ...]
    time: tuple[TimeRow, ...]
    history: tuple[HistoryRow, ...]

    @property
    def minutes_spent(self) -> int:
        return sum(entry.minutes for entry in self.time)


OWN_FIELDS = (
    *("application_id", "number", "version", "type", "subject", "description", "priority", "category"),
    *("method", "product", "serial_number", "campaign", "project", "stage", "resolution", "owner_id"),
    *("employee_id", "call_id", "custom", "opened_at", "changed_at", "first_answered_at", "solved_at"),
    *("closed_at", "follow_up_at", "merged_into_id"),
)


async def read_application_page(session: AsyncSession, application_id: int) -> ApplicationPage:
    """Raises `NotFound`."""
    application = await find_application(session, application_id)
    names = await _names(session, application_id)
    [member] = await read_headers(session, [application.member_id])
    return ApplicationPage(
        **{field: getattr(application, field) for field in OWN_FIELDS},
        **names,
        member=member,
        contacts=await read_contacts(session, application.member_id),
        assignees=await read_assignees(session, application_id),
        relations=await read_relations(session, application_id),
        follow_ups=await read_follow_ups(session, application_id),
        tasks=await read_tasks_of(session, application_id),
        time=await read_time(session, application_id),
        history=await read_history(session, application_id),
    )


async def _names(session: AsyncSession, application_id: int) -> Mapping[str, Any]:
    owner, opener, target = aliased(UserAccount), aliased(UserAccount), aliased(Application)
    query = (
        select(
            func.coalesce(owner.display_name, "").label("owner"),
            func.coalesce(opener.display_name, "").label("opened_by"),
            func.coalesce(Employee.name, "").label("employee"),
            func.coalesce(target.number, "").label("merged_into"),
        )
        .select_from(Application)
        .outerjoin(owner, owner.user_id == Application.owner_id)
        .outerjoin(opener, opener.user_id == Application.opened_by)
        .outerjoin(Employee, Employee.employee_id == Application.employee_id)
        .outerjoin(target, target.application_id == Application.merged_into_id)
        .where(Application.application_id == application_id)
    )
    row = (await session.execute(query)).one()
    return dict(row._mapping)
