"""Lists of cases: filters, pages, and words as people write them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy import text as sql

from santral.crm_core.applications import having_words, walking
from santral.crm_core.applications.assignees import set_assignees
from santral.crm_core.applications.edit import edit_application, find_application
from santral.crm_core.applications.fields import check_fields
from santral.crm_core.applications.having_words import asked_words
from santral.crm_core.applications.listing import (
    ListCount,
    ListFilter,
    Place,
    count_applications,
    list_applications,
)
from santral.crm_core.db import Database
from tests.integration.crm_core.cases import BOOK, Somebody, case
from tests.integration.crm_core.people import NOW, person, user


@pytest.fixture
async def subjects(database: Database) -> dict[str, int]:
    """Four cases, by subject; the last one closed."""
    async with database.session() as session:
        ayse, ali = await person(session, "Ayşe Çelik"), await person(session, "Ali Veli")
        elif_, mert = await user(session, "Elif"), await user(session, "Mert")
        made = {}
        for minutes, (member, subject, fields) in enumerate(
            (
                (ayse, "Çamaşır makinesi su boşaltmıyor", {"category": "late", "owner_id": str(elif_)}),
                (ayse, "IŞIK yanmıyor", {"priority": "high", "product": "İğdır lambası"}),
                (ali, "Kargo gecikti", {"type": "service", "owner_id": str(mert)}),
                (ali, "Eski kargo", {}),
            )
        ):
            at = NOW + timedelta(minutes=minutes)
            made[subject] = await case(session, member, elif_, subject, at=at, **fields)
        closed = await find_application(session, made["Eski kargo"])
        closed.closed_at = NOW
        await set_assignees(session, made["IŞIK yanmıyor"], [mert], Somebody(elif_), NOW)
    return made | {"Elif": elif_, "Mert": mert, "Ayşe": ayse}


async def found(database: Database, wanted: ListFilter) -> list[str]:
    async with database.reading() as session:
        page = await list_applications(session, wanted)
        assert await count_applications(session, wanted) == ListCount(len(page.rows), goes_on=False)
    return [row.subject for row in page.rows]


async def test_open_ones_the_newest_change_first(database: Database, subjects: dict[str, int]) -> None:
    async with database.session() as session:
        values = check_fields({"priority": "high"}, BOOK)
        first = subjects["Çamaşır makinesi su boşaltmıyor"]
        later = NOW + timedelta(hours=3)
        await edit_application(session, first, values, based_on=1, by=Somebody(subjects["Elif"]), at=later)
    assert await found(database, ListFilter()) == [
        "Çamaşır makinesi su boşaltmıyor",
        "Kargo gecikti",
        "IŞIK yanmıyor",
    ]
    assert await found(database, ListFilter(state="closed")) == ["Eski kargo"]
    assert len(await found(database, ListFilter(state="all"))) == 4


async def test_by_what_is_asked_for(database: Database, subjects: dict[str, int]) -> None:
    elif_, mert = str(subjects["Elif"]), str(subjects["Mert"])
    assert await found(database, ListFilter(owner=elif_)) == ["Çamaşır makinesi su boşaltmıyor"]
    assert await found(database, ListFilter(owner="none")) == ["IŞIK yanmıyor"]
    assert await found(database, ListFilter(owner=mert)) == ["Kargo gecikti"]
    assert await found(database, ListFilter(owner=mert, involved=True)) == ["Kargo gecikti", "IŞIK yanmıyor"]
    assert await found(database, ListFilter(priorities=("high",))) == ["IŞIK yanmıyor"]
    below = BOOK.subtree(next(one.kind for one in BOOK if one.code == "late"), "delivery")
    assert await found(database, ListFilter(categories=below)) == ["Çamaşır makinesi su boşaltmıyor"]
    assert await found(database, ListFilter(types=("service", "problem"))) == ["Kargo gecikti"]
    assert len(await found(database, ListFilter(member_id=subjects["Ayşe"]))) == 2
    assert await found(database, ListFilter(stages=("nowhere",))) == []


async def test_by_what_is_promised_only_open_ones_are_gone_through(
    database: Database, subjects: dict[str, int]
) -> None:
    """What is open is little among all that ever were: SQLite says that no question reads the rest."""
    async with database.session() as session:
        for subject, due in (("Kargo gecikti", -2), ("IŞIK yanmıyor", -1)):
            late = await find_application(session, subjects[subject])
            late.due_kind, late.due_at = "solution", datetime.now(UTC) + timedelta(days=due)
        waits = await find_application(session, subjects["Çamaşır makinesi su boşaltmıyor"])
        waits.due_kind, waits.due_at = "solution", None
    late_ones = ["Kargo gecikti", "IŞIK yanmıyor"]
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        asked.append(_with_values(statement, values) if database.is_sqlite else "")

    event.listen(database.reading_engine.sync_engine, "before_cursor_execute", note)
    for state in ("open", "all", "closed"):
        fit = [] if state == "closed" else late_ones
        assert sorted(await found(database, ListFilter(promise="late", state=state))) == sorted(fit)
        assert await found(database, ListFilter(promise="late", state=state, sort="due")) == fit
        assert await found(database, ListFilter(promise="soon", state=state)) == []
        assert len(await found(database, ListFilter(promise="paused", state=state))) == (state != "closed")
    event.remove(database.reading_engine.sync_engine, "before_cursor_execute", note)
    if database.is_sqlite:
        for statement in asked:
            async with database.reading() as session:
                plan = [row[3] for row in await session.execute(sql(f"EXPLAIN QUERY PLAN {statement}"))]
            [way] = [step for step in plan if " application " in f"{step} "]
            assert "ix_application_open_" in way, (way, statement)


def _with_values(statement: str, values: Sequence[object]) -> str:
    for value in values:
        statement = statement.replace("?", repr(value), 1)
    return statement.replace(":", "\\:")


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("ÇAMAŞIR", "Çamaşır makinesi su boşaltmıyor"),
        ("camasir bosalt", "Çamaşır makinesi su boşaltmıyor"),
        ("isik", "IŞIK yanmıyor"),
        ("ışık", "IŞIK yanmıyor"),
        ("IGDIR", "IŞIK yanmıyor"),
        ("iğdır lamba", "IŞIK yanmıyor"),
        ("2026-000003", "Kargo gecikti"),
    ],
)
async def test_words_are_found_however_they_are_typed(
    database: Database, subjects: dict[str, int], text: str, subject: str
) -> None:
    assert await found(database, ListFilter(text=text)) == [subject]


async def test_every_word_must_be_there_and_filters_hold_too(
    database: Database, subjects: dict[str, int]
) -> None:
    assert await found(database, ListFilter(text="kargo")) == ["Kargo gecikti"]
    assert await found(database, ListFilter(text="kargo", state="all")) == ["Eski kargo", "Kargo gecikti"]
    assert await found(database, ListFilter(text="kargo boşaltmıyor")) == []


async def test_of_a_common_word_its_own_cases_are_shown(
    database: Database, subjects: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite; PostgreSQL finds the beginning of any word."""
    monkeypatch.setattr(having_words, "TRIED", 2)
    async with database.session() as session:
        await case(session, subjects["Ayşe"], subjects["Elif"], "Kargocu gelmedi", at=NOW)
    kargo = await found(database, ListFilter(text="kargo", state="all"))
    assert ("Kargocu gelmedi" in kargo) is not database.is_sqlite
    assert await found(database, ListFilter(text="kargocu", state="all")) == ["Kargocu gelmedi"]
    assert await found(database, ListFilter(text="karg gelm", state="all")) == ["Kargocu gelmedi"]


async def test_words_that_are_changed_are_found_and_the_old_ones_are_not(
    database: Database, subjects: dict[str, int]
) -> None:
    async with database.session() as session:
        values = check_fields({"subject": "Buzdolabı", "resolution": "Termostat değişti"}, BOOK)
        await edit_application(
            session,
            subjects["Kargo gecikti"],
            values,
            based_on=1,
            by=Somebody(subjects["Elif"]),
            at=NOW,
        )
    assert await found(database, ListFilter(text="termostat")) == ["Buzdolabı"]
    assert await found(database, ListFilter(text="gecikti")) == []


@pytest.mark.parametrize("text", ["'", '"', "a'b & | ! :* (", "NOT AND OR NEAR", "*", "\\", "%_", "🦊", "-"])
async def test_no_text_breaks_the_question(database: Database, subjects: dict[str, int], text: str) -> None:
    assert set(await found(database, ListFilter(text=text))) <= subjects.keys()


async def test_pages_show_every_case_once(database: Database) -> None:
    async with database.session() as session:
        ayse, elif_ = await person(session, "Ayşe Çelik"), await user(session, "Elif")
        made = {await case(session, ayse, elif_, at=NOW + timedelta(seconds=n // 3)) for n in range(25)}
    seen: list[tuple[object, int]] = []
    place: Place | None = None
    async with database.reading() as session:
        while True:
            page = await list_applications(session, ListFilter(), place, limit=7)
            seen += [(row.changed_at, row.application_id) for row in page.rows]
            place = page.next
            if place is None:
                break
    assert {application_id for _, application_id in seen} == made
    assert len(seen) == 25
    assert all(one > two for one, two in pairwise(seen))


@given(st.text(max_size=60))
def test_a_filter_knows_whether_it_asks_for_anything(text: str) -> None:
    assert ListFilter().is_plain
    assert ListFilter(text=text).is_plain is (text == "")


@pytest.fixture
def postgresql_url(migrated_copy: Callable[[str], str]) -> str:
    return migrated_copy("postgresql")


@pytest.mark.postgresql
async def test_common_words_are_met_along_the_list_and_what_may_be_missed_is_asked_of_the_index(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two of three cases are about a "kargo". Sample and steps are small, so that thirty cases are many."""
    monkeypatch.setattr(having_words, "SAMPLED", 12)
    monkeypatch.setattr(having_words, "COMMON_IN_SAMPLE", 6)
    monkeypatch.setattr(walking, "STEPS", (4, 8))
    monkeypatch.setattr(walking, "ENOUGH_COUNTED", 3)
    database = Database(postgresql_url)
    async with database.session() as session:
        elif_, mert = await user(session, "Elif"), await user(session, "Mert")
        ayse = await person(session, "Ayşe Çelik")
        for number in range(30):
            subject = f"Lamba {number}" if number % 3 == 2 else f"Kargo {number}"
            made = await case(session, ayse, elif_, subject, at=NOW + timedelta(minutes=number))
            (await find_application(session, made)).owner_id = mert if number > 20 else elif_
    kargo = [f"Kargo {number}" for number in reversed(range(30)) if number % 3 != 2]
    async with database.reading() as session:
        asked = await asked_words(session, "kargo")
        assert asked is not None
        assert asked.common == (" kargo",)
        everything = ListFilter(text="kargo", state="all")
        seen: list[str] = []
        page = await list_applications(session, everything, limit=3)
        seen += [row.subject for row in page.rows]
        while page.next is not None:
            page = await list_applications(session, everything, page.next, limit=3)
            seen += [row.subject for row in page.rows]
        assert seen == kargo
        assert await count_applications(session, everything) == ListCount(5, goes_on=True)
        by_due = await list_applications(session, ListFilter(text="kargo", sort="due"), limit=3)
        assert [row.subject for row in by_due.rows] == ["Kargo 0", "Kargo 1", "Kargo 3"]
        whole = await list_applications(session, everything)
        assert [row.subject for row in whole.rows] == kargo  # more than is walked: the index is asked
        mine = await list_applications(session, ListFilter(text="kargo", owner=str(mert)))
        assert [row.subject for row in mine.rows] == [one for one in kargo if int(one.split()[1]) > 20]
        both = await asked_words(session, "kargo lamba")
        assert both is not None
        assert both.common == ()
        assert (await list_applications(session, ListFilter(text="kargo lamba"))).rows == ()
        rare = await list_applications(session, ListFilter(text="kargo 4", state="all"))
        assert "Kargo 4" in [row.subject for row in rare.rows]
    await database.dispose()
