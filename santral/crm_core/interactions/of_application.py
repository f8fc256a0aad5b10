"""The application that a contact belongs to: an SMS about it, a visit for it, a call that asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.edit import find_application
from santral.crm_core.applications.history import write_change
from santral.crm_core.applications.tables import Application
from santral.crm_core.errors import InvalidInput
from santral.crm_core.interactions.tables import Interaction
from santral.crm_core.users.accounts import UserAccount

MOST_CHOICES: Final = 50
MOST_CONTACTS: Final = 100


@dataclass(frozen=True, slots=True)
class ApplicationChoice:
    application_id: int
    number: str
    subject: str

    @property
    def pair(self) -> tuple[int, str]:
        """What a list to choose from is made of."""
        return self.application_id, f"{self.number} {self.subject}"


@dataclass(frozen=True, slots=True)
class ContactOfApplication:
    """`method` and `result` are codes."""

    interaction_id: int
    at: datetime
    method: str
    direction: str
    by: str
    notes: str
    result: str


@dataclass(frozen=True, slots=True)
class _Author:
    user_id: int


async def check_application(session: AsyncSession, member_id: int | None, application_id: int | None) -> None:
    """What a contact belongs to is an application of the same customer. Raises `InvalidInput`."""
    if application_id is None:
        return
    application = await session.get(Application, application_id)
    if application is None or application.member_id != member_id:
        raise InvalidInput("application_id", "Choose an application of this customer.")


async def note_belonging(
    session: AsyncSession, interaction: Interaction, before: int | None, user_id: int, at: datetime
) -> None:
    """Tell it in the histories of the applications that the contact came to and was taken from; `before` is
    the one it belonged to. Who looks at them sees it at once."""
    after = interaction.application_id
    if before == after:
        return
    for application_id, kind in ((before, "contact-removed"), (after, "contact-added")):
        if application_id is not None:
            application = await find_application(session, application_id, lock=True)
            write_change(
                session,
                application,
                _Author(user_id),
                at,
                kind,
                interaction.method,
                after=interaction.interaction_id,
            )
    await session.flush()


async def read_choices(
    session: AsyncSession, member_id: int, also: int | None = None
) -> tuple[ApplicationChoice, ...]:
    """The open applications of a customer, the newest first, and the one that was chosen before."""
    query = (
        select(Application.application_id, Application.number, Application.subject)
        .where(
            Application.member_id == member_id,
            or_(Application.closed_at.is_(None), Application.application_id == also),
        )
        .order_by(Application.application_id.desc())
        .limit(MOST_CHOICES)
    )
    return tuple(ApplicationChoice(*row) for row in await session.execute(query))


async def read_contacts_of(session: AsyncSession, application_id: int) -> tuple[ContactOfApplication, ...]:
    """What belongs to an application and was no call, the newest first."""
    query = (
        select(
            Interaction.interaction_id,
            Interaction.at,
            Interaction.method,
            Interaction.direction,
            UserAccount.display_name,
            Interaction.notes,
            Interaction.result,
        )
        .join(UserAccount, UserAccount.user_id == Interaction.user_id)
        .where(Interaction.application_id == application_id, Interaction.call_id.is_(None))
        .order_by(Interaction.at.desc(), Interaction.interaction_id.desc())
        .limit(MOST_CONTACTS)
    )
    return tuple(ContactOfApplication(*row) for row in await session.execute(query))
