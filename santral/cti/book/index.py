"""Which call a channel belongs to: legs by `Uniqueid`, calls by every `Linkedid` they ever had.

`Linkedid` says which legs belong together when a leg is first seen; afterwards the leg stays with its call,
whatever its `Linkedid` turns into, unless two calls turn out to be one.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import datetime

from santral.cti.ami_fields import Channel
from santral.cti.book.records import Call, Leg
from santral.cti.call_events import CallId, Direction

_MOST_REMEMBERED = 20_000  # legs and calls that are over; late events come within seconds


class CallIndex:
    """The calls that live, and a bounded memory of those that are over."""

    def __init__(self) -> None:
        self.calls: dict[CallId, Call] = {}
        self.legs: dict[str, Leg] = {}
        self._by_linkedid: dict[str, Call] = {}
        self._over: dict[str, None] = {}
        self._orders = itertools.count(1)

    def may_adopt(self, channel: Channel) -> bool:
        """Whether an unknown channel can be a leg: not a helper, and not one whose end was already seen (its
        late events, as the `NewConnectedLine` that follows a `Hangup`, bring no call back)."""
        return bool(channel.device) and channel.uniqueid not in self._over

    def call_of_linkedid(self, linkedid: str) -> Call | None:
        return self._by_linkedid.get(linkedid)

    def add_call(self, linkedid: str, uniqueid: str, at: datetime) -> Call:
        """A new call, named for `linkedid` (or for the leg, where a call of that name is already over)."""
        call_id = CallId(uniqueid if linkedid in self._over else linkedid)
        call = Call(call_id, Direction.INBOUND, at, at, self._orders)
        self.calls[call_id] = call
        self.link(call, linkedid)
        return call

    def add_leg(self, call: Call, channel: Channel, at: datetime, *, called: bool) -> Leg:
        leg = Leg(
            call,
            channel.uniqueid,
            channel.linkedid,
            channel.name,
            channel.device,
            called,
            channel.state,
            channel.number,
            channel.exten,
            at,
        )
        call.legs[leg.uniqueid] = leg
        self.legs[leg.uniqueid] = leg
        return leg

    def link(self, call: Call, linkedid: str) -> None:
        call.linkedids.add(linkedid)
        self._by_linkedid[linkedid] = call

    def remove_leg(self, leg: Leg) -> None:
        del leg.call.legs[leg.uniqueid]
        del self.legs[leg.uniqueid]
        self._remember((leg.uniqueid,))

    def remove_call(self, call: Call) -> None:
        del self.calls[call.call_id]
        for linkedid in call.linkedids:
            self._by_linkedid.pop(linkedid, None)
        self._remember((call.call_id, *call.linkedids))

    def absorb(self, kept: Call, absorbed: Call) -> None:
        """Every leg and every name of `absorbed` is of `kept` now."""
        for leg in absorbed.legs.values():
            leg.call = kept
        kept.legs.update(absorbed.legs)
        for linkedid in absorbed.linkedids:
            self.link(kept, linkedid)
        del self.calls[absorbed.call_id]
        self._remember((absorbed.call_id,))

    def remember_unseen(self, uniqueid: str) -> None:
        """A leg is over of which nothing was seen before; what still comes about it is late."""
        self._remember((uniqueid,))

    def _remember(self, names: Iterable[str]) -> None:
        for name in names:
            self._over[name] = None
        while len(self._over) > _MOST_REMEMBERED:
            del self._over[next(iter(self._over))]
