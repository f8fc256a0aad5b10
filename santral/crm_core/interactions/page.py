"""One interaction with everything that belongs to it, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.contacts import ContactPerson, read_contacts
from santral.crm_core.customer_page import MemberHeader
from santral.crm_core.interactions.correct import find_interaction
from santral.crm_core.interactions.history import InteractionHistoryRow, read_changes
from santral.crm_core.interactions.of_application import ApplicationChoice, read_choices
from santral.crm_core.members.header import read_headers
from santral.crm_core.members.tables import Employee
from santral.crm_core.users.accounts import UserAccount


@dataclass(frozen=True, slots=True)
class InteractionPage:
    """`contacts` and `applications` are those to choose from; codes are as the interaction holds them."""

    interaction_id: int
    version: int
    at: datetime
    user_id: int
    by: str
    call_id: str | None
    direction: str
    method: str
    category: str
    result: str
    notes: str
    employee_id: int | None
    employee: str
    application_id: int | None
    campaign: str
    project: str
    stage: str
    follow_up_at: datetime | None
    follow_up_done_at: datetime | None
    member: MemberHeader | None
    contacts: tuple[ContactPerson, ...]
    applications: tuple[ApplicationChoice, ...]
    history: tuple[InteractionHistoryRow, ...]


OWN_FIELDS = (
    *("interaction_id", "version", "at", "user_id", "call_id", "direction", "method", "category", "result"),
    *("notes", "employee_id", "application_id", "campaign", "project", "stage", "follow_up_at"),
    "follow_up_done_at",
)


async def read_interaction_page(session: AsyncSession, interaction_id: int) -> InteractionPage:
    """Raises `NotFound`."""
    interaction = await find_interaction(session, interaction_id)
    member_id = interaction.member_id
    headers = await read_headers(session, [member_id]) if member_id is not None else []
    by = select(UserAccount.display_name).where(UserAccount.user_id == interaction.user_id)
    employee = select(Employee.name).where(Employee.employee_id == interaction.employee_id)
    names = select(func.coalesce(by.scalar_subquery(), ""), func.coalesce(employee.scalar_subquery(), ""))
    written_by, spoken_to = (await session.execute(names)).one()
    return InteractionPage(
        **{field: getattr(interaction, field) for field in OWN_FIELDS},
        by=written_by,
        employee=spoken_to,
        member=headers[0] if headers else None,
        contacts=await read_contacts(session, member_id) if member_id is not None else (),
        applications=await read_choices(session, member_id, interaction.application_id)
        if member_id is not None
        else (),
        history=await read_changes(session, interaction_id),
    )
