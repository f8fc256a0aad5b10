"""Notes go with their call: where two become one, and where it left the desk."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from santral.console.desk.draft_store import DraftConflict, Typed
from santral.crm_core.errors import NotFound, TelephonyUnavailable
from santral.crm_core.interactions.save import read_call_notes
from santral.crm_core.interactions.tables import Interaction
from santral.cti.agent_events import LinkUp
from santral.cti.call_events import CallsMerged
from tests.integration.console.notes_office import Office, until, user
from tests.unit.console.floor_stories import AYSE, FIRST, MORNING, SECOND


async def test_the_version_of_merged_notes_is_above_those_of_both_calls(office: Office) -> None:
    async with office.open() as story:
        for call, saves in ((FIRST, 1), (SECOND, 4)):
            story.starts(call)
            story.rings(AYSE, call)
            story.answers(AYSE, call)
            for version in range(saves):
                await office.notebook.keep(user(AYSE), call, Typed(f"not {call} {version}", "", version))
        story.tell(CallsMerged(FIRST, story.at(), SECOND))

        async def moved() -> bool:
            return story.work(AYSE).version == 5

        await until(moved)
        with pytest.raises(DraftConflict):
            await office.notebook.keep(user(AYSE), SECOND, Typed("eski pencere", "", 4))


async def test_notes_of_merged_calls_are_one_text_under_the_call_that_is_left(office: Office) -> None:
    async with office.open() as story:
        for call in (FIRST, SECOND):
            story.starts(call)
            story.rings(AYSE, call)
            story.answers(AYSE, call)
            await office.notebook.keep(user(AYSE), call, Typed(f"not {call}", "", 0))
        story.tell(CallsMerged(FIRST, story.at(), SECOND))
        both = f"not {SECOND}\n\nnot {FIRST}"

        async def moved() -> bool:
            return await office.kept() == {(FIRST, AYSE): both}

        await until(moved)
        assert story.work(AYSE).notes == both
        await office.notebook.keep(user(AYSE), SECOND, Typed(both + " ve sonrası", "", 1))
    assert await office.kept() == {(FIRST, AYSE): both + " ve sonrası"}


async def test_a_call_that_is_not_on_the_desk_is_refused_only_once_the_exchange_is_heard(
    office: Office,
) -> None:
    async with office.open() as story:
        with pytest.raises(TelephonyUnavailable):
            await office.notebook.keep(user(AYSE), FIRST, Typed("not", "", 0))
        story.bus.publish(LinkUp(MORNING, "Asterisk", restarted=False))
        with pytest.raises(NotFound):
            await office.notebook.keep(user(AYSE), FIRST, Typed("not", "", 0))
    assert await office.kept() == {}


async def test_a_save_of_a_card_that_left_already_is_no_fault(office: Office) -> None:
    async with office.open() as story:
        story.bus.publish(LinkUp(MORNING, "Asterisk", restarted=False))
        story.starts()
        story.rings(AYSE)
        story.answers(AYSE)
        story.ends()
        for _ in range(2):
            await office.notebook.save(user(AYSE), FIRST, Typed("tamam", "", 0), None)
    async with office.database.reading() as session:
        assert [note.notes for note in await read_call_notes(session, FIRST)] == ["tamam"]
        assert len((await session.scalars(select(Interaction))).all()) == 1
