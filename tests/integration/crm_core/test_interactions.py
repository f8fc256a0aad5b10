from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select

from santral.crm_core.db import Database
from santral.crm_core.errors import Conflict, InvalidInput, NotFound
from santral.crm_core.interactions.details import Details
from santral.crm_core.interactions.drafts import (
    LONGEST_NOTES,
    read_drafts,
    read_unsaved_drafts,
    save_draft,
)
from santral.crm_core.interactions.save import (
    SavedInteraction,
    attach_to_member,
    read_call_notes,
    save_interaction,
)
from santral.crm_core.interactions.tables import Interaction
from santral.crm_core.members.page import read_customer_page
from tests.integration.crm_core.people import NOW, days_ago, person, user

CALL = "1763716215.42"


@pytest.fixture
async def people(database: Database) -> tuple[int, int, int, int]:
    """Deniz and Ece of the house, Ayşe and Veli of the customers."""
    async with database.session() as session:
        return (
            await user(session, "Deniz"),
            await user(session, "Ece"),
            await person(session, "Ayşe Çelik"),
            await person(session, "Veli Kaya"),
        )


async def save(database: Database, user_id: int, member_id: int | None, **more: Any) -> SavedInteraction:
    values: dict[str, Any] = {"call_id": CALL, "notes": "Fiyat sordu.", "at": NOW, "direction": "inbound"}
    async with database.session() as session:
        return await save_interaction(session, user_id=user_id, member_id=member_id, **values | more)


async def draft(database: Database, user_id: int, notes: str, **more: Any) -> int:
    values: dict[str, Any] = {"call_id": CALL, "at": NOW}
    async with database.session() as session:
        return await save_draft(session, user_id=user_id, notes=notes, **values | more)


async def history(database: Database, member_id: int) -> list[tuple[str, str, str, str]]:
    async with database.reading() as session:
        page = await read_customer_page(session, member_id)
    assert page.contact_count == len(page.timeline.rows)
    return [(row.title, row.body, row.by, row.result) for row in page.timeline.rows]


async def count_interactions(database: Database) -> int | None:
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(Interaction))


async def test_a_saved_interaction_is_in_the_history(
    database: Database, people: tuple[int, int, int, int]
) -> None:
    deniz, _, ayse, _ = people
    await draft(database, deniz, "Fiyat")
    saved = await save(
        database,
        deniz,
        ayse,
        notes="Fiyat sordu. Teklif istedi.\nYarın aranacak.",
        result="call-back-promised",
    )
    assert saved.first_time
    assert await history(database, ayse) == [
        ("Fiyat sordu.", "Teklif istedi.\nYarın aranacak.", "Deniz", "call-back-promised")
    ]
    async with database.reading() as session:
        assert await read_drafts(session, CALL) == ()
        (notes,) = await read_call_notes(session, CALL)
    assert (notes.by, notes.at, notes.result) == ("Deniz", NOW, "call-back-promised")


async def test_saving_twice_leaves_one_with_the_last_words(
    database: Database, people: tuple[int, int, int, int]
) -> None:
    deniz, _, ayse, _ = people
    first = await save(database, deniz, ayse)
    again = await save(database, deniz, ayse, notes="Fiyat ve kargo sordu.", result="solved")
    assert (again.interaction_id, again.first_time) == (first.interaction_id, False)
    assert await count_interactions(database) == 1
    assert await history(database, ayse) == [("Fiyat ve kargo sordu.", "", "Deniz", "solved")]


async def test_two_clicks_at_once_leave_one(database: Database, people: tuple[int, int, int, int]) -> None:
    deniz, _, ayse, _ = people
    saved = await asyncio.gather(*(save(database, deniz, ayse) for _ in range(8)))
    assert len({one.interaction_id for one in saved}) == 1
    assert sum(one.first_time for one in saved) == 1
    assert len(await history(database, ayse)) == 1


async def test_each_agent_of_a_transferred_call_writes_one(
    database: Database, people: tuple[int, int, int, int]
) -> None:
    deniz, ece, ayse, _ = people
    await save(database, deniz, ayse, notes="Faturayı sordu.", at=days_ago(0.001))
    await save(database, ece, ayse, notes="İtirazı alındı.")
    assert [row[0] for row in await history(database, ayse)] == ["İtirazı alındı.", "Faturayı sordu."]
    async with database.reading() as session:
        assert [notes.by for notes in await read_call_notes(session, CALL)] == ["Deniz", "Ece"]


async def test_contacts_that_were_no_call_are_each_their_own(
    database: Database, people: tuple[int, int, int, int]
) -> None:
    deniz, _, ayse, _ = people
    for _ in range(2):
        await save(database, deniz, ayse, call_id=None, details=Details(method="visit"))
    assert len(await history(database, ayse)) == 2


async def test_who_called_can_be_told_after_the_notes_were_saved(
    database: Database, people: tuple[int, int, int, int]
) -> None:
    deniz, ece, ayse, _ = people
    await save(database, deniz, None, notes="Adını söylemedi.")
    await draft(database, ece, "Adı Ayşe imiş")
    for attached in (1, 0):  # telling it twice changes nothing
        async with database.session() as session:
            assert await attach_to_member(session, CALL, ayse) == attached
    assert [row[0] for row in await history(database, ayse)] == ["Adını söylemedi."]
    async with database.reading() as session:
        assert [kept.member_id for kept in await read_drafts(session, CALL)] == [ayse]


async def test_a_wrong_member_is_put_right_by_saving_again(
    database: Database, people: tuple[int, int, int, int]
) -> None:
    deniz, _, ayse, veli = people
    await save(database, deniz, veli)
    await save(database, deniz, ayse)
    assert await history(database, veli) == []
    assert len(await history(database, ayse)) == 1


async def test_an_interaction_with_nobody_is_refused_and_the_draft_stays(
    database: Database, people: tuple[int, int, int, int]
) -> None:
    deniz, *_ = people
    await draft(database, deniz, "nichts")
    with pytest.raises(NotFound):
        await save(database, deniz, 404)
    async with database.reading() as session:
        assert len(await read_drafts(session, CALL)) == 1
    assert await count_interactions(database) == 0


async def test_every_draft_counts_its_version_and_keeps_what_was_typed(
    database: Database, people: tuple[int, int, int, int]
) -> None:
    deniz, _, ayse, _ = people
    typed = ["F", "  Fiyat\n\n", "Fiyat sordu 🙂 'x' <b>"]
    assert [await draft(database, deniz, notes) for notes in typed] == [1, 2, 3]
    await draft(
        database, deniz, typed[-1], result="solved", member_id=ayse, direction="inbound", number="+90"
    )
    async with database.reading() as session:
        (kept,) = await read_drafts(session, CALL)
    assert (kept.notes, kept.result, kept.version, kept.by) == (typed[-1], "solved", 4, "Deniz")
    assert (kept.member_id, kept.direction, kept.number) == (ayse, "inbound", "+90")
    assert kept.changed_at == NOW


async def test_a_window_that_is_behind_does_not_overwrite(
    database: Database, people: tuple[int, int, int, int]
) -> None:
    deniz, *_ = people
    await draft(database, deniz, "one window")
    await draft(database, deniz, "the other window", based_on=1)
    with pytest.raises(Conflict):
        await draft(database, deniz, "one window, later", based_on=1)
    async with database.reading() as session:
        (kept,) = await read_drafts(session, CALL)
    assert kept.notes == "the other window"


async def test_too_much_is_refused_with_how_much(
    database: Database, people: tuple[int, int, int, int]
) -> None:
    deniz, *_ = people
    await draft(database, deniz, "x" * LONGEST_NOTES)
    with pytest.raises(InvalidInput, match=str(LONGEST_NOTES + 1)):
        await draft(database, deniz, "x" * (LONGEST_NOTES + 1))


async def test_what_no_database_takes_is_left_out(
    database: Database, people: tuple[int, int, int, int]
) -> None:
    deniz, *_ = people
    await draft(database, deniz, "a\0b\ud800c")
    async with database.reading() as session:
        assert [kept.notes for kept in await read_drafts(session, CALL)] == ["abc"]


async def test_an_agent_finds_what_was_left_unsaved(
    database: Database, people: tuple[int, int, int, int]
) -> None:
    deniz, ece, *_ = people
    await draft(database, deniz, "older", call_id="1", at=days_ago(1))
    await draft(database, deniz, "newer", call_id="2")
    await draft(database, deniz, "", call_id="3")
    await draft(database, ece, "of another", call_id="2")
    async with database.reading() as session:
        assert [kept.notes for kept in await read_unsaved_drafts(session, deniz)] == ["newer", "older"]
