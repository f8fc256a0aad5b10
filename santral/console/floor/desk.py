"""One agent's desk: which calls lie on it, and in what state. Pure; knows no customer and no screen.

                ring ──▶ RINGING ──answer──▶ TALKING ◀──▶ HELD
                            │                   │ left, ended
        answered elsewhere ─┼─▶ ELSEWHERE       ▼
        not taken ──────────┴─▶ MISSED       WRAP_UP ──save, dismiss──▶ gone

A click-to-call is DIALLING between RINGING and TALKING: only the agent's own phone is up; what ends there
goes to WRAP_UP too.

A call that rings again at the same desk is the same card again. One that comes back to an agent who talked
in it and is not taken falls back to WRAP_UP: his notes still wait.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from santral.console.screens.view_models import CardState
from santral.cti.call_events import CallId, RingOutcome, Unreached

IN_TALK = frozenset({CardState.TALKING, CardState.HELD})
ON_THE_PHONE = IN_TALK | {CardState.DIALLING}
LIVE = ON_THE_PHONE | {CardState.RINGING}
MOST_CARDS = 60

_RANK = (
    CardState.TALKING,
    CardState.HELD,
    CardState.DIALLING,
    CardState.RINGING,
    CardState.WRAP_UP,
    CardState.MISSED,
    CardState.ELSEWHERE,
)


@dataclass(slots=True)
class Card:
    """One call on one desk. Devices, not names, in `answered_by`, `transferred_by` and `transferred_to`."""

    call_id: CallId
    state: CardState
    since: datetime
    answered_by: str = ""
    transferred_by: str = ""
    transferred_to: str = ""  # a device, or the extension or number it was sent to
    untaken: bool = False  # it rang there, and nobody took it so far
    talked_since: datetime | None = None  # of the last talk, None where he never talked
    unreached: Unreached | None = None  # why nobody answered one's own call
    saved: bool = False  # the interaction is written; the card leaves with the call
    closes_at: datetime | None = None

    @property
    def talked(self) -> bool:
        return self.talked_since is not None

    def turn(self, state: CardState, at: datetime) -> None:
        self.state, self.since, self.closes_at = state, at, None


class Desk:
    """The cards of one agent, oldest first. Every method tells whether something changed."""

    def __init__(self, elsewhere_s: float = 8.0) -> None:
        """A card that somebody else answered closes by itself after `elsewhere_s`."""
        self._cards: dict[CallId, Card] = {}
        self._elsewhere = timedelta(seconds=elsewhere_s)

    def __iter__(self) -> Iterator[Card]:
        return iter(tuple(self._cards.values()))

    def get(self, call_id: CallId) -> Card | None:
        return self._cards.get(call_id)

    def ring(self, call_id: CallId, at: datetime, transferred_by: str = "") -> bool:
        card = self._cards.get(call_id)
        if card is None:
            self._cards[call_id] = Card(call_id, CardState.RINGING, at, transferred_by=transferred_by)
            return True
        if card.state in ON_THE_PHONE:
            return False  # another leg to a phone that is in the call already
        if card.state is CardState.RINGING and transferred_by in ("", card.transferred_by):
            return False
        card.turn(CardState.RINGING, at)
        card.answered_by = ""
        card.transferred_by = transferred_by or card.transferred_by
        return True

    def stop_ringing(self, call_id: CallId, at: datetime, outcome: RingOutcome, answered_by: str) -> bool:
        card = self._cards.get(call_id)
        if card is None or card.state is not CardState.RINGING or outcome is RingOutcome.ANSWERED:
            return False
        if card.talked:
            return self._put_down(card, at)
        if outcome is RingOutcome.ANSWERED_ELSEWHERE:
            card.turn(CardState.ELSEWHERE, at)
            card.answered_by, card.closes_at = answered_by, at + self._elsewhere
        else:
            card.turn(CardState.MISSED, at)
            card.answered_by = answered_by
        return True

    def give_up(self, call_id: CallId, at: datetime, *, keep: bool = False) -> bool:
        """One's own dialling came to nothing, or it rings at somebody else's now: that is no missed call.
        `keep`: there is something to do about it all the same."""
        card = self._cards.get(call_id)
        if card is None or card.state is not CardState.RINGING:
            return False
        if card.talked or keep:
            return self._put_down(card, at)
        del self._cards[call_id]
        return True

    def answer(self, call_id: CallId, at: datetime) -> bool:
        card = self._cards.get(call_id)
        if card is None:
            card = self._cards[call_id] = Card(call_id, CardState.RINGING, at)
        if card.state in IN_TALK:
            return False
        card.turn(CardState.TALKING, at)
        card.talked_since, card.answered_by, card.unreached = at, "", None
        return True

    def dial(self, call_id: CallId, at: datetime) -> bool:
        """The agent's own phone is up, and the other side is called."""
        card = self._cards.get(call_id)
        if card is None:
            card = self._cards[call_id] = Card(call_id, CardState.RINGING, at)
        if card.state in ON_THE_PHONE:
            return False
        card.turn(CardState.DIALLING, at)
        return True

    def not_reached(self, call_id: CallId, at: datetime, why: Unreached) -> bool:
        """The other side did not answer; whatever there is to note about that waits."""
        card = self._cards.get(call_id)
        if card is None or card.state is not CardState.DIALLING:
            return False
        card.unreached = why
        return self._put_down(card, at)

    def hold(self, call_id: CallId, at: datetime) -> bool:
        return self._turn(call_id, CardState.TALKING, CardState.HELD, at)

    def resume(self, call_id: CallId, at: datetime) -> bool:
        return self._turn(call_id, CardState.HELD, CardState.TALKING, at)

    def leave(self, call_id: CallId, at: datetime) -> bool:
        """The agent talks in it no more; the call itself may go on."""
        card = self._cards.get(call_id)
        return card is not None and card.state in ON_THE_PHONE and self._put_down(card, at)

    def finish(self, call_id: CallId) -> bool:
        """The interaction is saved: the card goes, at once or with the call."""
        card = self._cards.get(call_id)
        if card is None:
            return False
        card.saved = True
        return self.remove(call_id) or True

    def remove(self, call_id: CallId) -> bool:
        """Take the card away, unless the call still rings or talks here."""
        card = self._cards.get(call_id)
        if card is None or card.state in LIVE:
            return False
        del self._cards[call_id]
        return True

    def wrap_up(self, call_id: CallId, at: datetime) -> bool:
        """Lay a call down whose notes are not saved, as after a restart of the server."""
        if call_id in self._cards:
            return False
        self._cards[call_id] = Card(call_id, CardState.WRAP_UP, at, talked_since=at)
        return True

    def miss(self, call_id: CallId, at: datetime, answered_by: str, transferred_by: str) -> bool:
        """Lay down a call that was missed before, as after a restart of the server."""
        if call_id in self._cards:
            return False
        self._cards[call_id] = Card(call_id, CardState.MISSED, at, answered_by, transferred_by)
        return True

    def merge(self, absorbed: CallId, into: CallId) -> bool:
        """Two cards turned out to be one call: the one that asks for more stays, under the name `into`."""
        card = self._cards.pop(absorbed, None)
        if card is None:
            return False
        mine = self._cards.get(into)
        if mine is not None:
            card.talked_since = mine.talked_since = mine.talked_since or card.talked_since
            if _RANK.index(mine.state) <= _RANK.index(card.state):
                return True
        card.call_id = into
        self._cards[into] = card
        return True

    def expired(self, now: datetime) -> list[CallId]:
        """The calls whose card's time is over."""
        return [c.call_id for c in self._cards.values() if c.closes_at is not None and c.closes_at <= now]

    def surplus(self) -> list[CallId]:
        """The oldest cards that only tell of the past, where there are too many."""
        past = [c.call_id for c in self._cards.values() if c.state not in LIVE]
        return past[: max(0, len(self._cards) - MOST_CARDS)]

    def _put_down(self, card: Card, at: datetime) -> bool:
        if card.saved:
            del self._cards[card.call_id]
        else:
            card.turn(CardState.WRAP_UP, at)
        return True

    def _turn(self, call_id: CallId, old: CardState, new: CardState, at: datetime) -> bool:
        card = self._cards.get(call_id)
        if card is None or card.state is not old:
            return False
        card.turn(new, at)
        return True
