"""Cases that belong together: tied to each other, and one that goes on in another."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from santral.crm_core.applications.edit import edit_application
from santral.crm_core.applications.fields import check_fields
from santral.crm_core.applications.follow_ups import add_follow_up
from santral.crm_core.applications.history import read_history
from santral.crm_core.applications.merge import merge_into
from santral.crm_core.applications.page import read_application_page
from santral.crm_core.applications.relations import Relation, read_relations, relate, unrelate
from santral.crm_core.db import Database
from santral.crm_core.documents.content_types import TYPES
from santral.crm_core.documents.keeping import Subject, Upload, add_document
from santral.crm_core.documents.reading import documents_of
from santral.crm_core.documents.store import Content
from santral.crm_core.errors import InvalidInput, NotFound
from santral.crm_core.members.page import read_customer_page
from santral.crm_core.tasks.changes import open_task
from santral.crm_core.tasks.time_entries import record_time
from tests.integration.crm_core.cases import BOOK, Somebody, case
from tests.integration.crm_core.people import NOW, person, user

SOON = NOW + timedelta(hours=1)
BILL = Upload("fatura.pdf", TYPES["pdf"], Content("0" * 64, 7))


def closed(_type: str) -> str:
    return "closed"


async def test_a_relation_reads_right_from_both_sides(database: Database) -> None:
    async with database.session() as session:
        ayse, elif_ = await person(session, "Ayşe Çelik"), await user(session, "Elif")
        one, two = await case(session, ayse, elif_, "Bir"), await case(session, ayse, elif_, "İki")
        await relate(session, one, "2026-000002", "caused-by", Somebody(elif_), SOON)
        assert [(r.subject, r.relation) for r in await read_relations(session, one)] == [
            ("İki", Relation.CAUSED_BY)
        ]
        assert [(r.subject, r.relation) for r in await read_relations(session, two)] == [
            ("Bir", Relation.CAUSES)
        ]
        await relate(session, two, "2026-000001", "see-also", Somebody(elif_), SOON)
        assert [r.relation for r in await read_relations(session, one)] == [Relation.SEE_ALSO]
        await unrelate(session, one, two, Somebody(elif_), SOON)
        assert await read_relations(session, two) == ()
        with pytest.raises(InvalidInput):
            await relate(session, one, "2026-000001", "see-also", Somebody(elif_), SOON)
        with pytest.raises(InvalidInput):
            await relate(session, one, "2026-999999", "see-also", Somebody(elif_), SOON)
        with pytest.raises(NotFound):
            await unrelate(session, one, two, Somebody(elif_), SOON)


async def test_tying_two_cases_loses_nothing_that_a_colleague_writes_at_the_same_moment(
    database: Database,
) -> None:
    async with database.session() as session:
        ayse, elif_ = await person(session, "Ayşe Çelik"), await user(session, "Elif")
        one, two = await case(session, ayse, elif_, "Bir"), await case(session, ayse, elif_, "İki")

    async def tie() -> None:
        async with database.session() as session:
            await relate(session, one, "2026-000002", "see-also", Somebody(elif_), SOON)

    async with database.session() as session:
        values = check_fields({"priority": "high"}, BOOK)
        await edit_application(session, two, values, based_on=1, by=Somebody(elif_), at=SOON)
        tying = asyncio.create_task(tie())
        await asyncio.wait([tying], timeout=0.3)  # it has read by now what it may read
    await tying
    async with database.reading() as session:
        history = await read_history(session, two)
    assert [(row.kind, row.version) for row in history] == [("related", 3), ("changed", 2), ("opened", 1)]


async def test_a_duplicate_goes_on_in_the_other_and_loses_nothing(database: Database) -> None:
    async with database.session() as session:
        ayse = await person(session, "Ayşe Çelik")
        elif_, mert = await user(session, "Elif"), await user(session, "Mert")
        by = Somebody(elif_)
        first = await case(session, ayse, elif_, "Kargo gelmedi")
        second = await case(session, ayse, elif_, "Paket nerede?", owner_id=str(mert))
        await open_task(session, "Depoyu ara", mert, by, NOW, application_id=second)
        again_at = SOON + timedelta(days=1)
        await add_follow_up(session, second, "Müşteri kızgın", by, NOW, again_at)
        await record_time(session, second, "10", by, NOW)
        bill = await add_document(session, BILL, by, NOW, subject=Subject("application", second))
        target = await merge_into(session, second, "2026-000001", closed_stage=closed, by=by, at=SOON)
        assert target.application_id == first
        assert [one.document_id for one in await documents_of(session, Subject("application", first))] == [
            bill
        ]
        assert await documents_of(session, Subject("application", second)) == ()
        kept, gone = await read_application_page(session, first), await read_application_page(session, second)
        assert [task.title for task in kept.tasks] == ["Depoyu ara"]
        assert [row.note for row in kept.follow_ups] == ["Müşteri kızgın"]
        assert kept.minutes_spent == 10
        assert [colleague.name for colleague in kept.assignees] == ["Mert"]
        assert [relation.relation for relation in kept.relations] == [Relation.HAS_DUPLICATE]
        assert (gone.merged_into, gone.stage, gone.subject) == ("2026-000001", "closed", "Paket nerede?")
        assert (gone.closed_at, target.follow_up_at) == (SOON, again_at)
        with pytest.raises(InvalidInput):
            await merge_into(session, first, "2026-000002", closed_stage=closed, by=by, at=SOON)
    async with database.reading() as session:
        page = await read_customer_page(session, ayse, now=NOW, hot_days=3)
    assert [item.number for item in page.open_items] == ["2026-000001"]


async def test_cases_of_two_customers_are_not_merged(database: Database) -> None:
    async with database.session() as session:
        ayse, ali = await person(session, "Ayşe Çelik"), await person(session, "Ali Veli")
        elif_ = await user(session, "Elif")
        await case(session, ayse, elif_)
        second = await case(session, ali, elif_)
        with pytest.raises(InvalidInput):
            await merge_into(session, second, "2026-000001", closed_stage=closed, by=Somebody(elif_), at=SOON)


async def test_two_cases_merged_into_each_other_at_once_become_one(database: Database) -> None:
    async with database.session() as session:
        ayse, elif_ = await person(session, "Ayşe Çelik"), await user(session, "Elif")
        ids = [await case(session, ayse, elif_) for _ in range(2)]

    async def merged(one: int, into: str) -> bool:
        try:
            async with database.session() as session:
                await merge_into(session, one, into, closed_stage=closed, by=Somebody(elif_), at=SOON)
        except InvalidInput:
            return False
        return True

    done = await asyncio.gather(merged(ids[0], "2026-000002"), merged(ids[1], "2026-000001"))
    assert sorted(done) == [False, True]
