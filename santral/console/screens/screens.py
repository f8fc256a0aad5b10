"""Every screen, kept true to the floor and the board.

A ring is shown in the very moment in which it is told. Whatever else happens within one turn of the loop is
rendered after it, once, only for the users who are watching, and one screen at a time, so that the next
ring need not wait for it. A call that rings while the directory is still being asked waits for the answer a
moment, so that its first frame is complete; a slow answer follows later.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from santral.console.floor.call_sheet import CallSheet
from santral.console.floor.floor import Floor
from santral.console.floor.touched import Touched
from santral.console.push.hub import Hub
from santral.console.push.stream import Change, Fragment, Tell
from santral.console.screens.composer import Composer, Shown, key_of
from santral.console.screens.rounds import Rounds
from santral.cti.call_events import CallId, Direction

Say = Callable[[str, str], str]
"""`say(language, message)`: the text for an English message id."""

LANGUAGES_HOLD_S = 1.0
KEEP_CHANGES = 128
PREPARE_SLICE_S = 0.0003
"""How long the page of a call to come keeps a ring waiting; a long one takes ten times that."""
PATIENCE_S = 0.1
"""How long the first frame of a call waits for the directory; nobody sees that, and few answers take it."""


@dataclass(slots=True)
class Rest:
    """What is to be shown to one user when the rings are on their way."""

    calls: dict[CallId, None] = field(default_factory=dict)
    idle: bool = False
    own_state: bool = False


class Screens:
    """Sends each screen what differs from what it shows already."""

    def __init__(self, floor: Floor, composer: Composer, hub: Hub, say: Say) -> None:
        self._floor = floor
        self._composer = composer
        self._hub = hub
        self._say = say
        self._is_due = False
        self._timed: set[CallId] = set()
        self._held = Touched()  # calls that wait for the directory
        self._goes_on = False
        self._to_prepare: deque[tuple[CallSheet, str]] = deque()
        self._preparing: Iterator[None] | None = None  # the page that is begun
        self._rest: dict[int, Rest] = {}  # what else is to be shown, by user
        self._languages: set[str] = set()
        self._languages_till = 0.0
        self._changes: OrderedDict[object, Change] = OrderedDict()
        self.rounds = Rounds(composer, hub, self._is_here, self._show)

    def changed(self) -> None:
        """Bring the screens up to date with the floor: a ring now, all else after the rest of this moment."""
        if self._floor.has_rung():
            self._bring_up_to_date()
        elif not self._is_due:
            self._is_due = True
            asyncio.get_running_loop().call_soon(self._bring_up_to_date)

    def own_state_changed(self, user_id: int) -> None:
        self._rest_of(user_id).own_state = True
        self.changed()

    def speak(self, user_id: int, language: str) -> None:
        """The user's browser shows its page in this language; so shall the desk be."""
        if self._composer.speak(user_id, language):
            self._hub.recompose(user_id)

    def show_again(self) -> None:
        """Render all calls anew, one screen after the other: something in them is called otherwise now."""
        for user_id in filter(self._is_here, self._hub.watching()):
            for card in self._floor.desks[user_id]:
                self._rest_of(user_id).calls[card.call_id] = None
        self.changed()

    def prepare(self, sheet: CallSheet) -> None:
        """Render the customer's page in the languages of those who watch, before it rings."""
        self._to_prepare.extend((sheet, language) for language in sorted(self._languages_now()))
        self._go_on()

    def _languages_now(self) -> set[str]:
        """Of a moment ago: a thousand people are not asked at every call."""
        now = asyncio.get_running_loop().time()
        if now >= self._languages_till:
            people = filter(self._is_here, self._hub.watching())
            self._languages = {self._composer.language_of(user_id) for user_id in people}
            self._languages_till = now + LANGUAGES_HOLD_S
        return self._languages

    def _is_here(self, user_id: int) -> bool:
        return self._hub.is_watching(user_id) and user_id in self._floor.colleagues

    def _bring_up_to_date(self) -> None:
        self._is_due = False
        touched = self._ready(self._floor.collect())
        for user_id, calls in touched.calls.items():
            self._rest_of(user_id).calls |= calls
        for user_id in touched.days:
            self._rest_of(user_id).idle = True
        for user_id in dict.fromkeys(user_id for user_id, _ in touched.rings):
            # All the calls that are due on this desk, or they would stand in another order.
            calls, self._rest[user_id].calls = self._rest[user_id].calls, {}
            if self._is_here(user_id):
                self._show(user_id, self._calls(user_id, calls), self._rings(user_id, touched))
        self._go_on()

    def _go_on(self) -> None:
        """With what may wait, when whoever waits for the loop had a turn."""
        if not self._goes_on and (self._preparing or self._to_prepare or self._rest):
            self._goes_on = True
            asyncio.get_running_loop().call_soon(self._do_one_more)

    def _do_one_more(self) -> None:
        """A slice of a page, or one screen: about as long as a ring takes. What will ring comes first."""
        self._goes_on = False
        try:
            if self._preparing:
                self._prepare_a_slice(self._preparing)
            elif self._to_prepare:
                sheet, language = self._to_prepare.popleft()
                if not sheet.holders and not sheet.ended:  # what rings already is rendered already
                    self._prepare_a_slice(self._composer.prepare(sheet, language))
            elif self._rest:
                self._bring_one_of_the_rest()
        finally:
            self._go_on()

    def _prepare_a_slice(self, page: Iterator[None]) -> None:
        self._preparing = None
        ends_at = time.perf_counter() + PREPARE_SLICE_S
        for _ in page:
            if time.perf_counter() >= ends_at:
                self._preparing = page
                break

    def _bring_one_of_the_rest(self) -> None:
        """The idle desk by itself: nobody looks at it while a call is on the screen."""
        user_id = next(iter(self._rest))
        rest = self._rest.pop(user_id)
        if not self._is_here(user_id):
            return
        if rest.calls or rest.own_state:
            wanted = self._calls(user_id, rest.calls)
            if rest.own_state:
                wanted |= self._composer.of_the_board(user_id, ["me"])
            if rest.idle:
                self._rest_of(user_id).idle = True
            self._show(user_id, wanted)
        elif rest.idle:
            self._show(user_id, self._composer.idle(user_id))

    def _rest_of(self, user_id: int) -> Rest:
        return self._rest.setdefault(user_id, Rest())

    def _calls(self, user_id: int, calls: Iterable[CallId]) -> Shown:
        wanted: Shown = {}
        for call_id in calls:
            wanted |= self._composer.call(user_id, call_id)
        return wanted

    def _ready(self, touched: Touched) -> Touched:
        """What can be shown now, with what was held until now; the rest is held."""
        ready, self._held, held = Touched(days=touched.days), Touched(), self._held
        for part in (held, touched):
            for user_id, calls in part.calls.items():
                for call_id in calls:
                    into = self._held if self._waits(call_id) else ready
                    into.calls.setdefault(user_id, {})[call_id] = None
            for user_id, call_id in part.rings:
                (self._held if self._waits(call_id) else ready).rings.append((user_id, call_id))
        return ready

    def _waits(self, call_id: CallId) -> bool:
        sheet = self._floor.sheets.get(call_id)
        if sheet is None or not sheet.may_wait:
            return False
        if call_id not in self._timed:
            self._timed.add(call_id)
            asyncio.get_running_loop().call_later(PATIENCE_S, self._wait_no_longer, call_id)
        return True

    def _wait_no_longer(self, call_id: CallId) -> None:
        self._timed.discard(call_id)
        sheet = self._floor.sheets.get(call_id)
        if sheet is not None:
            sheet.is_due = True
            self.changed()

    def _show(self, user_id: int, wanted: Shown, tells: list[Tell] | None = None) -> None:
        shown = self._hub.regions(user_id)
        put = {
            key: fragment
            for key, fragment in wanted.items()
            if fragment is not None and (key not in shown or shown[key].literal != fragment.literal)
        }
        drop = tuple(key for key, fragment in wanted.items() if fragment is None and key in shown)
        first = tells.pop(0) if tells else None
        if put or drop or first:
            self._hub.publish(user_id, self._change(put, drop, first))
        for tell in tells or ():
            self._hub.publish(user_id, Change({}, tell=tell))

    def _change(self, put: dict[str, Fragment], drop: tuple[str, ...], tell: Tell | None) -> Change:
        """All for whom the same becomes different share one change."""
        said = tuple(tell.items()) if tell else ()
        key = (tuple((name, id(fragment)) for name, fragment in put.items()), drop, said)
        change = self._changes.get(key)
        if change is None:
            change = self._changes[key] = Change(put, drop, tell)
            if len(self._changes) > KEEP_CHANGES:
                self._changes.popitem(last=False)
        return change

    def _rings(self, user_id: int, touched: Touched) -> list[Tell]:
        """What to say about the phones that began to ring; one's own dialling is no news."""
        found = [self._floor.on_desk(user_id, call_id) for who, call_id in touched.rings if who == user_id]
        return [
            self._ring(user_id, sheet)
            for card, sheet in filter(None, found)
            if sheet.direction is Direction.INBOUND and self._floor.shows(user_id, card, sheet)
        ]

    def _ring(self, user_id: int, sheet: CallSheet) -> Tell:
        member, number = sheet.caller.member, sheet.number_display or sheet.number
        title = (member.name if member else sheet.name) or number
        title = title or self._say(self._composer.language_of(user_id), "Number withheld")
        rest = (member.company if member else "", number if number != title else "", sheet.queue)
        return {
            "kind": "ring",
            "key": key_of("call", sheet.call_id),
            "title": title,
            "text": " · ".join(part for part in rest if part),
        }
