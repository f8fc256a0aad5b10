"""What outlives a restart of the server: notes, who somebody was said to be, the day so far, promises, missed
calls and the customers seen last.

Notes also follow their call where two calls turn out to be one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import NoReturn, TypeVar

import structlog
from sqlalchemy import select

from santral.console.desk import draft_store
from santral.console.desk.draft_store import KeptDraft
from santral.console.floor.call_sheet import Draft
from santral.console.floor.day import Day
from santral.console.floor.floor import Floor
from santral.console.restart import put_away
from santral.console.restart.day_figures import read_days
from santral.console.restart.missed_before import REMEMBERED, MissedBefore, lay_out, read_missed
from santral.console.restart.promised_before import read_callbacks
from santral.console.restart.seen_before import read_seen
from santral.console.screens.screen_pop import ScreenPop
from santral.console.screens.view_models import Callback
from santral.console.service_levels.house_zone import house_zone, today_began
from santral.crm_core.bus import Bus
from santral.crm_core.db import Database
from santral.crm_core.interactions.save import read_call_notes
from santral.crm_core.one_trip import Asking, OneTrip
from santral.cti.agent_events import LinkUp
from santral.cti.call_events import CallAnswered, CallsMerged, Direction
from santral.cti.call_records import CallRecord

log = structlog.get_logger(__name__)

MOST_TO_DO = 1000
RETRY_S = 2.0
DESKS_AT_ONCE = 20
BETWEEN_DESKS_S = 0.05
"""So that who calls now is not looked up behind hundreds who called before."""

T = TypeVar("T")


class BringBack:
    """`run` it as long as the house."""

    def __init__(
        self,
        database: Database,
        trip: OneTrip,
        floor: Floor,
        pop: ScreenPop,
        started_at: datetime | None = None,
    ) -> None:
        self._started_at = started_at or datetime.now(UTC)
        self._database = database
        self._trip = trip
        self._floor = floor
        self._pop = pop
        self._todo: asyncio.Queue[CallsMerged | CallAnswered] = asyncio.Queue(MOST_TO_DO)
        self._rang: list[MissedBefore] = []  # when the server stopped; who knows how that ended
        self._heard_at: datetime | None = None  # the exchange, for the first time
        self._is_back = False

    async def run(self) -> NoReturn:
        """Bring back what was written before the start, then follow the calls; for ever."""
        if not self._is_back:  # figures of a day that were brought twice would count twice
            await self._bring_back()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._bring_back_desks())
            await self._follow()
        raise AssertionError("following has no end")

    async def _follow(self) -> NoReturn:
        while True:
            event = await self._todo.get()
            try:
                await (self._move(event) if isinstance(event, CallsMerged) else self._recall(event))
            except Exception:
                # Nothing is lost: the words are in memory, or in the table under the call's old id.
                log.exception("drafts cannot follow their call", told=event)

    def subscribe(self, bus: Bus) -> None:
        bus.subscribe(CallsMerged, self.on_calls_merged)
        bus.subscribe(CallAnswered, self.on_call_answered)
        bus.subscribe(LinkUp, self.on_link_up)

    def on_calls_merged(self, event: CallsMerged) -> None:
        self._do_later(event)

    def on_call_answered(self, event: CallAnswered) -> None:
        if event.resumed:
            self._do_later(event)

    def on_link_up(self, event: LinkUp) -> None:
        """What lives was told: what rang when the server stopped and lives no more was missed."""
        self._heard_at = self._heard_at or event.at
        self._settle()

    def _do_later(self, event: CallsMerged | CallAnswered) -> None:
        try:
            self._todo.put_nowait(event)
        except asyncio.QueueFull:
            log.error("too much waits for the database", told=event)

    async def _bring_back(self) -> None:
        now, write_number = self._started_at, self._floor.write_number

        async def read() -> tuple[list[KeptDraft], dict[int, Day], list[tuple[int, Callback]]]:
            async with self._database.reading() as session:
                drafts = await draft_store.read_all(session)
                days = await read_days(session, today_began(now), write_number)
                return drafts, days, await read_callbacks(session, now, write_number)

        drafts, days, callbacks = await self._patiently(read)
        for draft in drafts:
            self._lay_out(draft)
        self._floor.add_days(days, callbacks)
        self._is_back = True
        self._pop.changed()
        for draft in drafts:
            if draft.member_id is not None:
                await self._remember(draft)

    async def _bring_back_desks(self) -> None:
        everybody = tuple(self._floor.colleagues)
        for start in range(0, len(everybody), DESKS_AT_ONCE):
            await self._bring_back_some(everybody[start : start + DESKS_AT_ONCE])
            await asyncio.sleep(BETWEEN_DESKS_S)
        try:
            async with self._database.session() as session:
                await put_away.forget(session, self._started_at - REMEMBERED)
        except Exception:
            log.exception("old rows stay until the next start")

    async def _bring_back_some(self, user_ids: Sequence[int]) -> None:
        """What was missed lies on the desks again."""

        def read(asking: Asking) -> tuple[list[MissedBefore], dict[int, Day]]:
            missed = [one for who in user_ids for one in read_missed(asking, who, self._started_at)]
            return missed, {who: seen for who in user_ids if (seen := read_seen(asking, who))}

        missed, days = await self._patiently(lambda: self._trip.read(read))
        self._floor.add_days(days)
        for one in missed:
            if one.at is None:
                self._rang.append(one)
            else:
                lay_out(self._floor, one, one.at)
        self._settle()

    def _settle(self) -> None:
        if self._heard_at is not None:
            rang, self._rang = self._rang, []
            for one in rang:
                sheet = self._floor.find(one.call_id)
                if sheet is None or sheet.ended:
                    lay_out(self._floor, one, self._heard_at)
        self._pop.changed()

    async def _patiently(self, read: Callable[[], Awaitable[T]]) -> T:
        while True:
            try:
                return await read()
            except Exception:
                log.exception("what was before the start cannot be read; trying again")
                await asyncio.sleep(RETRY_S)

    def _lay_out(self, draft: KeptDraft) -> None:
        """Unsaved notes lie on their agent's desk again; if the call still lives, its events take them up."""
        if draft.user_id not in self._floor.colleagues:
            return
        sheet = self._floor.find(draft.call_id)
        if sheet is None:
            direction = Direction(draft.direction or Direction.INBOUND)
            sheet = self._floor.open(draft.call_id, draft.changed_at, direction, draft.number, "")
            sheet.queue, sheet.ended = draft.queue, True
        if draft.user_id in sheet.drafts:
            return  # typed since the start, which is newer
        words = Draft(draft.notes, draft.result, draft.version, draft.changed_at, details=draft.details)
        self._floor.write(draft.user_id, sheet, words)
        if not words.is_blank:
            self._floor.lay_out(draft.user_id, sheet, draft.changed_at)

    async def _remember(self, draft: KeptDraft) -> None:
        """Who it was said to be."""
        sheet = self._floor.find(draft.call_id)
        known = sheet.caller.member if sheet is not None else None
        if sheet is None or draft.member_id is None or (known and known.member_id == draft.member_id):
            return
        try:
            await self._pop.choose(sheet.call_id, draft.member_id)
        except Exception:
            log.exception("the customer of a draft cannot be read", call_id=draft.call_id)

    async def _recall(self, event: CallAnswered) -> None:
        """A call was found that began before the start: what was saved about it by then is known again, and
        the queue it came through, which the exchange does not tell of a call that talks."""
        async with self._database.reading() as session:
            saved = await read_call_notes(session, event.call_id)
            queue = await session.scalar(select(CallRecord.queue).where(CallRecord.call_id == event.call_id))
        sheet = self._floor.find(event.call_id)
        if sheet is not None and queue and not sheet.queue:
            sheet.queue = queue
            self._floor.touch(sheet)
        for note in saved if sheet is not None else ():
            if sheet is not None and note.user_id not in sheet.drafts:
                draft = Draft(
                    note.notes, note.result, note.version, note.at, details=note.typed(house_zone()),
                    interaction_id=note.interaction_id, follow_up_at=note.details.follow_up_at,
                )  # fmt: skip
                self._floor.write(note.user_id, sheet, draft)
                self._floor.finish(note.user_id, sheet, note.at, before_start=True)
        self._pop.changed()

    async def _move(self, event: CallsMerged) -> None:
        async with self._database.session() as session:
            await put_away.move(session, event.absorbed, event.call_id)
        sheet = self._floor.find(event.call_id)
        if sheet is None:
            return
        for user_id, draft in tuple(sheet.drafts.items()):
            async with self._database.session() as session:
                version = await draft_store.move(session, event.absorbed, sheet, user_id, draft.at)
            known = sheet.drafts.get(user_id)
            if version is not None and known is draft:
                self._floor.write(user_id, sheet, replace(draft, version=version))
                self._pop.changed()
