"""Missed calls and the customers seen last are back after a restart, on real databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from santral.console.desk.draft_store import Typed
from santral.console.restart.put_away import PutAwayCard
from santral.console.screens.view_models import CardState, Match
from santral.crm_core.db import Database
from santral.crm_core.members.create import NewMember, create_person
from santral.crm_core.users import audit
from santral.cti.agent_events import LinkUp
from santral.cti.call_events import CallAnswered, CallId, CallQueued, CallsMerged, Direction, RingOutcome
from santral.cti.journal import CallJournal
from tests.integration.console.notes_office import Office, until, user
from tests.unit.console.floor_stories import (
    AYSE,
    DEVICES,
    FIRST,
    MEHMET,
    MORNING,
    NAMES,
    SECOND,
    ZEYNEP,
    Story,
)

MISSED = CardState.MISSED
THIRD = CallId("1700000000.17")


def journalled(office: Office) -> Story:
    """What is told is written, as in the house."""
    story = office.story
    CallJournal(office, story.floor.user_at, lambda: story.floor.sheets).listen(story.bus)
    return story


async def restarted(before: Office, days: float = 1) -> Office:
    await before.write()
    now = before.story.now + timedelta(days=days)
    after = Office(before.database, before.directory, now)
    after.story.now = now
    return after


def misses(story: Story, who: int, call: CallId = FIRST, by: int | None = None) -> None:
    if story.floor.find(call) is None:
        story.starts(call)
    story.rings(who, call, by=by)
    story.stops(who, RingOutcome.NOT_ANSWERED, call=call)


async def shows(story: Story, who: int, *calls: CallId) -> None:
    async def there() -> bool:
        return story.desk(who) == dict.fromkeys(calls, MISSED)

    await until(there)


async def test_a_missed_call_is_back_as_it_was_and_not_counted_twice(office: Office) -> None:
    async with office.open():
        story = journalled(office)
        story.starts()
        story.tell(CallQueued(FIRST, story.at(), "destek", 1))
        misses(story, AYSE, by=ZEYNEP)
        story.rings(MEHMET)
        story.answers(MEHMET)
        story.ends()
        misses(story, AYSE, SECOND)
        story.ends(SECOND, answered=False)
        before, other = story.card(AYSE), story.card(AYSE, SECOND)
    after = await restarted(office, days=0)
    async with after.open() as story:
        await shows(story, AYSE, FIRST, SECOND)

        async def looked_up() -> bool:
            return {story.card(AYSE, call).match for call in (FIRST, SECOND)} == {Match.EXACT}

        await until(looked_up)
        card = story.card(AYSE)
        assert (card.answered_by, card.transferred_by) == (NAMES[MEHMET], NAMES[ZEYNEP])
        assert (card.since, card.number, card.queue, card.caller_name) == (
            before.since, before.number, "destek", before.caller_name,
        )  # fmt: skip
        assert story.card(AYSE, SECOND).since == other.since
        assert story.floor.collect().rings == []
        assert story.desk(MEHMET) == {}


async def test_what_was_put_away_stays_away_unless_it_rang_again_since(office: Office) -> None:
    async with office.open():
        story = journalled(office)
        for call in (FIRST, SECOND):
            misses(story, AYSE, call)
            misses(story, MEHMET, call)
            await office.notebook.put_away(user(AYSE), call)
        misses(story, AYSE, SECOND)
        misses(story, AYSE, THIRD)
        await office.notebook.save(user(AYSE), THIRD, Typed("aranacak", "", 0), None)
    after = await restarted(office)
    async with after.open() as story:
        await shows(story, MEHMET, FIRST, SECOND)
        await shows(story, AYSE, SECOND)
        await after.notebook.put_away(user(AYSE), SECOND)
    again = await restarted(after)
    async with again.open() as story:
        await shows(story, MEHMET, FIRST, SECOND)
        assert story.desk(AYSE) == {}
    much_later = await restarted(again, days=8)
    async with much_later.open() as story:

        async def forgotten() -> bool:
            async with office.database.reading() as session:
                return (await session.scalars(select(PutAwayCard))).all() == []

        await until(forgotten)
        assert story.desk(MEHMET) == {}


async def test_only_a_call_from_outside_that_nobody_here_talked_in_is_missed(office: Office) -> None:
    async with office.open():
        story = journalled(office)
        for call, direction in ((FIRST, Direction.INTERNAL), (SECOND, Direction.OUTBOUND)):
            story.starts(call, direction=direction)
            misses(story, AYSE, call)
        story.starts(THIRD)
        story.rings(AYSE, THIRD)
        story.answers(AYSE, THIRD)
        story.leaves(AYSE, THIRD)
        misses(story, AYSE, THIRD)
        misses(story, MEHMET, THIRD)
        story.rings(MEHMET, THIRD)
        story.stops(MEHMET, RingOutcome.ANSWERED_ELSEWHERE, ZEYNEP, THIRD)
        misses(story, ZEYNEP, THIRD)
    after = await restarted(office)
    async with after.open() as story:
        await shows(story, ZEYNEP, THIRD)
        assert story.desk(AYSE) == story.desk(MEHMET) == {}


async def test_what_was_put_away_stays_away_when_calls_turned_out_to_be_one(office: Office) -> None:
    async with office.open():
        story = journalled(office)
        for call in (FIRST, SECOND):
            misses(story, AYSE, call)
            await office.notebook.put_away(user(AYSE), call)
        misses(story, MEHMET, SECOND)
        await office.write()
        story.tell(CallsMerged(FIRST, story.at(), SECOND))

        async def moved() -> bool:
            async with office.database.reading() as session:
                return [row.call_id for row in await session.scalars(select(PutAwayCard))] == [FIRST]

        await until(moved)
    after = await restarted(office)
    async with after.open() as story:
        await shows(story, MEHMET, FIRST)
        assert story.desk(AYSE) == {}


async def test_what_rang_when_the_server_stopped_was_missed_unless_it_lives(office: Office) -> None:
    async with office.open():
        story = journalled(office)
        for call in (FIRST, SECOND):
            story.starts(call)
            story.rings(AYSE, call)
    after = await restarted(office)
    async with after.open() as story:
        story.starts(SECOND)
        story.tell(CallAnswered(SECOND, story.at(), DEVICES[MEHMET], resumed=True))
        story.bus.publish(LinkUp(after.story.at(), "Asterisk", restarted=False))
        await shows(story, AYSE, FIRST)
        assert story.desk(MEHMET) == {SECOND: CardState.TALKING}


async def test_a_missed_call_that_rings_again_after_the_restart_is_the_same_card(office: Office) -> None:
    async with office.open():
        misses(journalled(office), AYSE)
    after = await restarted(office, days=0)
    async with after.open() as story:
        await shows(story, AYSE, FIRST)
        story.starts()
        story.rings(AYSE)
        assert story.desk(AYSE) == {FIRST: CardState.RINGING}
        story.answers(AYSE)
        story.ends()
        assert story.desk(AYSE) == {FIRST: CardState.WRAP_UP}


@pytest.fixture
async def members(database: Database) -> list[int]:
    async with database.session() as session:
        made = [await create_person(session, NewMember(name=f"Üye {n}"), MORNING) for n in range(12)]
    return [one.header.member_id for one in made]


async def test_the_customers_seen_last_are_those_talked_to(office: Office, members: list[int]) -> None:
    async def seen(call: CallId, member_id: int, action: str = "viewed") -> None:
        async with office.database.session() as session:
            at, detail = office.story.at(), {"call_id": call}
            await audit.record(session, user(AYSE), action, "member", member_id, detail, at)

    async with office.open():
        story = journalled(office)
        for n, member_id in enumerate(members[:10]):
            call = CallId(f"1700000001.{n}")
            story.starts(call)
            story.rings(AYSE, call)
            await seen(call, member_id)
            story.answers(AYSE, call)
            story.ends(call)
        story.starts(FIRST)
        story.rings(AYSE)
        await seen(FIRST, members[11])  # rang, and was not talked to
        story.stops(AYSE, RingOutcome.NOT_ANSWERED)
        story.starts(SECOND)
        story.rings(AYSE, SECOND)
        story.answers(AYSE, SECOND)
        await seen(SECOND, members[9])
        await seen(SECOND, members[1], "chosen")  # it was somebody else
        story.starts(THIRD)
        story.tell(CallsMerged(THIRD, story.at(), SECOND))
        story.ends(THIRD)
        async with office.database.session() as session:
            await audit.record(session, user(AYSE), "viewed", "member", members[10])  # in no call
    after = await restarted(office)
    async with after.open() as story:

        async def back() -> bool:
            return [member.member_id for member in story.floor.days[AYSE].recent] != []

        await until(back)
        recent = [member.member_id for member in story.floor.days[AYSE].recent]
        assert recent == [members[1], *members[9:2:-1]]
        assert list(story.floor.days[MEHMET].recent) == []
