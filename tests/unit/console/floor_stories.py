"""A floor of three agents, and the events of calls told to it in few words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from santral.console.floor.call_follower import CallFollower
from santral.console.floor.call_sheet import Caller, Draft, WrittenNumber
from santral.console.floor.colleague import Colleague
from santral.console.floor.floor import Floor
from santral.console.screens.view_models import CallCard, CardState, EarlierNotes, Match, WorkPanel
from santral.console.screens.views import call_card, work_panel
from santral.crm_core.bus import Bus
from santral.crm_core.customer_page import MemberHeader, MemberKind
from santral.crm_core.definitions.defaults import default_book
from santral.crm_core.pop_rules import PopRules
from santral.cti.call_events import (
    CallAnswered,
    CallEnded,
    CallEvent,
    CallId,
    CallLeft,
    CallRingEnded,
    CallRinging,
    CallStarted,
    Direction,
    RingOutcome,
)

AYSE, MEHMET, ZEYNEP = 1, 2, 3
DEVICES = {AYSE: "PJSIP/1001", MEHMET: "PJSIP/1002", ZEYNEP: "PJSIP/1003"}
NAMES = {AYSE: "Ayşe Yılmaz", MEHMET: "Mehmet Demir", ZEYNEP: "Zeynep Kaya"}
FIRST, SECOND = CallId("1700000000.1"), CallId("1700000000.9")
NUMBER = "05321112233"
MORNING = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
RINGING, TALKING, HELD = CardState.RINGING, CardState.TALKING, CardState.HELD
WRAP_UP, MISSED, ELSEWHERE = CardState.WRAP_UP, CardState.MISSED, CardState.ELSEWHERE


def written(number: str) -> WrittenNumber:
    return WrittenNumber(f"<{number}>" if number else "", (number,) if number else (), withheld=not number)


def member(member_id: int, name: str) -> MemberHeader:
    return MemberHeader(member_id, MemberKind.PERSON, name, "", "gold", (), "İzmir", NUMBER)


SUKRU = Caller(Match.EXACT, member(7, "Şükrü Işık"))


class Story:
    """Tells what happens, one second after the other, and looks at the desks."""

    def __init__(self, rules: PopRules | None = None) -> None:
        self.now = MORNING
        self.floor = Floor(rules or PopRules(), written, elsewhere_s=8)
        self.floor.seat([Colleague(user, NAMES[user], DEVICES[user], "tr") for user in NAMES])
        self.bus = Bus()
        CallFollower(self.floor, lambda: None).subscribe(self.bus)

    def tell(self, event: CallEvent) -> None:
        self.bus.publish(event)

    def at(self, seconds: float = 1) -> datetime:
        self.now += timedelta(seconds=seconds)
        return self.now

    def starts(
        self, call: CallId = FIRST, number: str = NUMBER, direction: Direction = Direction.INBOUND
    ) -> None:
        self.tell(CallStarted(call, self.at(), direction, number, "ŞÜKRÜ", "444"))

    def rings(self, user: int, call: CallId = FIRST, by: int | None = None) -> None:
        sheet = self.floor.find(call)
        assert sheet is not None
        self.tell(
            CallRinging(
                call, self.at(), DEVICES[user], sheet.direction, sheet.number, sheet.name, "444", "destek",
                MORNING, DEVICES[by] if by else "",
            )
        )  # fmt: skip

    def stops(
        self, user: int, outcome: RingOutcome, answered_by: int | None = None, call: CallId = FIRST
    ) -> None:
        device = DEVICES[answered_by] if answered_by else ""
        self.tell(CallRingEnded(call, self.at(), DEVICES[user], outcome, device))

    def sits_at(self, user: int, device: str) -> None:
        devices = DEVICES | {user: device}
        self.floor.seat([Colleague(one, NAMES[one], devices[one], "tr") for one in NAMES])

    def answers(self, user: int, call: CallId = FIRST, *, dialling: bool = False) -> None:
        self.tell(CallRingEnded(call, self.at(), DEVICES[user], RingOutcome.ANSWERED, DEVICES[user]))
        self.tell(CallAnswered(call, self.at(), DEVICES[user], dialling=dialling))

    def leaves(self, user: int, call: CallId = FIRST) -> None:
        self.tell(CallLeft(call, self.at(), DEVICES[user]))

    def ends(self, call: CallId = FIRST, answered: bool = True) -> None:
        self.tell(CallEnded(call, self.at(), 16, answered))

    def types(self, user: int, notes: str, call: CallId = FIRST, version: int = 1) -> None:
        sheet = self.floor.find(call)
        assert sheet is not None
        self.floor.write(user, sheet, Draft(notes, "", version, self.at()))

    def saves(self, user: int, call: CallId = FIRST) -> None:
        sheet = self.floor.find(call)
        assert sheet is not None
        self.floor.finish(user, sheet, self.at())

    def waits(self, seconds: float) -> None:
        self.floor.tick(self.at(seconds))

    def desk(self, user: int) -> dict[CallId, CardState]:
        """What the agent sees."""
        return {
            card.call_id: card.state
            for card in self.floor.desks[user]
            if self.floor.shows(user, card, self.floor.sheets[card.call_id])
        }

    def card(self, user: int, call: CallId = FIRST) -> CallCard:
        found = self.floor.on_desk(user, call)
        assert found is not None
        return call_card(self.floor, user, *found)

    def work(self, user: int, call: CallId = FIRST) -> WorkPanel:
        found = self.floor.on_desk(user, call)
        assert found is not None
        return work_panel(self.floor, user, *found, book=default_book())

    def earlier(self, user: int, call: CallId = FIRST) -> list[tuple[str, str]]:
        notes: tuple[EarlierNotes, ...] = self.work(user, call).earlier
        return [(note.by, note.notes) for note in notes]


def ringing_at_two() -> Story:
    story = Story()
    story.starts()
    story.rings(AYSE)
    story.rings(MEHMET)
    return story


def answered_by_ayse() -> Story:
    story = ringing_at_two()
    story.answers(AYSE)
    story.stops(MEHMET, RingOutcome.ANSWERED_ELSEWHERE, AYSE)
    return story
