"""The fields that administrators add, in either kind of database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.edit import find_application
from santral.crm_core.custom_fields.book import CustomFieldBook
from santral.crm_core.custom_fields.changes import delete, put
from santral.crm_core.custom_fields.store import CustomFieldStore
from santral.crm_core.db import Database
from santral.crm_core.errors import InvalidInput
from santral.crm_core.users.roles import Role
from santral.crm_core.users.signed_in_user import SignedInUser
from tests.integration.crm_core.cases import case
from tests.integration.crm_core.people import NOW, person, user

COLOUR = {"name_tr": "Renk", "name_en": "Colour", "kind": "choice", "choices": "Kırmızı = Red"}


def added(book: CustomFieldBook) -> CustomFieldBook:
    return put(book, "complaint", "", COLOUR)[0]


async def deniz(session: AsyncSession) -> SignedInUser:
    user_id = await user(session, "Deniz")
    return SignedInUser(user_id, "d", "Deniz", Role.ADMINISTRATOR, "", "", "tr", "", 1)


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        await database.dispose()


async def test_what_is_used_stays_and_what_is_not_goes(database: Database) -> None:
    async with database.session() as session:
        by = await deniz(session)
        application_id = await case(session, await person(session, "Ayşe"), by.user_id)
    store = CustomFieldStore(database)
    await store.change(added, by, NOW)
    again = CustomFieldStore(database)
    await again.load()
    assert list(again.book) == list(store.book)
    async with database.session() as session:
        (await find_application(session, application_id)).custom = {"colour": "kirmizi-red"}
    gone = partial(delete, application_type="complaint", code="colour")
    with pytest.raises(InvalidInput):
        await store.change(gone, by, NOW)
    async with database.session() as session:
        (await find_application(session, application_id)).custom = {"colour": ""}
    assert list(await store.change(gone, by, NOW)) == []


async def test_nobody_waits_to_write_while_all_cases_are_gone_through(
    migrated_copy: Callable[[str], str],
) -> None:
    """With SQLite's only writer in hand just those are looked at that were changed a moment ago."""
    async with opened(migrated_copy("sqlite")) as database:
        async with database.session() as session:
            by = await deniz(session)
            now = datetime.now(UTC)
            application_id = await case(session, await person(session, "Ayşe"), by.user_id, at=now)
        store = CustomFieldStore(database)
        await store.change(added, by, NOW)
        asked: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            asked.append(statement)

        event.listen(database.engine.sync_engine, "before_cursor_execute", note)
        writing = asyncio.Event()

        async def write() -> None:
            async with database.session() as session:
                application = await find_application(session, application_id, lock=True)
                writing.set()
                await asyncio.sleep(0.3)  # so long the one who takes the field away sees nothing of it
                application.custom = {"colour": "kirmizi-red"}

        written = asyncio.create_task(write())
        await writing.wait()
        with pytest.raises(InvalidInput):
            await store.change(partial(delete, application_type="complaint", code="colour"), by, NOW)
        await written
        looked = [one for one in asked if "JSON_EXTRACT" in one.upper()]
        assert ["changed_at >=" in one for one in looked] == [True]
