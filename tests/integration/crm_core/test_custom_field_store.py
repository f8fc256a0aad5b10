"""The fields that administrators add, in either kind of database."""

from __future__ import annotations

from functools import partial

import pytest

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


async def test_what_is_used_stays_and_what_is_not_goes(database: Database) -> None:
    async with database.session() as session:
        by = SignedInUser(await user(session, "Deniz"), "d", "Deniz", Role.ADMINISTRATOR, "", "", "tr", "", 1)
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
