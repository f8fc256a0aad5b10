"""The whole floor: every call's sheet and every agent's desk. Pure: no clock, no task, no screen.

What the screens show is derived from here (`screens/views.py`), so that a screen can always be made anew. Who
changes the floor collects afterwards what was touched, and only that is rendered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from santral.console.floor.call_sheet import LOOKING, WITHHELD, Caller, CallSheet, Draft, WrittenNumber
from santral.console.floor.callbacks import Callbacks
from santral.console.floor.colleague import Colleague
from santral.console.floor.day import Day
from santral.console.floor.desk import IN_TALK, Card, Desk
from santral.console.floor.touched import Touched
from santral.console.screens.view_models import Callback, CardState, Match
from santral.console.service_levels.house_zone import today
from santral.crm_core.pop_rules import PopAt, PopRules
from santral.cti.call_events import CallId, Direction


class Floor:
    """Everybody's desks and all the calls on them."""

    def __init__(
        self, rules: PopRules, write_number: Callable[[str], WrittenNumber], elsewhere_s: float = 8.0
    ) -> None:
        """A card that somebody else answered closes after `elsewhere_s`."""
        self.rules = rules
        self.sheets: dict[CallId, CallSheet] = {}
        self.desks: dict[int, Desk] = {}
        self.days: dict[int, Day] = {}
        self.colleagues: dict[int, Colleague] = {}
        self.callbacks = Callbacks(self.resolve)
        self.write_number = write_number
        self._elsewhere_s = elsewhere_s
        self._at_device: dict[str, int] = {}
        self._merged: dict[CallId, CallId] = {}
        self._touched = Touched()
        self._date: date | None = None
        self._lookups: dict[CallId, None] = {}

    def collect(self) -> Touched:
        """What changed since the last time this was asked."""
        touched, self._touched = self._touched, Touched()
        return touched

    def has_rung(self) -> bool:
        """Whether a phone began to ring since the last `collect`."""
        return bool(self._touched.rings)

    def take_lookups(self) -> list[CallId]:
        """The calls whose number is to be looked up, since the last time this was asked."""
        lookups, self._lookups = self._lookups, {}
        return [call_id for call_id in lookups if call_id in self.sheets]

    # Who is here.

    def seat(self, colleagues: Iterable[Colleague]) -> None:
        """Exactly these have a desk. Who had one already keeps what lies on it."""
        self.colleagues = {colleague.user_id: colleague for colleague in colleagues}
        self._at_device = {c.device: c.user_id for c in self.colleagues.values() if c.device}
        for user_id in self.colleagues.keys() - self.desks.keys():
            self.desks[user_id] = Desk(self._elsewhere_s)
            self.days[user_id] = Day()
        for user_id in self.desks.keys() - self.colleagues.keys():
            del self.days[user_id]
            for card in self.desks.pop(user_id):
                self._release(user_id, self.sheets[card.call_id])

    def user_at(self, device: str) -> int | None:
        return self._at_device.get(device)

    def name_of(self, device: str, sheet: CallSheet) -> str:
        """Who was at the device in this call, or the device as people call it: `PJSIP/1003` → `1003`."""
        who = self.colleagues.get(sheet.seats.get(device) or self._at_device.get(device) or 0)
        return who.display_name if who is not None else device.rpartition("/")[2]

    def set_rules(self, rules: PopRules) -> None:
        self.rules = rules
        for sheet in self.sheets.values():
            sheet.muted = rules.never_pops(self.write_number(sheet.number).forms)
            self.touch(sheet)

    # What lies where.

    def resolve(self, call_id: CallId) -> CallId:
        """The id under which the call lives now: calls that merged have one id since."""
        return self._merged.get(call_id, call_id)

    def find(self, call_id: CallId) -> CallSheet | None:
        return self.sheets.get(self.resolve(call_id))

    def on_desk(self, user_id: int, call_id: CallId) -> tuple[Card, CallSheet] | None:
        """The card and the sheet of a call on this very desk."""
        sheet, desk = self.find(call_id), self.desks.get(user_id)
        card = desk.get(sheet.call_id) if sheet is not None and desk is not None else None
        return (card, sheet) if card is not None and sheet is not None else None

    def shows(self, user_id: int, card: Card, sheet: CallSheet) -> bool:
        """Whether the card is on the screen: internal calls and muted numbers are not, unless they carry
        notes; where the rules say so, a call appears only once it is answered."""
        if sheet.has_unsaved(user_id):
            return True
        too_early = self.rules.pop_at is PopAt.ANSWER and not card.talked
        return sheet.pops and not (too_early and card.state in (CardState.RINGING, CardState.ELSEWHERE))

    # What becomes different.

    def open(self, call_id: CallId, at: datetime, direction: Direction, number: str, name: str) -> CallSheet:
        """The call's sheet, brought up to date; a new one for a call that was not known."""
        sheet = self.find(call_id)
        if sheet is None:
            sheet = self.sheets[call_id] = CallSheet(call_id, direction, "", "", name, at)
            self._renumber(sheet, number)
        elif (sheet.direction, sheet.number, sheet.name) == (direction, number, name):
            return sheet
        elif sheet.number != number:
            self._renumber(sheet, number)
        sheet.direction, sheet.name = direction, name
        self.ask(sheet)
        self.touch(sheet)
        return sheet

    def ask(self, sheet: CallSheet) -> None:
        """Have the caller looked up, where that is still to be done."""
        if sheet.needs_lookup:
            sheet.asked = True
            self._lookups[sheet.call_id] = None

    def found(self, call_id: CallId, number: str, caller: Caller) -> CallSheet | None:
        """The directory's answer about `number`. None where it is no longer wanted: the call is over, has
        another number now, or somebody said who it is and the number does not say the same."""
        sheet = self.find(call_id)
        if sheet is None or sheet.number != number:
            return None
        known = sheet.caller.member
        if sheet.caller.match is Match.CHOSEN and (
            known is None or caller.member is None or caller.member.member_id != known.member_id
        ):
            return None
        self.choose(sheet, caller)
        return sheet

    def choose(self, sheet: CallSheet, caller: Caller) -> None:
        """Now it is known who it is: for everybody who has the call, now and later. Who else has the number
        can still be chosen instead."""
        if caller.match is Match.CHOSEN:
            caller = replace(caller, choices=sheet.caller.choices)
        sheet.caller = caller
        in_days = (user_id for user_id in sheet.holders if self.days[user_id].on_known(sheet))
        self._touched.days |= self.callbacks.on_known(sheet).union(in_days)
        self.touch(sheet)

    def act(self, user_id: int, sheet: CallSheet, at: datetime, do: Callable[[Desk, CallId], bool]) -> bool:
        """Do something on one desk with one call, and see what it means for the sheet and the day."""
        desk = self.desks[user_id]
        card = desk.get(sheet.call_id)
        before, since = (card.state, card.talked_since) if card else (None, None)
        if not do(desk, sheet.call_id):
            return False
        card = desk.get(sheet.call_id)
        after = card.state if card else None
        self.touch_card(user_id, sheet.call_id)
        if after is None:
            self._release(user_id, sheet)
        else:
            sheet.holders.add(user_id)
        self.days[user_id].on_turned(sheet, before, after, since, at)
        if before in IN_TALK and after not in IN_TALK:
            self._touched.days |= self.callbacks.on_talked(sheet)
        if {before, after} & {CardState.WRAP_UP, CardState.MISSED, CardState.TALKING}:
            self._touched.days.add(user_id)
        return True

    def ring(self, user_id: int, sheet: CallSheet, at: datetime, transferred_by: str) -> None:
        if self.act(user_id, sheet, at, lambda desk, call_id: desk.ring(call_id, at, transferred_by)):
            self._touched.rings.append((user_id, sheet.call_id))

    def lay_out(self, user_id: int, sheet: CallSheet, at: datetime) -> None:
        """Put a call with unsaved notes back on its agent's desk, as after a restart of the server."""
        self.act(user_id, sheet, at, lambda desk, call_id: desk.wrap_up(call_id, at))

    def write(self, user_id: int, sheet: CallSheet, draft: Draft) -> None:
        """What the agent typed is kept now; who else has the call sees it as the notes so far."""
        sheet.drafts[user_id] = draft
        desk = self.desks.get(user_id)
        card = desk.get(sheet.call_id) if desk is not None else None
        if card is not None:
            card.saved = False
        self.touch(sheet)

    def finish(self, user_id: int, sheet: CallSheet, at: datetime, *, before_start: bool = False) -> None:
        """The agent's interaction for this call is saved, as the draft has it. `before_start`: long ago; who
        is to follow it up is known from the interaction itself."""
        draft = sheet.drafts.get(user_id)
        if draft is not None:
            sheet.drafts[user_id] = replace(draft, saved=True)
            if not before_start:
                self._touched.days |= self.callbacks.on_saved(user_id, sheet, draft)
        self.touch(sheet)
        if user_id in self.desks:
            self.act(user_id, sheet, at, lambda desk, call_id: desk.finish(call_id))

    def tick(self, now: datetime) -> None:
        """Close the cards whose time is over. One with notes stays until the agent decides. At midnight
        everybody's day begins anew."""
        if today(now) != self._date:
            self._date = today(now)
            self._touched.days |= {user_id for user_id, day in self.days.items() if day.turn_page(now)}
        for user_id, desk in self.desks.items():
            for call_id in (*desk.expired(now), *desk.surplus()):
                sheet = self.sheets[call_id]
                if not sheet.has_unsaved(user_id):
                    self.act(user_id, sheet, now, lambda desk, call_id: desk.remove(call_id))

    def merge(self, absorbed: CallSheet, sheet: CallSheet) -> None:
        """Two calls turned out to be one: nothing that lay on a desk or was written is lost."""
        del self.sheets[absorbed.call_id]
        sheet.absorb(absorbed)
        for gone in (*self._names_of(absorbed), absorbed.call_id):
            self._merged[gone] = sheet.call_id
        for user_id in tuple(absorbed.holders):
            self.desks[user_id].merge(absorbed.call_id, sheet.call_id)
            self.touch_card(user_id, absorbed.call_id)
            sheet.holders.add(user_id)
        self.ask(sheet)
        self.touch(sheet)

    def add_days(self, days: Mapping[int, Day], callbacks: Iterable[tuple[int, Callback]] = ()) -> None:
        """The day and the promises from before the start."""
        self._touched.days |= self.callbacks.add_all(callbacks)
        for user_id in days.keys() & self.days.keys():
            self.days[user_id].add(days[user_id])
            self._touched.days.add(user_id)

    def follow_up(self, user_id: int, interaction_id: int, callback: Callback | None) -> None:
        """What one of the user's interactions leaves to do now."""
        self._touched.days |= self.callbacks.on_corrected(user_id, interaction_id, callback)

    def touch(self, sheet: CallSheet) -> None:
        """Everybody who has the call may see something new."""
        for user_id in sheet.holders:
            self.touch_card(user_id, sheet.call_id)
            card = self.desks[user_id].get(sheet.call_id)
            if card is not None and card.state is CardState.WRAP_UP:
                self._touched.days.add(user_id)

    def touch_card(self, user_id: int, call_id: CallId) -> None:
        """One agent may see something new."""
        self._touched.calls.setdefault(user_id, {})[call_id] = None

    def _renumber(self, sheet: CallSheet, number: str) -> None:
        written = self.write_number(number)
        sheet.number, sheet.number_display = number, written.display
        sheet.muted = self.rules.never_pops(written.forms)
        if sheet.caller.match is not Match.CHOSEN:
            sheet.caller, sheet.asked = (WITHHELD if written.withheld else LOOKING), False

    def _release(self, user_id: int, sheet: CallSheet) -> None:
        sheet.holders.discard(user_id)
        self.forget_if_over(sheet)

    def forget_if_over(self, sheet: CallSheet) -> None:
        """A call that ended and lies on no desk is no more."""
        if sheet.ended and not sheet.holders:
            self.sheets.pop(sheet.call_id, None)
            for gone in self._names_of(sheet):
                del self._merged[gone]

    def _names_of(self, sheet: CallSheet) -> list[CallId]:
        """The ids of the calls that merged into this one."""
        return [gone for gone, into in self._merged.items() if into == sheet.call_id]
