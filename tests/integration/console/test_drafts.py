"""Notes typed in several windows, on real databases: none of their words is lost."""

from __future__ import annotations

import asyncio

import pytest

from santral.console.desk.draft_store import DraftConflict, Typed
from santral.console.floor.call_sheet import Draft
from santral.crm_core.definitions.changes import retire
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.errors import InvalidInput
from santral.crm_core.interactions.save import read_call_notes
from santral.cti.call_events import CallAnswered
from tests.integration.console.notes_office import Office, user
from tests.unit.console.floor_stories import AYSE, DEVICES, FIRST, MORNING

RESULT = DefinitionKind.RESULT


async def test_a_stale_text_is_taken_only_where_no_word_is_lost(office: Office) -> None:
    async with office.open() as story:
        story.starts()
        story.rings(AYSE)
        story.answers(AYSE)
        assert await office.notebook.keep(user(AYSE), FIRST, Typed("bir", "", 0)) == 1
        assert await office.notebook.keep(user(AYSE), FIRST, Typed("bir iki", "solved", 1)) == 2
        with pytest.raises(DraftConflict) as conflict:
            await office.notebook.keep(user(AYSE), FIRST, Typed("üç", "", 1))
        assert (conflict.value.kept.notes, conflict.value.kept.version) == ("bir iki", 2)
        assert await office.notebook.keep(user(AYSE), FIRST, Typed("bir iki üç", "", 1)) == 3
        assert story.work(AYSE).result == "solved", "what was chosen stays where nothing else was"
    assert await office.kept() == {(FIRST, AYSE): "bir iki üç"}


async def test_a_result_is_one_that_is_defined_or_that_the_draft_has(office: Office) -> None:
    async with office.open() as story:
        story.starts()
        story.rings(AYSE)
        story.answers(AYSE)
        for refusing in (
            office.notebook.keep(user(AYSE), FIRST, Typed("bir", "Solved", None)),
            office.notebook.save(user(AYSE), FIRST, Typed("bir", "Solved", None), None),
        ):
            with pytest.raises(InvalidInput) as refused:
                await refusing
            assert refused.value.field == "result"
        assert await office.kept() == {}
        await office.notebook.keep(user(AYSE), FIRST, Typed("bir", "solved", None))
        office.book = retire(retire(office.book, RESULT, "solved"), RESULT, "order-taken")
        with pytest.raises(InvalidInput):
            await office.notebook.keep(user(AYSE), FIRST, Typed("bir", "order-taken", None))
        await office.notebook.save(user(AYSE), FIRST, Typed("bir", "solved", None), None)
    async with office.database.reading() as session:
        (notes,) = await read_call_notes(session, FIRST)
    assert notes.result == "solved"


async def test_saves_of_two_windows_at_once_lose_nothing(office: Office) -> None:
    async with office.open() as story:
        story.starts()
        story.rings(AYSE)
        story.answers(AYSE)
        texts = [f"pencere {number}" for number in range(8)]
        outcomes = await asyncio.gather(
            *(office.notebook.keep(user(AYSE), FIRST, Typed(text, "", 0)) for text in texts),
            return_exceptions=True,
        )
        taken = [text for text, outcome in zip(texts, outcomes, strict=True) if isinstance(outcome, int)]
        refused = [outcome for outcome in outcomes if isinstance(outcome, DraftConflict)]
        assert len(taken) == 1
        assert len(refused) == 7
        assert story.work(AYSE).notes == taken[0]
    assert list((await office.kept()).values()) == taken


async def test_after_a_save_in_mid_call_a_window_that_missed_it_overwrites_nothing(office: Office) -> None:
    def typed(notes: str, based_on: int) -> Typed:
        return Typed(notes, "", based_on)

    async with office.open() as story:
        story.starts()
        story.rings(AYSE)
        story.answers(AYSE)
        assert await office.notebook.keep(user(AYSE), FIRST, typed("ilk", 0)) == 1
        assert await office.notebook.keep(user(AYSE), FIRST, typed("ilk konu", 1)) == 2
        await office.notebook.save(user(AYSE), FIRST, typed("ilk konu", 2), None)
        assert story.work(AYSE).version == 3
        for stale in (office.notebook.keep(user(AYSE), FIRST, typed("eski pencere", 2)),
                      office.notebook.save(user(AYSE), FIRST, typed("eski pencere", 2), None)):  # fmt: skip
            with pytest.raises(DraftConflict) as conflict:
                await stale
            assert (conflict.value.kept.notes, conflict.value.kept.version) == ("ilk konu", 3)
        assert await office.notebook.keep(user(AYSE), FIRST, typed("ilk konu, ikinci konu", 3)) == 4
        with pytest.raises(DraftConflict) as conflict:
            await office.notebook.keep(user(AYSE), FIRST, typed("eski pencere", 3))
        assert conflict.value.kept.notes == "ilk konu, ikinci konu"
        await office.notebook.save(user(AYSE), FIRST, typed("ilk konu, ikinci konu", 4), None)
        assert story.work(AYSE).version == 5
    async with office.database.reading() as session:
        (saved,) = await read_call_notes(session, FIRST)
    assert (saved.notes, saved.version) == ("ilk konu, ikinci konu", 5)

    after = Office(office.database, office.directory)
    async with after.open() as story:
        story.starts()
        story.tell(CallAnswered(FIRST, story.at(), DEVICES[AYSE], resumed=True))
        assert await after.notebook.keep(user(AYSE), FIRST, typed("ilk konu, ikinci konu, son", 5)) == 6


async def test_a_customer_chosen_after_a_save_makes_no_window_forget_it(office: Office) -> None:
    assert office.directory.caller.member is not None
    async with office.open() as story:
        story.starts()
        story.rings(AYSE)
        story.answers(AYSE)
        await office.notebook.save(user(AYSE), FIRST, Typed("kaydedildi", "", 0), None)
        await office.notebook.choose(user(AYSE), FIRST, office.directory.caller.member.member_id)
        with pytest.raises(DraftConflict) as conflict:
            await office.notebook.keep(user(AYSE), FIRST, Typed("eski pencere", "", 0))
        assert conflict.value.kept.notes == "kaydedildi"
        assert await office.notebook.keep(user(AYSE), FIRST, Typed("kaydedildi, sürüyor", "", 1)) == 3


async def test_a_slow_answer_to_a_draft_does_not_bring_back_what_was_saved_since(office: Office) -> None:
    async with office.open() as story:
        story.starts()
        story.rings(AYSE)
        story.answers(AYSE)
        sheet = story.floor.sheets[FIRST]
        await office.notebook.save(user(AYSE), FIRST, Typed("tamam", "", 4), None)
        assert not office.notebook._write(AYSE, sheet, Draft("tama", "", 4, MORNING))
        assert (story.work(AYSE).notes, sheet.has_unsaved(AYSE)) == ("tamam", False)
