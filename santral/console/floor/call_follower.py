"""Brings the floor up to date with every call event."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from santral.console.floor.call_sheet import CallSheet
from santral.console.floor.desk import Desk
from santral.console.floor.floor import Floor
from santral.console.floor.phones import Phones
from santral.console.screens.view_models import CardState
from santral.crm_core.bus import Bus
from santral.cti.call_events import (
    CallAnswered,
    CallEnded,
    CallerChanged,
    CallHeld,
    CallId,
    CallLeft,
    CallQueued,
    CallReached,
    CallResumed,
    CallRingEnded,
    CallRinging,
    CallsMerged,
    CallStarted,
    CallTransferred,
    CallUnreached,
    TransferKind,
)

E = TypeVar("E")


class CallFollower:
    """Changes the floor and then calls `on_changed`; nothing here waits."""

    def __init__(self, floor: Floor, on_changed: Callable[[], None]) -> None:
        self._floor = floor
        self._phones = Phones(floor)
        self._on_changed = on_changed

    def subscribe(self, bus: Bus) -> None:
        self._follow(bus, CallStarted, self.on_call_started)
        self._follow(bus, CallerChanged, self.on_caller_changed)
        self._follow(bus, CallQueued, self.on_call_queued)
        self._follow(bus, CallRinging, self.on_call_ringing)
        self._follow(bus, CallRingEnded, self.on_call_ring_ended)
        self._follow(bus, CallAnswered, self.on_call_answered)
        self._follow(bus, CallReached, self.on_call_reached)
        self._follow(bus, CallUnreached, self.on_call_unreached)
        self._follow(bus, CallHeld, self.on_call_held)
        self._follow(bus, CallResumed, self.on_call_resumed)
        self._follow(bus, CallTransferred, self.on_call_transferred)
        self._follow(bus, CallLeft, self.on_call_left)
        self._follow(bus, CallsMerged, self.on_calls_merged)
        self._follow(bus, CallEnded, self.on_call_ended)

    def on_call_started(self, event: CallStarted) -> None:
        sheet = self._floor.open(event.call_id, event.at, event.direction, event.number, event.name)
        sheet.ended = False  # one that was laid out for its notes is found alive

    def on_caller_changed(self, event: CallerChanged) -> None:
        self._floor.open(event.call_id, event.at, event.direction, event.number, event.name)

    def on_call_queued(self, event: CallQueued) -> None:
        sheet = self._floor.find(event.call_id)
        if sheet is not None and sheet.queue != event.queue:
            sheet.queue = event.queue
            self._floor.touch(sheet)

    def on_call_ringing(self, event: CallRinging) -> None:
        sheet = self._floor.open(event.call_id, event.at, event.direction, event.number, event.name)
        sheet.queue = event.queue or sheet.queue
        sheet.waiting_since = event.waiting_since
        self._phones.ring(sheet, event.device, event.at, event.transferred_by)

    def on_call_ring_ended(self, event: CallRingEnded) -> None:
        sheet = self._floor.find(event.call_id)
        if sheet is not None:
            self._phones.stop_ringing(sheet, event.device, event.at, event.outcome, event.answered_by)

    def on_call_answered(self, event: CallAnswered) -> None:
        sheet = self._floor.find(event.call_id)
        if sheet is not None:
            self._phones.answer(sheet, event.device, event.at, dialling=event.dialling)
            self._tell_who_missed_it(sheet, event.device)

    def on_call_reached(self, event: CallReached) -> None:
        sheet = self._floor.find(event.call_id)
        if sheet is not None:
            self._phones.answer(sheet, event.device, event.at)

    def on_call_unreached(self, event: CallUnreached) -> None:
        sheet = self._floor.find(event.call_id)
        if sheet is not None:
            self._phones.not_reached(sheet, event.device, event.at, event.why)

    def on_call_held(self, event: CallHeld) -> None:
        self._act(event.device, event.call_id, event.at, lambda desk, call_id: desk.hold(call_id, event.at))

    def on_call_resumed(self, event: CallResumed) -> None:
        self._act(event.device, event.call_id, event.at, lambda desk, call_id: desk.resume(call_id, event.at))

    def on_call_left(self, event: CallLeft) -> None:
        sheet = self._floor.find(event.call_id)
        if sheet is not None:
            self._phones.leave(sheet, event.device, event.at)

    def on_call_transferred(self, event: CallTransferred) -> None:
        """Who has the call now learns who sent it, where the ring did not tell; who sent it, whereto."""
        sheet = self._floor.find(event.call_id)
        sender = sheet.seats.get(event.by) if sheet is not None else None
        sent = self._floor.on_desk(sender, event.call_id) if sender is not None else None
        if sender is not None and sent is not None and event.kind is not TransferKind.PARKED:
            sent[0].transferred_to, sent[0].untaken = event.to, False
            self._floor.touch_card(sender, sent[1].call_id)
        user_id = self._phones.whose(sheet, event.to) if sheet is not None else None
        on_desk = self._floor.on_desk(user_id, event.call_id) if user_id is not None else None
        if user_id is not None and on_desk is not None and not on_desk[0].transferred_by:
            on_desk[0].transferred_by = event.by
            self._floor.touch_card(user_id, on_desk[1].call_id)

    def on_calls_merged(self, event: CallsMerged) -> None:
        absorbed, sheet = self._floor.find(event.absorbed), self._floor.find(event.call_id)
        if absorbed is None or absorbed is sheet:
            return
        if sheet is None:
            sheet = self._floor.open(
                event.call_id, absorbed.waiting_since, absorbed.direction, absorbed.number, absorbed.name
            )
        self._floor.merge(absorbed, sheet)

    def on_call_ended(self, event: CallEnded) -> None:
        sheet = self._floor.find(event.call_id)
        if sheet is None:
            return
        sheet.ended = True
        self._phones.end(sheet, event.at)
        self._floor.forget_if_over(sheet)

    def _act(self, device: str, call_id: CallId, at: datetime, do: Callable[[Desk, CallId], bool]) -> None:
        """On the desk of who talks at the device."""
        sheet = self._floor.find(call_id)
        user_id = self._phones.whose(sheet, device) if sheet is not None else None
        if sheet is not None and user_id is not None:
            self._floor.act(user_id, sheet, at, do)

    def _tell_who_missed_it(self, sheet: CallSheet, device: str) -> None:
        for user_id in sheet.holders:
            card = self._floor.desks[user_id].get(sheet.call_id)
            if card is not None and card.state is CardState.MISSED and not card.answered_by:
                card.answered_by = device  # nobody needs to call back
                self._floor.touch_card(user_id, sheet.call_id)

    def _follow(self, bus: Bus, event_type: type[E], handler: Callable[[E], None]) -> None:
        def follow(event: E) -> None:
            try:
                handler(event)
            finally:
                self._on_changed()

        bus.subscribe(event_type, follow)
