"""One interaction with everything that belongs to it, as its page shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.contacts import ContactPerson, read_contacts
from santral.crm_core.customer_page import MemberHeader
from santral.crm_core.interactions.correct import find_interaction
from santral.crm_core.interactions.history import InteractionHistoryRow, read_changes
from santral.crm_core.interactions.names import read_names
from santral.crm_core.interactions.of_application import ApplicationChoice, read_choices
from santral.crm_core.members.header import read_headers
from santral.crm_core.members.tables import Employee
from santral.crm_core.users.accounts import UserAccount


@dataclass(frozen=True, slots=True)
class InteractionPage:
    """`contacts` and `applications` are those to choose from; codes are as the interaction holds them;
    `responsible` is the name of who follows it up. `names` are those that the history tells of, see
    `read_names`."""

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
    responsible_id: int | None
    responsible: str
    member: MemberHeader | None
    contacts: tuple[ContactPerson, ...]
    applications: tuple[ApplicationChoice, ...]
    history: tuple[InteractionHistoryRow, ...]
    names: Mapping[tuple[str, str], str]

    @property
    def follows_up(self) -> int:
        """The id of who does."""
        return self.responsible_id or self.user_id


OWN_FIELDS = (
    *("interaction_id", "version", "at", "user_id", "call_id", "direction", "method", "category", "result"),
    *("notes", "employee_id", "application_id", "campaign", "project", "stage", "follow_up_at"),
    *("follow_up_done_at", "responsible_id"),
)


async def read_interaction_page(session: AsyncSession, interaction_id: int) -> InteractionPage:
    """Raises `NotFound`."""
    interaction = await find_interaction(session, interaction_id)
    member_id = interaction.member_id
    headers = await read_headers(session, [member_id]) if member_id is not None else []
    by = select(UserAccount.display_name).where(UserAccount.user_id == interaction.user_id)
    employee = select(Employee.name).where(Employee.employee_id == interaction.employee_id)
    given_to = select(UserAccount.display_name).where(UserAccount.user_id == interaction.responsible_id)
    by_name, employee_name, responsible_name = (
        func.coalesce(one.scalar_subquery(), "") for one in (by, employee, given_to)
    )
    names = select(by_name, employee_name, responsible_name)
    written_by, spoken_to, responsible = (await session.execute(names)).one()
    history = await read_changes(session, interaction_id)
    return InteractionPage(
        **{field: getattr(interaction, field) for field in OWN_FIELDS},
        by=written_by,
        employee=spoken_to,
        member=headers[0] if headers else None,
        contacts=await read_contacts(session, member_id) if member_id is not None else (),
        applications=await read_choices(session, member_id, interaction.application_id)
        if member_id is not None
        else (),
        responsible=responsible or written_by,
        history=history,
        names=await read_names(session, history),
    )
