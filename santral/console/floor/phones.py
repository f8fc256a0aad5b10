"""Which phones are in which call, and on whose desk that shows. Pure.

A ring shows on the desk of whoever the phone belongs to now: given to somebody else, it leaves the one desk
and comes to the other in the same moment. A talk stays on the desk of who talks, until that talk is over,
whoever the phone is given to meanwhile: the person, the notes and the customer belong together.
"""

from __future__ import annotations

from datetime import datetime

from santral.console.floor.call_sheet import CallSheet, PhoneInCall
from santral.console.floor.desk import Desk
from santral.console.floor.floor import Floor
from santral.cti.call_events import CallId, Direction, RingOutcome, Unreached


class Phones:
    """Brings the floor up to date with what phones do."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor

    def ring(self, sheet: CallSheet, device: str, at: datetime, transferred_by: str) -> None:
        known = sheet.phones.get(device)
        if known is None or not known.talks:  # else another leg to a phone that is in the call already
            sheet.phones[device] = phone = PhoneInCall(self._floor.user_at(device), at, transferred_by)
            self._show(sheet, device, phone)
            self._tell_sender(sheet, device, phone)

    def stop_ringing(
        self, sheet: CallSheet, device: str, at: datetime, outcome: RingOutcome, answered_by: str
    ) -> None:
        if outcome is RingOutcome.ANSWERED:
            return  # it is told next that the phone talks
        user_id = self.whose(sheet, device)
        phone = sheet.phones.pop(device, None)
        if phone is not None and outcome is not RingOutcome.ANSWERED_ELSEWHERE:
            self._tell_sender(sheet, device, phone, untaken=True)
        if outcome is RingOutcome.NOT_ANSWERED and not answered_by:  # as of a colleague who was only asked
            answered_by = next((other for other, phone in sheet.phones.items() if phone.talks), "")
        if user_id is not None:
            self._stop(user_id, sheet, at, outcome, answered_by)

    def answer(self, sheet: CallSheet, device: str, at: datetime, *, dialling: bool = False) -> None:
        known = sheet.phones.get(device)
        sender = known.transferred_by if known is not None else ""
        sheet.phones[device] = phone = PhoneInCall(
            self.whose(sheet, device), at, sender, talks=True, dials=dialling
        )
        self._show(sheet, device, phone)
        self._tell_sender(sheet, device, phone)

    def not_reached(self, sheet: CallSheet, device: str, at: datetime, why: Unreached) -> None:
        user_id = self.whose(sheet, device)
        if user_id is not None:
            self._floor.act(user_id, sheet, at, lambda desk, call_id: desk.not_reached(call_id, at, why))

    def leave(self, sheet: CallSheet, device: str, at: datetime) -> None:
        """The talk at the device is over; who talks on at another phone of the call stays in it."""
        user_id = self.whose(sheet, device)
        phone = sheet.phones.pop(device, None)
        if phone is not None:
            self._tell_sender(sheet, device, phone)
        if user_id is None:
            return
        others = [(other, phone) for other, phone in sheet.phones.items() if phone.user_id == user_id]
        if not any(phone.talks for _, phone in others):
            self._floor.act(user_id, sheet, at, lambda desk, call_id: desk.leave(call_id, at))
            for other, phone in others:
                self._show(sheet, other, phone)

    def end(self, sheet: CallSheet, at: datetime) -> None:
        """The call is over, on every desk."""
        for device, phone in sorted(sheet.phones.items(), key=lambda known: known[1].talks):
            del sheet.phones[device]
            self._tell_sender(sheet, device, phone, untaken=not phone.talks)
        for user_id in tuple(sheet.holders):
            self._floor.act(user_id, sheet, at, lambda desk, call_id: desk.leave(call_id, at))
            self._stop(user_id, sheet, at, RingOutcome.CALLER_LEFT, "")

    def hand_over(self, at: datetime) -> None:
        """Phones may belong to others than before: what rings goes over to them, and what talks where nobody
        who is here talks."""
        for sheet in tuple(self._floor.sheets.values()):
            moved = []
            for device, phone in sheet.phones.items():
                before, owner = phone.user_id, self._floor.user_at(device)
                if before != owner and not (phone.talks and before in self._floor.colleagues):
                    phone.user_id = owner
                    moved.append((before, device, phone))
            for before, _, _ in moved:
                if before in self._floor.colleagues and not sheet.phone_of(before):
                    self._withdraw(before, sheet, at)
            for _, device, phone in moved:
                self._show(sheet, device, phone)

    def whose(self, sheet: CallSheet, device: str) -> int | None:
        """On whose desk it shows what the device does in this call."""
        phone = sheet.phones.get(device)
        user_id = phone.user_id if phone is not None else None
        return user_id if user_id in self._floor.colleagues else self._floor.user_at(device)

    def _show(self, sheet: CallSheet, device: str, phone: PhoneInCall) -> None:
        """The phone's state, on the desk of whose it is; others may read there later who it was."""
        user_id, at = phone.user_id, phone.since
        if user_id is None:
            return
        sheet.seats[device] = user_id
        if phone.dials:
            self._floor.act(user_id, sheet, at, lambda desk, call_id: desk.dial(call_id, at))
        elif phone.talks:
            self._floor.act(user_id, sheet, at, lambda desk, call_id: desk.answer(call_id, at))
        else:
            self._floor.ring(user_id, sheet, at, phone.transferred_by)

    def _tell_sender(
        self, sheet: CallSheet, device: str, phone: PhoneInCall, *, untaken: bool = False
    ) -> None:
        """Who sent the call, or asks first, reads what becomes of it. `untaken`: by this phone."""
        user_id = sheet.seats.get(phone.transferred_by)
        on_desk = self._floor.on_desk(user_id, sheet.call_id) if user_id is not None else None
        if user_id is None or on_desk is None:
            return
        card = on_desk[0]
        goes_on = any(other.transferred_by == phone.transferred_by for other in sheet.phones.values())
        if card.transferred_to and not (untaken and goes_on):
            card.transferred_to, card.untaken = device, untaken
        self._floor.touch_card(user_id, sheet.call_id)

    def _stop(
        self, user_id: int, sheet: CallSheet, at: datetime, outcome: RingOutcome, answered_by: str
    ) -> None:
        """One's own dialling that came to nothing is no missed call: it leaves, unless there are notes."""

        def stop(desk: Desk, call_id: CallId) -> bool:
            if sheet.direction is Direction.OUTBOUND and not sheet.has_unsaved(user_id):
                return desk.give_up(call_id, at)
            return desk.stop_ringing(call_id, at, outcome, answered_by)

        self._floor.act(user_id, sheet, at, stop)

    def _withdraw(self, user_id: int, sheet: CallSheet, at: datetime) -> None:
        """It rings at somebody else's phone now: nothing was missed. What was written in it waits."""
        has_notes = sheet.has_unsaved(user_id)
        self._floor.act(user_id, sheet, at, lambda desk, call_id: desk.give_up(call_id, at, keep=has_notes))
