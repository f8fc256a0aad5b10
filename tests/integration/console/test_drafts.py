"""Notes on real databases: kept, joined, moved with their call, and back after a restart."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from santral.console.desk.draft_store import DraftConflict, Typed
from santral.console.desk.drafts import Notebook
from santral.console.floor.board import Board
from santral.console.floor.call_sheet import Caller, Draft
from santral.console.push.hub import Hub
from santral.console.restart.bring_back import BringBack
from santral.console.screens.composer import Composer
from santral.console.screens.fragments import Fragments
from santral.console.screens.screen_pop import ScreenPop
from santral.console.screens.screens import Screens
from santral.console.screens.view_models import CardState, Match
from santral.console.write_behind.upsert import upsert
from santral.crm_core.db import Database
from santral.crm_core.definitions.changes import retire
from santral.crm_core.definitions.defaults import default_book
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.errors import InvalidInput, NotFound, TelephonyUnavailable
from santral.crm_core.interactions.details import TypedDetails
from santral.crm_core.interactions.save import read_call_notes
from santral.crm_core.interactions.tables import Interaction, InteractionDraft
from santral.crm_core.members.create import NewMember, create_person
from santral.crm_core.one_trip import OneTrip
from santral.crm_core.users.accounts import AccountForm, create_account
from santral.crm_core.users.roles import Role
from santral.crm_core.users.signed_in_user import SignedInUser
from santral.crm_core.write_later import PendingRow
from santral.cti.agent_events import LinkUp
from santral.cti.call_events import CallAnswered, CallsMerged, RingOutcome
from santral.cti.call_records import CallLeg, CallRecord
from tests.patience import PATIENCE_S
from tests.unit.console.fake_rooms import FakeDirectory, PlainRenderer
from tests.unit.console.floor_stories import AYSE, DEVICES, FIRST, MEHMET, MORNING, NAMES, SECOND, Story

RESULT = DefinitionKind.RESULT


class Office:
    """A floor with its notebook on a database; made anew, it is the office after a restart."""

    def __init__(
        self, database: Database, directory: FakeDirectory, started_at: datetime | None = None
    ) -> None:
        self.database = database
        self.directory = directory
        self.story = Story()
        floor, board = self.story.floor, Board()
        composer = Composer(
            floor,
            board,
            Fragments(PlainRenderer()),
            definitions=default_book,
            started_at=MORNING,
            on_viewed=lambda *_: None,
        )
        hub = Hub(composer.everything)
        screens = Screens(floor, composer, hub, lambda _, message: message)
        self.pop = ScreenPop(floor, board, screens, hub, directory)
        self.book = default_book()
        self.rows: deque[PendingRow] = deque()
        self.notebook = Notebook(database, floor, board, self.pop, lambda: self.book, self, self.story.at)
        self.bring_back = BringBack(database, OneTrip(database), floor, self.pop, started_at)
        self.story.bus = type(self.story.bus)()
        self.pop.subscribe(self.story.bus)
        self.bring_back.subscribe(self.story.bus)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Story]:
        async with asyncio.TaskGroup() as group:
            running = [group.create_task(self.pop.run()), group.create_task(self.bring_back.run())]
            try:
                yield self.story
            finally:
                for task in running:
                    task.cancel()

    def submit(self, row: PendingRow) -> None:
        self.rows.append(row)

    async def write(self) -> None:
        """What the writer of the house would have written by now."""
        async with self.database.session() as session:
            await upsert(session, tuple(self.rows))
        self.rows.clear()

    async def kept(self) -> dict[tuple[str, int], str]:
        async with self.database.reading() as session:
            return {(d.call_id, d.user_id): d.notes for d in await session.scalars(select(InteractionDraft))}


@pytest.fixture
async def office(database: Database) -> Office:
    async with database.session() as session:
        for user_id, name in NAMES.items():
            form = AccountForm(name, Role.AGENT, device=DEVICES[user_id])
            account = await create_account(session, f"user{user_id}", form, "hash", MORNING)
            account.user_id = user_id
        created = await create_person(session, NewMember(name="Oya Öz"), MORNING)
    directory = FakeDirectory()
    directory.caller = Caller(Match.EXACT, created.header)
    return Office(database, directory)


def user(user_id: int) -> SignedInUser:
    name = NAMES[user_id]
    return SignedInUser(user_id, name, name, Role.AGENT, DEVICES[user_id], "", "tr", "system", 1)


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Until what another task does is done."""
    async with asyncio.timeout(PATIENCE_S):
        while not await condition():  # noqa: ASYNC110 - nobody tells a test of what others do
            await asyncio.sleep(0.005)


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


async def test_after_a_restart_the_notes_lie_on_their_desk_and_the_customer_is_known(office: Office) -> None:
    async with office.open() as story:
        story.starts()
        story.rings(AYSE)
        story.answers(AYSE)
        await office.notebook.keep(user(AYSE), FIRST, Typed("yarım kalan", "", 0))
    after = Office(office.database, office.directory)
    async with after.open() as story:

        async def back() -> bool:
            return story.desk(AYSE) == {FIRST: CardState.WRAP_UP}

        await until(back)
        assert story.work(AYSE).notes == "yarım kalan"

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
    after = Office(office.database, office.directory)
    async with after.open() as story:
        story.starts()
        story.tell(CallAnswered(FIRST, story.at(), DEVICES[AYSE], resumed=True))

        async def known() -> bool:
            return story.work(AYSE).notes == "bilgi verildi"

        await until(known)
        story.leaves(AYSE)
        assert story.desk(AYSE) == {}, "nothing is left to do"
        story.rings(MEHMET, by=AYSE)
        assert story.earlier(MEHMET) == [(NAMES[AYSE], "bilgi verildi")]


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
