"""Sessions: used they live on, unused or old they end, and nobody has to wait for the sweeper."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from santral.crm_core.db import Database
from santral.crm_core.users.accounts import AccountForm, create_account, disable_account
from santral.crm_core.users.sessions import (
    OpenedSession,
    ResumedSession,
    SessionLife,
    UserSession,
    end_overdue_sessions,
    end_sessions_of,
    mark_seen,
    open_session,
    resume_session,
)

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
LIFE = SessionLife(idle=12 * HOUR, longest=24 * HOUR)


@pytest.fixture
async def user_id(database: Database) -> int:
    async with database.session() as session:
        account = await create_account(session, "elif", AccountForm("Elif", "agent"), "no hash", AT)
    return account.user_id


async def opened(database: Database, user_id: int, at: datetime = AT) -> OpenedSession:
    async with database.session() as session:
        return await open_session(session, user_id, LIFE, at, "192.0.2.1", "x" * 1000)


async def resumed(database: Database, token: str, at: datetime) -> ResumedSession | None:
    async with database.reading() as session:
        return await resume_session(session, token, at)


async def test_a_session_that_is_not_used_ends(database: Database, user_id: int) -> None:
    token = (await opened(database, user_id)).token
    assert await resumed(database, token, AT + 12 * HOUR - MINUTE)
    assert await resumed(database, token, AT + 12 * HOUR) is None


async def test_a_session_that_is_used_lives_on_but_not_for_ever(database: Database, user_id: int) -> None:
    one = await opened(database, user_id)
    for hours in range(1, 24):
        async with database.session() as session:
            await mark_seen(session, one.session_id, LIFE, AT + hours * HOUR)
        assert await resumed(database, one.token, AT + hours * HOUR + 30 * MINUTE)
    assert await resumed(database, one.token, AT + 24 * HOUR) is None


async def test_use_is_written_once_a_minute_not_at_every_request(database: Database, user_id: int) -> None:
    token = (await opened(database, user_id)).token
    soon = await resumed(database, token, AT + timedelta(seconds=59))
    later = await resumed(database, token, AT + MINUTE)
    assert soon is not None
    assert later is not None
    assert (soon.due_to_be_seen, later.due_to_be_seen) == (False, True)


async def test_every_session_has_a_token_and_a_form_token_of_its_own(
    database: Database, user_id: int
) -> None:
    first, second = await opened(database, user_id), await opened(database, user_id)
    assert len({first.token, second.token, first.csrf_token, second.csrf_token}) == 4
    assert await resumed(database, first.token[:-1], AT) is None
    assert await resumed(database, "", AT) is None


async def test_a_disabled_account_has_no_session_from_that_moment(database: Database, user_id: int) -> None:
    token = (await opened(database, user_id)).token
    async with database.session() as session:
        await create_account(session, "ayse", AccountForm("Ayşe", "administrator"), "no hash", AT)
        await disable_account(session, user_id, AT)
    assert await resumed(database, token, AT) is None


async def test_ending_names_the_sessions_that_ended(database: Database, user_id: int) -> None:
    here, there = await opened(database, user_id), await opened(database, user_id)
    async with database.session() as session:
        ended = await end_sessions_of(session, user_id, but=here.session_id)
    assert ended.session_ids == {there.session_id}
    assert await resumed(database, here.token, AT)


async def test_the_sweeper_forgets_what_is_over_and_only_that(database: Database, user_id: int) -> None:
    old = await opened(database, user_id, AT - 12 * HOUR)
    new = await opened(database, user_id)
    async with database.session() as session:
        ended = await end_overdue_sessions(session, AT)
    assert ended.session_ids == {old.session_id}
    assert await resumed(database, new.token, AT)
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(UserSession)) == 1
