"""What people are told, on each kind of database: kept, told after the commit, read once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from santral.crm_core.db import Database
from santral.crm_core.errors import NotFound
from santral.crm_core.notifications import reading
from santral.crm_core.notifications.reading import (
    KEPT,
    NotificationsRead,
    count_unread,
    forget_old,
    open_notification,
    read_all,
    read_notifications,
)
from santral.crm_core.notifications.tell import Notified, tell
from santral.crm_core.users.accounts import UserAccount
from tests.integration.crm_core.people import NOW, user

TEXT = "“%(number)s” was given to you."


async def two_people(database: Database) -> tuple[int, int]:
    async with database.session() as session:
        return await user(session, "Elif Kaya"), await user(session, "Mert Aydın")


async def told(database: Database, *people: int, number: str = "2026-000001") -> None:
    async with database.session() as session:
        await tell(session, people, "assigned", TEXT, {"number": number}, "/applications/1", at=NOW)


async def test_each_is_told_once_and_the_house_hears_of_it_after_the_commit(database: Database) -> None:
    elif_id, mert_id = await two_people(database)
    heard: list[object] = []
    database.publish = heard.append
    async with database.session() as session:
        await tell(session, [elif_id, mert_id, elif_id], "assigned", TEXT, {"number": "1"}, "/x", at=NOW)
        assert not heard
    assert heard == [Notified((elif_id, mert_id), "assigned", TEXT, {"number": "1"}, "/x")]
    async with database.reading() as session:
        assert await count_unread(session) == {elif_id: 1, mert_id: 1}
        [row], more = await read_notifications(session, elif_id)
    assert (row.text_id, row.values, row.link, row.read, more) == (TEXT, {"number": "1"}, "/x", False, 0)


async def test_what_is_rolled_back_is_told_to_nobody(database: Database) -> None:
    elif_id, _ = await two_people(database)
    heard: list[object] = []
    database.publish = heard.append

    async def tell_and_fail() -> None:
        async with database.session() as session:
            await tell(session, [elif_id], "assigned", TEXT, {"number": "1"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await tell_and_fail()
    async with database.reading() as session:
        assert await count_unread(session) == {}
    assert heard == []


async def test_who_left_or_never_was_is_not_told(database: Database) -> None:
    elif_id, mert_id = await two_people(database)
    async with database.session() as session:
        gone = await session.get(UserAccount, mert_id)
        assert gone is not None
        gone.disabled_at = NOW
    await told(database, elif_id, mert_id, 999_999)
    async with database.reading() as session:
        assert await count_unread(session) == {elif_id: 1}


async def test_one_is_opened_by_whom_it_is_for(database: Database) -> None:
    elif_id, mert_id = await two_people(database)
    await told(database, elif_id)
    heard: list[object] = []
    database.publish = heard.append
    async with database.reading() as session:
        [row], _ = await read_notifications(session, elif_id)
    with pytest.raises(NotFound):
        async with database.session() as session:
            await open_notification(session, mert_id, row.notification_id, NOW)
    for _ in range(2):
        async with database.session() as session:
            assert await open_notification(session, elif_id, row.notification_id, NOW) == "/applications/1"
    assert heard == [NotificationsRead(elif_id)]
    async with database.reading() as session:
        assert await count_unread(session, [elif_id, mert_id]) == {}


async def test_all_that_were_seen_are_read_and_what_came_meanwhile_is_not(database: Database) -> None:
    elif_id, mert_id = await two_people(database)
    for number in ("1", "2", "3"):
        await told(database, elif_id, mert_id, number=number)
    async with database.reading() as session:
        rows, _ = await read_notifications(session, elif_id)
    async with database.session() as session:
        await read_all(session, elif_id, rows[1].notification_id, NOW)
    async with database.reading() as session:
        assert await count_unread(session) == {elif_id: 1, mert_id: 3}


async def test_pages_follow_each_other_to_the_first_one(database: Database) -> None:
    elif_id, _ = await two_people(database)
    for number in ("1", "2", "3", "4", "5"):
        await told(database, elif_id, number=number)
    seen: list[str] = []
    before = 0
    async with database.reading() as session:
        while True:
            rows, before = await read_notifications(session, elif_id, before=before, limit=2)
            seen += [row.values["number"] for row in rows]
            if not before:
                break
    assert seen == ["5", "4", "3", "2", "1"]


async def test_old_ones_are_forgotten(database: Database) -> None:
    elif_id, _ = await two_people(database)
    async with database.session() as session:
        old = NOW - KEPT - timedelta(hours=1)
        await tell(session, [elif_id], "assigned", TEXT, {"number": "old"}, at=old)
        await tell(session, [elif_id], "assigned", TEXT, {"number": "new"}, at=NOW)
    async with database.session() as session:
        await forget_old(session, NOW)
    async with database.reading() as session:
        rows, _ = await read_notifications(session, elif_id)
    assert [row.values["number"] for row in rows] == ["new"]


async def test_many_old_ones_go_by_and_by_and_who_had_not_read_them_is_counted_anew(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "FORGOTTEN_AT_ONCE", 2)
    elif_id, mert_id = await two_people(database)
    heard: list[object] = []
    old = NOW - KEPT - timedelta(hours=1)
    async with database.session() as session:
        await tell(session, [elif_id, mert_id], "assigned", TEXT, {"number": "old"}, at=old)
        await read_all(session, mert_id, 999, NOW)
        await tell(session, [mert_id], "assigned", TEXT, {"number": "read by nobody"}, at=old)
    database.publish = heard.append
    more = []
    for _ in range(2):
        async with database.session() as session:
            more.append(await forget_old(session, NOW))
    assert (more, heard) == ([True, False], [NotificationsRead(elif_id), NotificationsRead(mert_id)])
