"""The life of a case in the database: numbered, changed by several people, followed up."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from santral.crm_core.applications.assignees import read_assignees, set_assignees
from santral.crm_core.applications.edit import EditConflict, edit_application, find_application
from santral.crm_core.applications.fields import check_fields
from santral.crm_core.applications.follow_ups import add_follow_up, finish_follow_up, read_follow_ups
from santral.crm_core.applications.history import read_history
from santral.crm_core.applications.page import read_application_page
from santral.crm_core.db import Database
from santral.crm_core.errors import InvalidInput
from santral.crm_core.members.page import read_customer_page
from santral.crm_core.tasks.changes import (
    finish_task,
    open_task,
    read_open_tasks,
    read_tasks_of,
    reopen_task,
)
from santral.crm_core.tasks.time_entries import read_minutes, record_time
from tests.integration.crm_core.cases import BOOK, Somebody, case
from tests.integration.crm_core.people import NOW, company, employee, person, user

SOON = NOW + timedelta(hours=1)
NEW_YEAR_IN_ISTANBUL = datetime(2026, 12, 31, 21, 30, tzinfo=UTC)


async def test_it_is_numbered_through_the_year_of_the_house(database: Database) -> None:
    async with database.session() as session:
        ayse, elif_ = await person(session, "Ayşe Çelik"), await user(session, "Elif")
        ids = [await case(session, ayse, elif_), await case(session, ayse, elif_)]
        ids.append(await case(session, ayse, elif_, at=NEW_YEAR_IN_ISTANBUL))
        numbers = [(await find_application(session, one)).number for one in ids]
    assert numbers == ["2026-000001", "2026-000002", "2027-000001"]


async def test_numbers_have_no_holes_and_no_doubles_when_many_open_at_once(database: Database) -> None:
    async with database.session() as session:
        ayse, elif_ = await person(session, "Ayşe Çelik"), await user(session, "Elif")

    async def one(fails: bool) -> str:
        async with database.session() as session:
            opened = await case(session, ayse, elif_)
            number = (await find_application(session, opened)).number
            if fails:
                raise RuntimeError
        return number

    results = await asyncio.gather(*(one(fails=n % 3 == 0) for n in range(12)), return_exceptions=True)
    given = sorted(number for number in results if isinstance(number, str))
    assert given == [f"2026-{n:06}" for n in range(1, 9)]


async def test_it_is_in_the_customers_history_and_on_top_of_the_next_pop(database: Database) -> None:
    async with database.session() as session:
        ayse, elif_ = await person(session, "Ayşe Çelik"), await user(session, "Elif")
        opened = await case(session, ayse, elif_, description="Üç gündür bekliyor.", owner_id=str(elif_))
    async with database.reading() as session:
        page = await read_customer_page(session, ayse, now=NOW, hot_days=3)
    [item] = page.open_items
    assert (item.application_id, item.number, item.owner, item.hot) == (opened, "2026-000001", "Elif", True)
    [row] = page.timeline.rows
    assert (row.kind, row.title, row.body) == (
        "application",
        "2026-000001 Kargo gelmedi",
        "Üç gündür bekliyor.",
    )


@pytest.mark.parametrize(
    ("fields", "at_field"),
    [
        ({"subject": "  "}, "subject"),
        ({"subject": "x" * 201}, "subject"),
        ({"type": ""}, "type"),
        ({"type": "unheard-of"}, "type"),
        ({"priority": "old"}, "priority"),
        ({"category": "nowhere"}, "category"),
        ({"owner_id": "99999"}, "owner_id"),
        ({"owner_id": "1; DROP"}, "owner_id"),
        ({"employee_id": "1"}, "employee_id"),
    ],
)
async def test_what_cannot_be_saved_is_refused_at_its_field_and_nothing_is_kept(
    database: Database, fields: dict[str, Any], at_field: str
) -> None:
    async with database.session() as session:
        ayse, elif_ = await person(session, "Ayşe Çelik"), await user(session, "Elif")
        firm = await company(session, "Başka AŞ")
        await employee(session, firm, "Kemal")
    with pytest.raises(InvalidInput) as refused:
        async with database.session() as session:
            await case(session, ayse, elif_, **fields)
    assert refused.value.field == at_field
    async with database.session() as session:
        opened = await case(session, ayse, elif_)
        assert (await find_application(session, opened)).number == "2026-000001"


async def test_changes_of_different_fields_by_two_people_are_both_kept(database: Database) -> None:
    async with database.session() as session:
        ayse = await person(session, "Ayşe Çelik")
        elif_, mert = await user(session, "Elif"), await user(session, "Mert")
        opened = await case(session, ayse, elif_)
    async with database.session() as session:
        values = check_fields({"priority": "high"}, BOOK)
        await edit_application(session, opened, values, based_on=1, by=Somebody(mert), at=SOON)
    async with database.session() as session:
        values = check_fields({"category": "late"}, BOOK)
        edited = await edit_application(session, opened, values, based_on=1, by=Somebody(elif_), at=SOON)
    assert edited.changed == ("category",)
    async with database.reading() as session:
        page = await read_application_page(session, opened)
    assert (page.priority, page.category, page.version) == ("high", "late", 3)
    assert [(row.by, row.field, row.before, row.after) for row in page.history] == [
        ("Elif", "category", "", "late"),
        ("Mert", "priority", "normal", "high"),
        ("Elif", "", "", "Kargo gelmedi"),
    ]


async def test_the_same_field_changed_by_two_people_shows_both_versions_and_saves_neither_over_the_other(
    database: Database,
) -> None:
    async with database.session() as session:
        ayse = await person(session, "Ayşe Çelik")
        elif_, mert = await user(session, "Elif"), await user(session, "Mert")
        opened = await case(session, ayse, elif_)
    async with database.session() as session:
        values = check_fields({"description": "Mert'in sözü"}, BOOK)
        await edit_application(session, opened, values, based_on=1, by=Somebody(mert), at=SOON)
    values = check_fields({"description": "Elif'in sözü", "priority": "high"}, BOOK)
    with pytest.raises(EditConflict) as conflict:
        async with database.session() as session:
            await edit_application(session, opened, values, based_on=1, by=Somebody(elif_), at=SOON)
    theirs = conflict.value.theirs["description"]
    assert (theirs.by, theirs.after, conflict.value.version) == ("Mert", "Mert'in sözü", 2)
    async with database.session() as session:
        page = await read_application_page(session, opened)
        assert (page.description, page.priority) == ("Mert'in sözü", "normal")
        based_on = conflict.value.version
        await edit_application(session, opened, values, based_on=based_on, by=Somebody(elif_), at=SOON)
        page = await read_application_page(session, opened)
    assert (page.description, page.priority) == ("Elif'in sözü", "high")
    assert "Mert'in sözü" in {row.before for row in page.history}


async def test_saving_what_is_there_already_is_no_change(database: Database) -> None:
    async with database.session() as session:
        ayse, elif_ = await person(session, "Ayşe Çelik"), await user(session, "Elif")
        opened = await case(session, ayse, elif_)
        values = check_fields({"subject": "Kargo gelmedi"}, BOOK)
        edited = await edit_application(session, opened, values, based_on=1, by=Somebody(elif_), at=SOON)
        assert edited.changed == ()
        assert (await find_application(session, opened)).version == 1


async def test_a_retired_definition_stays_where_it_is_and_is_offered_to_nobody_else() -> None:
    assert check_fields({"priority": "old"}, BOOK, {"priority": "old"}) == {"priority": "old"}
    with pytest.raises(InvalidInput):
        check_fields({"priority": "old"}, BOOK, {"priority": "normal"})


@pytest.mark.parametrize(
    "change",
    ["UPDATE application_change SET after = 'x'", "DELETE FROM application_change"],
)
async def test_the_database_itself_keeps_the_history_as_it_was_written(
    database: Database, change: str
) -> None:
    async with database.session() as session:
        ayse, elif_ = await person(session, "Ayşe Çelik"), await user(session, "Elif")
        opened = await case(session, ayse, elif_)
    with pytest.raises(DBAPIError, match="rows of application_change are only added"):
        async with database.session() as session:
            await session.execute(text(change))
    async with database.reading() as session:
        assert [row.after for row in await read_history(session, opened)] == ["Kargo gelmedi"]


async def test_several_people_work_on_it(database: Database) -> None:
    async with database.session() as session:
        ayse, elif_ = await person(session, "Ayşe Çelik"), await user(session, "Elif")
        mert, can = await user(session, "Mert"), await user(session, "Can")
        opened = await case(session, ayse, elif_)
        await set_assignees(session, opened, [mert, can], Somebody(elif_), SOON)
        await set_assignees(session, opened, [can], Somebody(elif_), SOON)
        assert [colleague.name for colleague in await read_assignees(session, opened)] == ["Can"]
        told = [(row.kind, row.before or row.after) for row in await read_history(session, opened)]
    assert told[:3] == [("unassigned", "Mert"), ("assigned", "Can"), ("assigned", "Mert")]


async def test_a_follow_up_asks_for_attention_until_it_is_done(database: Database) -> None:
    async with database.session() as session:
        ayse, elif_ = await person(session, "Ayşe Çelik"), await user(session, "Elif")
        opened, by = await case(session, ayse, elif_), Somebody(elif_)
        await add_follow_up(session, opened, "Kargoyla görüşüldü.", by, NOW)
        late = await add_follow_up(session, opened, "Yeniden ara", by, NOW, SOON + timedelta(days=2))
        early = await add_follow_up(session, opened, "Depoya sor", by, NOW, SOON)
        assert (await find_application(session, opened)).follow_up_at == SOON
        await finish_follow_up(session, opened, early, by, SOON)
        assert (await find_application(session, opened)).follow_up_at == SOON + timedelta(days=2)
        await finish_follow_up(session, opened, late, by, SOON)
        assert (await find_application(session, opened)).follow_up_at is None
        assert [row.note for row in await read_follow_ups(session, opened)] == [
            "Depoya sor",
            "Yeniden ara",
            "Kargoyla görüşüldü.",
        ]
        with pytest.raises(InvalidInput):
            await add_follow_up(session, opened, " ", by, NOW)
        with pytest.raises(InvalidInput):
            await add_follow_up(session, opened, "Dün", by, NOW, NOW - timedelta(days=1))


async def test_a_task_is_done_and_the_time_it_took_is_counted(database: Database) -> None:
    async with database.session() as session:
        ayse = await person(session, "Ayşe Çelik")
        elif_, mert = await user(session, "Elif"), await user(session, "Mert")
        opened, by = await case(session, ayse, elif_), Somebody(elif_)
        task = await open_task(session, "Depoyu ara", mert, by, NOW, application_id=opened, due_at=SOON)
        [waiting] = await read_open_tasks(session, mert)
        assert (waiting.title, waiting.number, waiting.due_at) == ("Depoyu ara", "2026-000001", SOON)
        await finish_task(session, task, Somebody(mert), SOON)
        await finish_task(session, task, Somebody(mert), SOON)
        assert await read_open_tasks(session, mert) == ()
        await record_time(session, opened, "1:30", Somebody(mert), SOON, task_id=task, note="Telefonda")
        await record_time(session, opened, "15", by, SOON)
        page = await read_application_page(session, opened)
        assert page.minutes_spent == 105
        assert [row.kind for row in page.history].count("task-done") == 1
        await reopen_task(session, task, by, SOON)
        assert [row.done_at for row in await read_tasks_of(session, opened)] == [None]


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("45", 45), (" 1:30 ", 90), ("1,5 sa", 90), ("1.5h", 90), ("2 saat", 120), ("20 dk", 20)],
)
def test_time_is_read_as_people_write_it(typed: str, minutes: int) -> None:
    assert read_minutes(typed) == minutes


@pytest.mark.parametrize("typed", ["", "0", "-5", "1:75", "24:01", "yarım", "1:2:3", "99999"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput):
        read_minutes(typed)
