"""Notes, customers and the day of each are there again after a restart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from santral.console.desk.draft_store import Typed
from santral.console.floor.call_sheet import Caller
from santral.console.screens.view_models import CardState, Match
from santral.cti.call_events import CallAnswered, RingOutcome
from santral.cti.call_records import CallLeg, CallRecord
from tests.integration.console.notes_office import Office, until, user
from tests.unit.console.fake_rooms import FakeDirectory
from tests.unit.console.floor_stories import AYSE, DEVICES, FIRST, MEHMET, NAMES


async def test_after_a_restart_the_notes_lie_on_their_desk_and_the_customer_is_known(office: Office) -> None:
    async with office.open() as story:
        story.starts()
        story.rings(AYSE)
        story.answers(AYSE)
        await office.notebook.keep(user(AYSE), FIRST, Typed("yarım kalan", "", 0))
    async with office.database.session() as session:
        session.add(CallRecord(call_id=FIRST, started_at=story.at(), queue="support"))
    after = Office(office.database, office.directory)
    async with after.open() as story:

        async def back() -> bool:
            return story.desk(AYSE) == {FIRST: CardState.WRAP_UP}

        await until(back)
        assert story.work(AYSE).notes == "yarım kalan"
        assert story.card(AYSE).queue == "support", "a call of a queue was not a direct one"

        async def looked_up() -> bool:
            return story.card(AYSE).match is Match.EXACT

        await until(looked_up)
        await after.notebook.save(user(AYSE), FIRST, Typed("yarım kalan, bitti", "", 1), None)
        assert story.desk(AYSE) == {}
    assert await after.kept() == {}


async def test_what_was_saved_before_a_restart_is_known_when_the_call_is_found_again(office: Office) -> None:
    async with office.open() as story:
        story.starts()
        story.rings(AYSE)
        story.answers(AYSE)
        await office.notebook.save(user(AYSE), FIRST, Typed("bilgi verildi", "", 0), None)
    async with office.database.session() as session:
        session.add(CallRecord(call_id=FIRST, started_at=story.at(), queue="support"))
    after = Office(office.database, office.directory)
    async with after.open() as story:
        story.starts()
        story.tell(CallAnswered(FIRST, story.at(), DEVICES[AYSE], resumed=True))

        async def known() -> bool:
            return story.work(AYSE).notes == "bilgi verildi"

        await until(known)
        assert story.card(AYSE).queue == "support", "the exchange tells no queue of a call that talks"
        story.leaves(AYSE)
        assert story.desk(AYSE) == {}, "nothing is left to do"
        story.rings(MEHMET, by=AYSE)
        assert story.earlier(MEHMET) == [(NAMES[AYSE], "bilgi verildi")]


async def test_a_choice_without_a_note_is_remembered_over_a_restart(office: Office) -> None:
    assert office.directory.caller.member is not None
    chosen_id = office.directory.caller.member.member_id
    async with office.open() as story:
        story.starts()
        story.rings(AYSE)
        story.answers(AYSE)
        await office.notebook.choose(user(AYSE), FIRST, chosen_id)
    stranger = FakeDirectory()
    stranger.caller = Caller(Match.NONE)
    after = Office(office.database, stranger)
    async with after.open() as story:
        story.starts()
        story.tell(CallAnswered(FIRST, story.at(), DEVICES[AYSE], resumed=True))

        async def chosen() -> bool:
            return story.card(AYSE).match is Match.CHOSEN

        await until(chosen)
        assert story.desk(AYSE) == {FIRST: CardState.TALKING}


async def test_the_day_goes_on_where_it_was(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime.now(UTC)
    async with office.database.session() as session:
        session.add(CallRecord(call_id="c", started_at=now, direction="inbound"))
        session.add(CallRecord(call_id="i", started_at=now, direction="internal"))
        for number, (call, answered, outcome) in enumerate(
            [
                ("c", now, RingOutcome.ANSWERED),
                ("c", None, RingOutcome.NOT_ANSWERED),
                ("i", now, RingOutcome.ANSWERED),
            ]
        ):
            session.add(
                CallLeg(
                    leg_id=str(number), call_id=call, device=DEVICES[AYSE], user_id=AYSE, from_at=now,
                    answered_at=answered, till=now + timedelta(seconds=90), outcome=outcome.value, held_s=0,
                )
            )  # fmt: skip
    async with office.open() as story:

        async def counted() -> bool:
            return story.floor.days[AYSE].answered == 1

        await until(counted)
        assert (story.floor.days[AYSE].missed, story.floor.days[AYSE].talk_s) == (1, 90)
    added: list[object] = []
    add_days = story.floor.add_days

    def add_days_again(*days: Any) -> None:
        add_days(*days)
        added.append(days)

    monkeypatch.setattr(story.floor, "add_days", add_days_again)
    async with office.open():  # as after a fault of ours

        async def added_again() -> bool:
            return bool(added)

        await until(added_again)
        assert story.floor.days[AYSE].answered == 1, "what is known counts once"
