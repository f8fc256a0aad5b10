from __future__ import annotations

import pytest

from santral.crm_core.applications.fields import check_fields
from santral.crm_core.applications.open_application import open_application
from santral.crm_core.bus import Bus
from santral.crm_core.db import Database
from santral.crm_core.definitions.defaults import default_book
from santral.crm_core.definitions.store import DefinitionStore
from santral.crm_core.errors import Conflict
from santral.crm_core.members.create import NewMember, create_person
from santral.crm_core.members.lookup import Confidence, find_by_number
from santral.crm_core.members.page import read_customer_page
from santral.crm_core.members.search import search_members
from santral.crm_core.sample_data import SAMPLE_CALLERS, give_out_by_rule, holds_members, load_sample_data
from santral.crm_core.timeline import append
from santral.crm_core.users.accounts import UserAccount
from tests.integration.crm_core.cases import ISTANBUL, Somebody
from tests.integration.crm_core.people import NOW, user


async def test_sample_data_is_loaded_once_and_everything_works_on_it(database: Database) -> None:
    assert not await holds_members(database)
    counts = await load_sample_data(database, NOW, members=150, entries=2_000)
    assert (counts.members, counts.timeline_entries) == (150, 2_000)
    assert await holds_members(database)

    matches = []
    async with database.reading() as session:
        for caller in SAMPLE_CALLERS:
            matches.append(await find_by_number(session, caller.number))
        ayse = await read_customer_page(session, matches[0].members[0].member_id, now=NOW)
        assert "Şükrü Öğüt" in [hit.member.name for hit in await search_members(session, "sukru ogut")]
    assert [match.confidence for match in matches] == [
        *[Confidence.EXACT] * 6,
        Confidence.LIKELY,
        Confidence.EXACT,
        Confidence.NONE,
        Confidence.WITHHELD,
    ]
    assert [len(match.members) for match in matches[:7]] == [1] * 7
    assert len(matches[7].members) > 1
    assert ayse.header.name == "Ayşe Çelik"
    assert any(item.hot for item in ayse.open_items)
    assert len(ayse.timeline.rows) > 10

    # What is added afterwards gets ids of its own.
    async with database.session() as session:
        created = await create_person(session, NewMember("Yeni Üye", "0532 000 00 01"), NOW)
        await append(session, created.header.member_id, at=NOW, kind="call", title="İlk arama.")

    # What is opened from now on goes to whom the rules of the sample choose.
    await DefinitionStore(database, Bus()).load()
    async with database.session() as session:
        elif_, mert, hakan = [await user(session, name) for name in ("Elif", "Mert", "Hakan")]
    await give_out_by_rule(database, elif_, mert, hakan, NOW)
    owners: list[str] = []
    async with database.session() as session:
        for category in ("washing-machine", "refrigerator", *["delivery"] * 4, "staff", "billing"):
            typed = {"subject": "Deneme", "type": "complaint", "priority": "normal", "category": category}
            opened = await open_application(
                session, created.header.member_id, check_fields(typed, default_book()),
                stage="new", by=Somebody(hakan), by_name="Hakan", at=NOW, zone=ISTANBUL,
            )  # fmt: skip
            owner = await session.get(UserAccount, opened.owner_id) if opened.owner_id else None
            owners.append(owner.display_name if owner else "")
    assert owners[:2] == ["Elif", "Mert"]  # who knows it best of those who have nothing to do
    assert owners[2:6] == ["Ece Tunç", "Elif", "Mert", "Ece Tunç"]  # in turn, without who is away
    assert owners[6:] == ["", ""]  # by hand, and without a rule

    with pytest.raises(Conflict):
        await load_sample_data(database, NOW, members=150, entries=100)
