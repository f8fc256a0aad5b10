from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santral.crm_core.db import Database
from santral.crm_core.members.page import read_customer_page
from santral.crm_core.timeline import append, read_timeline
from santral.crm_core.timeline_cursor import BadCursor, Cursor, read_cursor, write_cursor
from tests.integration.crm_core.people import NOW, days_ago, person


async def whole_history(database: Database, member_id: int, *kinds: str, page_rows: int = 7) -> list[str]:
    titles: list[str] = []
    cursor = ""
    async with database.reading() as session:
        while True:
            page = await read_timeline(session, member_id, cursor, kinds, page_rows)
            titles += [row.title for row in page.rows]
            cursor = page.next_cursor
            if not cursor:
                return titles


async def test_page_by_page_the_history_is_read_to_the_first_day(database: Database) -> None:
    async with database.session() as session:
        ayse, veli = await person(session, "Ayşe"), await person(session, "Veli")
        for number in range(50):
            # Three at the same moment each: the id decides, and none is shown twice or left out.
            await append(session, ayse, at=days_ago(number // 3), kind="call", title=str(number))
            await append(session, veli, at=days_ago(number), kind="call", title="of somebody else")
    titles = await whole_history(database, ayse)
    assert len(titles) == 50
    assert titles == sorted(titles, key=lambda title: (int(title) // 3, -int(title)))


async def test_a_history_whose_last_page_is_full_has_no_next_page(database: Database) -> None:
    async with database.session() as session:
        ayse = await person(session, "Ayşe")
        for number in range(7):
            await append(session, ayse, at=days_ago(number), kind="call", title=str(number))
    async with database.reading() as session:
        assert (await read_timeline(session, ayse, limit=7)).next_cursor == ""


async def test_only_the_kinds_asked_for_are_shown(database: Database) -> None:
    async with database.session() as session:
        ayse = await person(session, "Ayşe")
        for number in range(30):
            kind = ("call", "sms", "visit")[number % 3]
            await append(session, ayse, at=days_ago(number), kind=kind, title=kind)
    assert set(await whole_history(database, ayse, "sms")) == {"sms"}
    assert len(await whole_history(database, ayse, "sms", "visit", page_rows=3)) == 20


async def test_what_happens_while_one_scrolls_moves_nothing(database: Database) -> None:
    async with database.session() as session:
        ayse = await person(session, "Ayşe")
        for number in range(20):
            await append(session, ayse, at=days_ago(number), kind="call", title=str(number))
    async with database.reading() as session:
        first = await read_timeline(session, ayse, limit=10)
    async with database.session() as session:
        await append(session, ayse, at=NOW + timedelta(minutes=1), kind="call", title="new")
    async with database.reading() as session:
        second = await read_timeline(session, ayse, first.next_cursor, limit=10)
    assert [row.title for row in second.rows] == [str(number) for number in range(10, 20)]


async def test_the_counter_counts_what_is_appended(database: Database) -> None:
    async with database.session() as session:
        ayse = await person(session, "Ayşe")
        for _ in range(3):
            await append(session, ayse, at=NOW, kind="call", title="x")
    async with database.reading() as session:
        assert (await read_customer_page(session, ayse)).contact_count == 3


async def test_the_cursor_of_a_page_goes_on_behind_it(database: Database) -> None:
    async with database.session() as session:
        ayse = await person(session, "Ayşe")
        for number in range(45):
            await append(session, ayse, at=days_ago(number), kind="call", title=str(number))
    async with database.reading() as session:
        page = await read_customer_page(session, ayse)
        rest = await read_timeline(session, ayse, page.timeline.next_cursor)
    assert [row.title for row in (*page.timeline.rows, *rest.rows)] == [str(number) for number in range(45)]


@pytest.mark.parametrize("cursor", ["x", "AAAA", "é", "' OR 1=1", "A" * 28, "A" * 2000, "====", "\0"])
async def test_a_cursor_that_is_none_is_refused(database: Database, cursor: str) -> None:
    async with database.reading() as session:
        with pytest.raises(BadCursor) as refused:
            await read_timeline(session, 1, cursor)
    assert refused.value.http_status == 400


CURSORS = st.builds(Cursor, st.datetimes(timezones=st.just(NOW.tzinfo)), st.integers(1, 2**62))
MEMBERS = st.integers(1, 2**62)


@given(CURSORS, MEMBERS)
def test_a_cursor_comes_back_as_it_was(cursor: Cursor, member_id: int) -> None:
    assert read_cursor(write_cursor(cursor, member_id), member_id) == cursor


@given(CURSORS, MEMBERS, st.integers(0, 27), st.sampled_from("ABab01-_"))
def test_a_changed_cursor_is_refused(cursor: Cursor, member_id: int, place: int, letter: str) -> None:
    text = write_cursor(cursor, member_id)
    changed = text[:place] + letter + text[place + 1 :]
    if changed != text:
        with pytest.raises(BadCursor):
            read_cursor(changed, member_id)


@given(CURSORS, MEMBERS, MEMBERS)
def test_a_cursor_of_another_member_is_refused(cursor: Cursor, member_id: int, other_id: int) -> None:
    if member_id != other_id:
        with pytest.raises(BadCursor):
            read_cursor(write_cursor(cursor, member_id), other_id)
