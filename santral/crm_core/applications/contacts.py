"""Who of a company a case can be about."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.members.tables import Employee

MOST_CONTACTS = 200


@dataclass(frozen=True, slots=True)
class ContactPerson:
    employee_id: int
    name: str
    role: str

    @property
    def pair(self) -> tuple[int, str]:
        """What a list to choose from is made of."""
        return self.employee_id, self.name


async def read_contacts(session: AsyncSession, member_id: int) -> tuple[ContactPerson, ...]:
    """The employees of a company by name; nobody for a person."""
    query = (
        select(Employee.employee_id, Employee.name, Employee.role)
        .where(Employee.company_id == member_id)
        .order_by(Employee.name)
        .limit(MOST_CONTACTS)
    )
    return tuple(ContactPerson(*row) for row in await session.execute(query))
