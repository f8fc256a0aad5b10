"""From the floor and the board to the fragments on one user's screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

import structlog

from santral.console.floor.board import Board
from santral.console.floor.call_sheet import CallSheet
from santral.console.floor.desk import Card
from santral.console.floor.floor import Floor
from santral.console.push.stream import Fragment
from santral.console.screens.fragments import Fragments
from santral.console.screens.view_models import Bell, CardState, OwnState
from santral.console.screens.views import (
    STAYS_WITH_CUSTOMER,
    STAYS_WITH_WORK,
    call_card,
    customer_panel,
    idle_desk,
    work_panel,
)
from santral.crm_core.definitions.book import DefinitionBook
from santral.cti.agent_events import AgentState
from santral.cti.call_events import CallId

log = structlog.get_logger(__name__)

NOBODY = 0
"""No user has this id: somebody who has written nothing yet."""

Shown = dict[str, Fragment | None]
"""By key, what is to be shown; None where nothing is."""


def key_of(kind: str, call_id: CallId) -> str:
    """`call`, `customer` or `work` of a call, as the id of an element."""
    return f"{kind}-{re.sub(r'[^A-Za-z0-9_-]', '-', call_id)}"


class Composer:
    """Everything is made from what the floor and the board say at the moment of asking."""

    def __init__(
        self,
        floor: Floor,
        board: Board,
        fragments: Fragments,
        *,
        definitions: Callable[[], DefinitionBook],
        started_at: datetime,
        on_viewed: Callable[[int, CallSheet], None],
        unread: Callable[[int], int] = lambda _user_id: 0,
    ) -> None:
        """`on_viewed(user_id, sheet)` is told when the page of a customer is put on somebody's screen for the
        first time in a call; `unread(user_id)` is how many notifications are."""
        self._floor = floor
        self._board = board
        self._fragments = fragments
        self._definitions = definitions
        self._started_at = started_at
        self._on_viewed = on_viewed
        self._unread = unread
        self._spoken: dict[int, str] = {}

    def language_of(self, user_id: int) -> str:
        return self._spoken.get(user_id) or self._floor.colleagues[user_id].language

    def speak(self, user_id: int, language: str) -> bool:
        """The language of the page that the user's browser has open. True where it is another one now; of
        somebody who has no desk yet it is known from then on."""
        before = self.language_of(user_id) if user_id in self._floor.colleagues else language
        self._spoken[user_id] = language
        return before != language

    def queues_seen_by(self, user_id: int) -> tuple[str, ...] | None:
        """None: all of them."""
        colleague = self._floor.colleagues[user_id]
        return None if colleague.sees_all_queues else self._board.queues_of(colleague.device)

    def everything(self, user_id: int) -> dict[str, Fragment]:
        """All of one screen; of somebody who has no desk any more, nothing."""
        if user_id not in self._floor.colleagues:
            return {}
        shown = self.of_the_board(user_id, ("link", "me", "queues")) | self.idle(user_id)
        shown["bell"] = self.bell(user_id)
        for card in self._floor.desks[user_id]:
            shown |= self.call(user_id, card.call_id)
        return {key: fragment for key, fragment in shown.items() if fragment is not None}

    def of_the_board(self, user_id: int, parts: Iterable[str]) -> Shown:
        """Of `link`, `me` and `queues`, those asked for."""
        shown: Shown = {}
        for part in parts:
            if part == "link":
                banner = self._board.link_banner
                shown["link"] = self._render(user_id, "link", banner) if banner else None
            elif part == "me":
                shown["me"] = self._render(user_id, "me", self._own_state(user_id))
            else:
                shown["queues"] = self._render(
                    user_id, "queues", self._board.queue_chips(self.queues_seen_by(user_id))
                )
        return shown

    def idle(self, user_id: int) -> Shown:
        return {"idle": self._render(user_id, "idle", idle_desk(self._floor, user_id))}

    def bell(self, user_id: int) -> Fragment | None:
        return self._render(user_id, "bell", Bell(self._unread(user_id)))

    def call(self, user_id: int, call_id: CallId) -> Shown:
        """The three fragments of one call, None for each that is not (or no longer) on this screen."""
        shown: Shown = {key_of(kind, call_id): None for kind in ("call", "customer", "work")}
        on_desk = self._floor.on_desk(user_id, call_id)
        if on_desk is None or on_desk[1].call_id != call_id or not self._floor.shows(user_id, *on_desk):
            return shown
        card, sheet = on_desk
        unsaved = sheet.has_unsaved(user_id)
        shown[key_of("call", call_id)] = self._render(
            user_id, "call_card", call_card(self._floor, user_id, card, sheet)
        )
        if unsaved or card.state in STAYS_WITH_CUSTOMER:
            shown[key_of("customer", call_id)] = self._customer(user_id, sheet)
        if unsaved or card.state in STAYS_WITH_WORK:
            shown[key_of("work", call_id)] = self._work(user_id, card, sheet)
        return shown

    def prepare(self, sheet: CallSheet, language: str) -> Iterator[None]:
        """Render the customer's page, and the work on the call, before anybody rings: they are ready then.
        A piece at each step; steps may be left out, and the rest is rendered when it rings."""
        work = work_panel(
            self._floor,
            NOBODY,
            Card(sheet.call_id, CardState.RINGING, self._started_at),
            sheet,
            self._definitions(),
        )
        try:
            yield from self._fragments.prepare("customer", language, customer_panel(self._floor, sheet))
            yield from self._fragments.prepare("work", language, work)
        except Exception:
            log.exception("a call cannot be prepared", call_id=sheet.call_id)

    def _own_state(self, user_id: int) -> OwnState:
        device = self._floor.colleagues[user_id].device
        known = self._board.agents.get(device)
        return OwnState(
            state=known.state if known else AgentState.OFFLINE,
            since=known.at if known else self._started_at,
            reason=known.reason if known else "",
            device=device,
            pause_reasons=self._floor.rules.pause_reasons,
            telephony=bool(device) and self._board.link_up,
        )

    def _customer(self, user_id: int, sheet: CallSheet) -> Fragment | None:
        page = sheet.caller.page
        if page is not None and (user_id, page.header.member_id) not in sheet.viewed:
            sheet.viewed.add((user_id, page.header.member_id))
            self._on_viewed(user_id, sheet)
        return self._render(user_id, "customer", customer_panel(self._floor, sheet))

    def _work(self, user_id: int, card: Card, sheet: CallSheet) -> Fragment | None:
        view = work_panel(self._floor, user_id, card, sheet, self._definitions())
        return self._render(user_id, "work", view)

    def _render(self, user_id: int, template: str, view: object) -> Fragment | None:
        """None for what cannot be rendered: the rest of the screen does not suffer from it."""
        try:
            return self._fragments.of(template, self.language_of(user_id), view)
        except Exception:
            log.exception("a fragment cannot be rendered", template=template, user_id=user_id)
            return None
