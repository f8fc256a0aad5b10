"""An agent's day, for the idle desk: figures, the calls, the customers last seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from santral.console.floor.call_sheet import CallSheet
from santral.console.floor.desk import IN_TALK
from santral.console.screens.view_models import CardState, PastCall
from santral.console.service_levels.house_zone import today
from santral.crm_core.customer_page import MemberHeader

MOST_RECENT = 8
MOST_CALLS = 12


class Day:
    """Counted from midnight on, by the house's clock."""

    def __init__(self) -> None:
        self._date: date | None = None
        self._recent: dict[int, MemberHeader] = {}
        self._calls: dict[str, PastCall] = {}
        self.missed = 0
        self.answered = 0
        self.talk_s = 0.0

    @property
    def recent(self) -> Iterator[MemberHeader]:
        """The customers last talked to, the last one first."""
        return reversed(self._recent.values())

    @property
    def calls(self) -> Iterator[PastCall]:
        """The calls of today that are over, the last one first."""
        return reversed(self._calls.values())

    def on_turned(
        self,
        sheet: CallSheet,
        before: CardState | None,
        after: CardState | None,
        talked_since: datetime | None,
        at: datetime,
    ) -> None:
        """The card of a call went from one state to another. `talked_since`: when its last talk began."""
        if before in IN_TALK and after not in IN_TALK:
            if talked_since is not None:
                self.on_talked(talked_since, at)
            if sheet.caller.member is not None:
                self.on_seen(sheet.caller.member)
            if sheet.pops and talked_since is not None:
                talked_s = max(round((at - talked_since).total_seconds()), 0)
                self.on_over(_past_call(sheet, talked_since, talked_s))
        if sheet.pops and after is CardState.MISSED:
            self.on_missed(at)
            self.on_over(_past_call(sheet, at, None))
        if sheet.pops and after is CardState.TALKING and before not in IN_TALK:
            self.on_answered(at)

    def on_missed(self, at: datetime) -> None:
        self.turn_page(at)
        self.missed += 1

    def on_answered(self, at: datetime) -> None:
        self.turn_page(at)
        self.answered += 1

    def on_talked(self, since: datetime, until: datetime) -> None:
        self.turn_page(until)
        self.talk_s += max((until - since).total_seconds(), 0.0)

    def on_over(self, call: PastCall) -> None:
        """A call is over for the agent. One that came back is one line, with all of its talk."""
        earlier = self._calls.pop(call.call_id, None)
        if earlier is not None and earlier.talked_s is not None:
            call = replace(call, talked_s=earlier.talked_s + (call.talked_s or 0))
        self._calls[call.call_id] = call
        if len(self._calls) > MOST_CALLS:
            del self._calls[next(iter(self._calls))]

    def on_known(self, sheet: CallSheet) -> bool:
        """It turned out who it was. True where the call is one of today's lines."""
        call = self._calls.get(sheet.call_id)
        if call is not None:
            self._calls[call.call_id] = replace(call, member=sheet.caller.member)
        return call is not None

    def on_seen(self, member: MemberHeader) -> None:
        self._recent.pop(member.member_id, None)
        self._recent[member.member_id] = member
        if len(self._recent) > MOST_RECENT:
            del self._recent[next(iter(self._recent))]

    def add(self, earlier: Day) -> None:
        """What was before this one began: customers at any time, figures and calls on the same day."""
        before = {key: seen for key, seen in earlier._recent.items() if key not in self._recent}
        self._recent = dict([*(before | self._recent).items()][-MOST_RECENT:])
        if self._date in (None, earlier._date):
            self._date = earlier._date
            self.missed += earlier.missed
            self.answered += earlier.answered
            self.talk_s += earlier.talk_s
            self._calls = dict([*(earlier._calls | self._calls).items()][-MOST_CALLS:])

    def turn_page(self, at: datetime) -> bool:
        """Begin anew where `at` is on another day; whether that changed what is shown."""
        date = today(at)
        if date == self._date:
            return False
        shown = bool(self.missed or self.answered or self._calls)
        self._date, self.missed, self.answered, self.talk_s = date, 0, 0, 0.0
        self._calls.clear()
        return shown


def _past_call(sheet: CallSheet, at: datetime, talked_s: int | None) -> PastCall:
    return PastCall(
        call_id=sheet.call_id,
        at=at.replace(microsecond=0),
        direction=sheet.direction.value,
        number=sheet.number,
        number_display=sheet.number_display,
        caller_name=sheet.name,
        member=sheet.caller.member,
        talked_s=talked_s,
    )
