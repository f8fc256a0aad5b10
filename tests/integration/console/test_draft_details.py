"""What classifies a call is kept, joined and saved as its notes are."""

from __future__ import annotations

import pytest

from santral.console.desk.draft_store import Typed
from santral.crm_core.errors import InvalidInput
from santral.crm_core.interactions.details import TypedDetails
from santral.crm_core.interactions.save import read_call_notes
from santral.crm_core.interactions.tables import Interaction
from tests.integration.console.notes_office import Office, until, user
from tests.unit.console.floor_stories import AYSE, FIRST, MEHMET

DETAILS = TypedDetails(category="delivery-late", campaign="Kış bakımı", follow_up_at="2999-05-04T10:30")


async def test_what_classifies_a_call_is_kept_as_its_notes_are_and_saved_with_them(office: Office) -> None:
    async with office.open() as story:
        story.starts()
        story.rings(AYSE)
        story.answers(AYSE)
        story.leaves(AYSE)
        await office.notebook.keep(user(AYSE), FIRST, Typed("", "", 0, DETAILS))
    after = Office(office.database, office.directory)
    async with after.open() as story:
        await until(lambda: laid_out(after))
        assert story.work(AYSE).details == DETAILS
        interaction_id = await after.notebook.save(user(AYSE), FIRST, Typed("bitti", "", 1, DETAILS), None)
        [due] = story.floor.callbacks.of(AYSE)
        assert (due.interaction_id, due.due and due.due.year) == (interaction_id, 2999)
    async with office.database.reading() as session:
        saved = await session.get_one(Interaction, interaction_id)
    assert (saved.category, saved.campaign, saved.method) == ("delivery-late", "Kış bakımı", "phone")
    later = Office(office.database, office.directory)
    async with later.open() as story:
        await until(lambda: has_callback(later))
        assert [one.interaction_id for one in story.floor.callbacks.of(AYSE)] == [interaction_id]


async def test_a_follow_up_given_away_stays_there_when_its_call_is_saved_again_and_put_away_empty(
    office: Office,
) -> None:
    async with office.open() as story:
        story.starts()
        story.rings(AYSE)
        story.answers(AYSE)
        saved = await office.notebook.save(user(AYSE), FIRST, Typed("bir", "", 0, DETAILS), None)
        assert saved is not None
        async with office.database.session() as session:
            (await session.get_one(Interaction, saved)).responsible_id = MEHMET
        [due] = story.floor.callbacks.of(AYSE)
        story.floor.follow_up(MEHMET, saved, due)
        await office.notebook.save(user(AYSE), FIRST, Typed("bir iki", "", 1, DETAILS), None)
        assert story.floor.callbacks.of(AYSE) == ()
        assert [one.about for one in story.floor.callbacks.of(MEHMET)] == ["bir iki"]
        version = story.work(AYSE).version
        story.leaves(AYSE)
        assert await office.notebook.save(user(AYSE), FIRST, Typed("", "", version), None) is None
        assert story.desk(AYSE) == {}, "put away"
        assert [one.interaction_id for one in story.floor.callbacks.of(MEHMET)] == [saved]


async def laid_out(office: Office) -> bool:
    return office.story.floor.on_desk(AYSE, FIRST) is not None


async def has_callback(office: Office) -> bool:
    return bool(office.story.floor.callbacks.of(AYSE))


async def test_a_stale_window_loses_no_detail(office: Office) -> None:
    async with office.open() as story:
        story.starts()
        story.rings(AYSE)
        await office.notebook.keep(user(AYSE), FIRST, Typed("bir", "", 0, DETAILS))
        project = TypedDetails(project="P-7", campaign="Yaz")
        await office.notebook.keep(user(AYSE), FIRST, Typed("bir iki", "", 0, project))
        kept = story.work(AYSE).details
        assert (kept.category, kept.campaign, kept.project) == ("delivery-late", "Yaz", "P-7")


async def test_a_detail_that_is_none_is_refused_before_it_is_kept(office: Office) -> None:
    async with office.open() as story:
        story.starts()
        story.rings(AYSE)
        for wrong in (TypedDetails(category="none"), TypedDetails(follow_up_at="soon")):
            with pytest.raises(InvalidInput):
                await office.notebook.keep(user(AYSE), FIRST, Typed("bir", "", 0, wrong))
        assert await office.kept() == {}


async def test_an_empty_window_throws_nothing_away_that_another_has_chosen(office: Office) -> None:
    async with office.open() as story:
        story.starts()
        story.rings(AYSE)
        story.answers(AYSE)
        await office.notebook.keep(user(AYSE), FIRST, Typed("", "solved", 0, DETAILS))
        story.leaves(AYSE)
        await office.notebook.save(user(AYSE), FIRST, Typed("", "", 0), None)
    async with office.database.reading() as session:
        [notes] = await read_call_notes(session, FIRST)
    assert (notes.result, notes.details.category) == ("solved", "delivery-late")


async def test_a_window_that_missed_a_save_takes_no_detail_from_it(office: Office) -> None:
    async with office.open() as story:
        story.starts()
        story.rings(AYSE)
        story.answers(AYSE)
        await office.notebook.save(user(AYSE), FIRST, Typed("bir", "solved", 0, DETAILS), None)
        await office.notebook.save(user(AYSE), FIRST, Typed("bir iki", "", 0), None)
    async with office.database.reading() as session:
        [notes] = await read_call_notes(session, FIRST)
    assert (notes.notes, notes.result, notes.details.category) == ("bir iki", "solved", "delivery-late")
    assert notes.details.follow_up_at is not None
