"""The accounts of the people of the house, as several administrators change them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.db import Database
from santral.crm_core.errors import InvalidInput
from santral.crm_core.users.accounts import AccountForm, UserAccount, disable_account, edit_account
from santral.crm_core.users.roles import Role
from tests.integration.crm_core.people import NOW, user

Change = Callable[[AsyncSession, int], Awaitable[object]]


async def disable(session: AsyncSession, user_id: int) -> None:
    await disable_account(session, user_id, NOW)


async def demote(session: AsyncSession, user_id: int) -> None:
    await edit_account(session, user_id, AccountForm("Biri", Role.AGENT))


@pytest.mark.parametrize("change", [disable, demote])
async def test_two_administrators_who_remove_each_other_at_once_leave_one(
    database: Database, change: Change
) -> None:
    async with database.session() as session:
        elif_, mert = await user(session, "Elif"), await user(session, "Mert")
        await session.execute(update(UserAccount).values(role=Role.ADMINISTRATOR))

    async def back() -> None:
        async with database.session() as session:
            await change(session, elif_)

    async with database.session() as session:
        await change(session, mert)
        removing = asyncio.create_task(back())
        await asyncio.wait([removing], timeout=0.3)  # it has read by now what it may read
    with pytest.raises(InvalidInput, match="Somebody has to stay administrator"):
        await removing
