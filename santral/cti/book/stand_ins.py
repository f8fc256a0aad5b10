"""Calls that begin with half of a Local pair: nobody called, the exchange itself calls.

So a customer is called back: the pair waits in a queue in the customer's stead, and its other half dials as
soon as an agent answers. Such a call has no leg until a phone is rung for it, nor between two rings; what is
known of it is kept here, and it lives for as long as the pair. (A caller who is in a call already may reach a
queue through a pair, too: that pair begins nothing, it has the `Linkedid` of the call.)
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from santral.cti.ami_fields import Channel

_MOST = 1_000


@dataclass(frozen=True, slots=True)
class StandIn:
    """Since when a channel stands for a customer, and who that is; `queue` is `""` where it does not wait."""

    uniqueid: str
    since: datetime
    number: str
    name: str = ""
    queue: str = ""
    position: int = 0


class StandIns:
    """By `Linkedid`; bounded, since one whose end was not heard would stay."""

    def __init__(self) -> None:
        self._known: dict[str, StandIn] = {}

    def open(self, channel: Channel, at: datetime) -> None:
        """A channel of nobody is there. Its other half says who is called, if it is known by now."""
        if not channel.device and channel.uniqueid == channel.linkedid:
            self._keep(channel.linkedid, StandIn(channel.uniqueid, at, channel.connected_number))

    def join(self, channel: Channel, queue: str, position: int, at: datetime) -> None:
        number, name = channel.number, channel.caller_name
        self._keep(channel.linkedid, StandIn(channel.uniqueid, at, number, name, queue, position))

    def leave(self, channel: Channel) -> None:
        """The channel waits no more; it may go on to another queue."""
        known = self._known.get(channel.linkedid)
        if known is not None and known.uniqueid == channel.uniqueid:
            self._known[channel.linkedid] = replace(known, queue="")

    def give_up(self, channel: Channel) -> bool:
        """Whether the channel stood for a customer until now: it has the `Linkedid` of another call."""
        known = self._known.get(channel.uniqueid)
        if known is None or known.uniqueid != channel.uniqueid or channel.linkedid == channel.uniqueid:
            return False
        del self._known[channel.uniqueid]
        return True

    def hang_up(self, channel: Channel) -> bool:
        """Whether the channel stood for a customer: it is gone."""
        known = self._known.get(channel.linkedid)
        if known is None or known.uniqueid != channel.uniqueid:
            return False
        del self._known[channel.linkedid]
        return True

    def keep(self, living: Collection[str]) -> None:
        """Only these channels, by `Uniqueid`, live."""
        for linkedid in [name for name, known in self._known.items() if known.uniqueid not in living]:
            del self._known[linkedid]

    def of(self, linkedid: str) -> StandIn | None:
        return self._known.get(linkedid)

    def keeps(self, linkedids: Iterable[str]) -> bool:
        """Whether a call of these names goes on though no phone has a part in it."""
        return any(linkedid in self._known for linkedid in linkedids)

    def _keep(self, linkedid: str, stand_in: StandIn) -> None:
        self._known[linkedid] = stand_in
        if len(self._known) > _MOST:
            del self._known[next(iter(self._known))]
