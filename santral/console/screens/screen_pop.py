"""The screen-pop: what happens on the telephone, on the right screens, before the phone is picked up.

bus ──▶ floor, board ──▶ screens ──▶ hub ──▶ browsers
             ▲
directory ───┘  asked when the call is known, mostly answered before it rings
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import NoReturn

import structlog

from santral.console.floor.board import Board
from santral.console.floor.call_follower import CallFollower
from santral.console.floor.call_sheet import Caller
from santral.console.floor.colleague import Colleague
from santral.console.floor.floor import Floor
from santral.console.floor.lookups import Directory, Lookups
from santral.console.floor.phones import Phones
from santral.console.floor.roster import RosterChanged
from santral.console.push.hub import Hub
from santral.console.screens.screens import Screens
from santral.crm_core.bus import Bus
from santral.crm_core.settings_store import PopRulesChanged
from santral.crm_core.users.sessions import SessionsEnded
from santral.cti.agent_events import (
    AgentQueuesChanged,
    AgentStateChanged,
    LinkLost,
    LinkUp,
    QueueChanged,
)
from santral.cti.call_events import CallId

log = structlog.get_logger(__name__)

TICK_S = 1.0


class ScreenPop:
    """Takes what happens to the floor and the board, which the screens show. `run` it as long as the house.

    The handlers change what they hold and return; they ask no database and wait for nothing.
    """

    def __init__(
        self,
        floor: Floor,
        board: Board,
        screens: Screens,
        hub: Hub,
        directory: Directory,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._floor = floor
        self._board = board
        self._phones = Phones(floor)
        self._screens = screens
        self._hub = hub
        self._directory = directory
        self._lookups = Lookups(directory, self._on_found)
        self._readings = count(1)
        self._now = now

    def subscribe(self, bus: Bus) -> None:
        CallFollower(self._floor, self.changed).subscribe(bus)
        bus.subscribe(AgentStateChanged, self.on_agent_state_changed)
        bus.subscribe(AgentQueuesChanged, self.on_agent_queues_changed)
        bus.subscribe(QueueChanged, self.on_queue_changed)
        bus.subscribe(LinkUp, self.on_link_up)
        bus.subscribe(LinkLost, self.on_link_lost)
        bus.subscribe(RosterChanged, self.on_roster_changed)
        bus.subscribe(PopRulesChanged, self.on_pop_rules_changed)
        bus.subscribe(SessionsEnded, self.on_sessions_ended)

    async def run(self) -> None:
        """Look up callers, close cards whose time is over, carry round what all see; for ever. Where one of
        these fails, the browsers stay: only when it is cancelled does the house close."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._lookups.run())
                group.create_task(self._let_time_pass())
                group.create_task(self._screens.rounds.run())
        except asyncio.CancelledError:
            await self._hub.close_all()
            raise

    async def choose(self, call_id: CallId, member_id: int) -> None:
        """Somebody says who calls: it holds for everybody who has the call, now and later. Raises
        `NotFound` where there is no such member."""
        reading = next(self._readings)
        caller = await self._directory.read(member_id)
        sheet = self._floor.find(call_id)
        if sheet is not None:
            sheet.reading = reading
            self._floor.choose(sheet, caller)
            self.changed()

    async def reread(self, call_id: CallId) -> None:
        """The customer's history has grown: show it so to who still has the call. Of readings that go on at
        the same time, the one that began last is shown, whichever ends first."""
        sheet = self._floor.find(call_id)
        member = sheet.caller.member if sheet is not None else None
        if sheet is None or member is None:
            return
        reading = next(self._readings)
        try:
            fresh = await self._directory.read(member.member_id)
        except Exception:
            log.exception("a customer cannot be read again", call_id=call_id)
            return
        sheet = self._floor.find(call_id)  # two calls may have become one
        known = sheet.caller.member if sheet is not None else None
        if sheet is None or known is None or known.member_id != member.member_id:
            return  # somebody else is known to call by now
        if reading > sheet.reading:
            sheet.reading = reading
            sheet.caller = replace(sheet.caller, member=fresh.member, page=fresh.page)
            self._floor.touch(sheet)
            self.changed()

    def seat(self, colleagues: Iterable[Colleague]) -> None:
        """Exactly these people have a desk."""
        before = dict(self._floor.colleagues)
        self._floor.seat(colleagues)
        for user_id, colleague in before.items():
            now = self._floor.colleagues.get(user_id)
            if now is None:
                self._hub.close_user(user_id)
            elif now.language != colleague.language:
                self._screens.speak(user_id, now.language)
            elif now != colleague:
                self._hub.recompose(user_id)
        for user_id in self._floor.colleagues.keys() - before.keys():
            self._hub.recompose(user_id)  # the browser may have been faster than the roster
        self._phones.hand_over(self._now())
        self.changed()

    def on_agent_state_changed(self, event: AgentStateChanged) -> None:
        self._board.on_agent_state_changed(event)
        user_id = self._floor.user_at(event.device)
        if user_id is not None:
            self._screens.own_state_changed(user_id)

    def on_agent_queues_changed(self, event: AgentQueuesChanged) -> None:
        self._board.on_agent_queues_changed(event)
        self._screens.rounds.send("queues")

    def on_queue_changed(self, event: QueueChanged) -> None:
        self._board.on_queue_changed(event)
        self._screens.rounds.send("queues")

    def on_link_up(self, event: LinkUp) -> None:
        self._board.on_link_up(event)
        self._screens.rounds.send("link", "me")

    def on_link_lost(self, event: LinkLost) -> None:
        self._board.on_link_lost(event)
        self._screens.rounds.send("link", "me")

    def on_pop_rules_changed(self, event: PopRulesChanged) -> None:
        self._floor.set_rules(event.rules)
        self._screens.rounds.send("me")
        self.changed()

    def on_roster_changed(self, event: RosterChanged) -> None:
        self.seat(event.colleagues)

    def on_sessions_ended(self, event: SessionsEnded) -> None:
        for session_id in event.session_ids:
            self._hub.close_session(session_id)

    def changed(self) -> None:
        """Of one moment with several events, the screens show the end. The lookups begin at once."""
        for call_id in self._floor.take_lookups():
            sheet = self._floor.sheets[call_id]
            self._lookups.begin(call_id, sheet.number)
        self._screens.changed()

    def _on_found(self, call_id: CallId, number: str, caller: Caller) -> bool:
        sheet = self._floor.found(call_id, number, caller)
        if sheet is None:
            return False
        self._screens.prepare(sheet)
        self.changed()
        return True

    async def _let_time_pass(self) -> NoReturn:
        while True:
            await asyncio.sleep(TICK_S)
            self._floor.tick(self._now())
            self._hub.sweep()
            self.changed()
