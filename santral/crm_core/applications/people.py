"""Who may stand in a case: the contact must work for the customer, and who owns it must work here."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.fields import Value
from santral.crm_core.errors import InvalidInput
from santral.crm_core.members.tables import Employee
from santral.crm_core.users.accounts import UserAccount


async def check_people(session: AsyncSession, member_id: int, values: Mapping[str, Value]) -> None:
    """Raises `InvalidInput` at the field."""
    if (employee_id := values.get("employee_id")) is not None:
        employee = await session.get(Employee, employee_id)
        if employee is None or employee.company_id != member_id:
            raise InvalidInput("employee_id", "This person does not work for the customer.")
    if (owner_id := values.get("owner_id")) is not None:
        await check_colleague(session, "owner_id", owner_id)


async def check_colleague(session: AsyncSession, field: str, user_id: Value) -> UserAccount:
    """The account of somebody who works here now. Raises `InvalidInput`."""
    account = await session.get(UserAccount, user_id)
    if account is None or account.disabled_at is not None:
        raise InvalidInput(field, "This colleague does not work here any more. Choose another one.")
    return account
