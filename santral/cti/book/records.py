"""One call as the book knows it: its legs, and the part each agent's device has in it.

The book alone changes these records; everybody else reads them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, StrEnum

from santral.cti.call_events import CallId, Direction, Unreached


class PartState(StrEnum):
    RINGING = "ringing"
    TALKING = "talking"
    HELD = "held"  # the agent put the other side on hold


@dataclass(frozen=True, slots=True)
class Part:
    """What one agent's device does in a call. `channel` is the one to hang up or transfer."""

    device: str
    channel: str
    state: PartState
    since: datetime


class Ring(Enum):
    """Where one leg is in its ringing."""

    NONE = "none"
    RINGING = "ringing"
    CANCELLED = "cancelled"  # silent already; why is told by what comes next
    OVER = "over"


@dataclass(slots=True, eq=False)
class Leg:
    """One channel of a call (never half of a Local pair)."""

    call: Call
    uniqueid: str
    linkedid: str
    channel: str
    device: str
    called: bool  # the exchange calls this device, it did not call in
    state: int  # of `ChannelState`
    number: str
    exten: str
    since: datetime
    ring: Ring = Ring.NONE
    rang_order: int = 0  # when it began to ring, counted by `Call.order`
    dialler: str = ""  # uniqueid of the leg that dials this one
    of_queue: bool = False  # a queue rings it, as a member
    transferred_by: str = ""
    picked_up: bool = False
    talking: bool = False
    leaving: bool = False  # a hang-up was asked for
    transferring: bool = False  # this leg has handed the call on
    bridge_id: str = ""
    parked_at: str = ""  # the space of a parking lot, until this leg talks again


@dataclass(slots=True, eq=False)
class Call:
    """A call. `number`, `name` and `dialled` as in `CallStarted`; `parts` by device."""

    call_id: CallId
    direction: Direction
    started_at: datetime
    waiting_since: datetime
    orders: Iterator[int]  # counts what happens in the whole book
    number: str = ""
    name: str = ""
    dialled: str = ""
    queue: str = ""  # the last one it waited in
    waiting: bool = False
    answered: bool = False  # as in `CallEnded`
    dialling: str = ""  # the agent's device that is up and waits for the other side
    unreached: Unreached = Unreached.GIVEN_UP  # why, should the wait end now
    parts: dict[str, Part] = field(default_factory=dict)

    # What the book needs to follow it.
    legs: dict[str, Leg] = field(default_factory=dict)  # by uniqueid
    linkedids: set[str] = field(default_factory=set)
    opener: str = ""  # uniqueid of the leg the call began with; "" where it was not seen
    customer: str = ""  # uniqueid of the leg to the outside; "" where there is none
    transferred_by: str = ""  # device that handed it on; "" once somebody answered
    given_up: bool = False  # the exchange stops ringing the one it was handed to
    cause: int = 0
    joined_order: int = 0  # orders say which came first
    abandoned_order: int = 0
    picked_up_order: int = 0
    picked_up_by: str = ""  # the device that answered last
    told: tuple[Direction, str, str] | None = None  # direction, number and name as last told

    def legs_of(self, device: str) -> list[Leg]:
        return [leg for leg in self.legs.values() if leg.device == device]
