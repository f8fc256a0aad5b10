"""An account made on the server itself, as the first administrator's is."""

from __future__ import annotations

from datetime import datetime

from santral.crm_core.db import Database
from santral.crm_core.users import audit
from santral.crm_core.users.accounts import AccountForm, create_account
from santral.crm_core.users.passwords import Passwords, check_password


async def create_account_now(
    database_url: str, username: str, password: str, form: AccountForm, at: datetime
) -> int:
    """Returns the user id. Raises `InvalidInput`, or what the database raises."""
    check_password(password, username)
    password_hash = await Passwords().hash(password)
    database = Database(database_url)
    try:
        async with database.session() as session:
            account = await create_account(session, username, form, password_hash, at)
            detail = {"username": account.username, "role": account.role, "by": "command"}
            await audit.record(session, None, "created", "user", account.user_id, detail, at)
        return account.user_id
    finally:
        await database.dispose()
