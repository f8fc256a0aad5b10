"""What happens to calls, told to the rest of the house: the public contract of `cti`.

Every event carries `call_id` (see `CallId`) and `at` (UTC). A *device* is a channel's name without its
instance suffix, as `PJSIP/1001` for channel `PJSIP/1001-00000063`; agents are known to `cti` by device only.
The events of one call are told in order; nothing is said about the order across calls.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

CallId = NewType("CallId", str)
"""Our own id of a call. The first `Linkedid` under which the call was seen, which stays the id even when
Asterisk changes the call's `Linkedid` (bridge merge, masquerade); so the same call keeps its id when the
server is restarted in the middle of it."""


class Direction(StrEnum):
    """From where to where a call was placed."""

    INBOUND = "inbound"  # from outside
    OUTBOUND = "outbound"  # an agent dials out
    INTERNAL = "internal"  # between two devices of the house; never pops


class RingOutcome(StrEnum):
    """Why an agent's device stopped ringing."""

    ANSWERED = "answered"  # by this very device
    ANSWERED_ELSEWHERE = "answered elsewhere"  # another device was faster
    NOT_ANSWERED = "not answered"  # rang out, was busy or declined; the call goes on elsewhere
    CALLER_LEFT = "caller left"  # the caller gave up while it rang, or left the queue by a key


class Unreached(StrEnum):
    """Why the other side of an outbound call was never talked to."""

    BUSY = "busy"
    NO_ANSWER = "no answer"
    DECLINED = "declined"
    FAILED = "failed"  # the exchange or the network could not reach it
    GIVEN_UP = "given up"  # the agent hung up while it was called
    UNKNOWN = "unknown"  # it ended while the exchange was not heard


class TransferKind(StrEnum):
    BLIND = "blind"
    ATTENDED = "attended"
    PARKED = "parked"  # nobody has the caller until somebody dials the space


@dataclass(frozen=True, slots=True)
class CallStarted:
    """A call is known. `number` and `name` are of the other party as the exchange tells them, as dialled;
    `number` is `""` when it is withheld. `dialled` is the extension or number that was dialled."""

    call_id: CallId
    at: datetime
    direction: Direction
    number: str
    name: str
    dialled: str


@dataclass(frozen=True, slots=True)
class CallerChanged:
    """The other party's number, name or the direction became known, or changed, during the call."""

    call_id: CallId
    at: datetime
    direction: Direction
    number: str
    name: str


@dataclass(frozen=True, slots=True)
class CallQueued:
    """The caller waits in a queue, at `position` (1 is next)."""

    call_id: CallId
    at: datetime
    queue: str
    position: int


@dataclass(frozen=True, slots=True)
class CallLeftQueue:
    """The caller waits no more: answered, or `abandoned` (gave up, left by a key, or the queue's time ran
    out)."""

    call_id: CallId
    at: datetime
    queue: str
    abandoned: bool


@dataclass(frozen=True, slots=True)
class CallRinging:
    """An agent's device is called. Comes before the phone makes a sound.

    `waiting_since` is when the caller began to wait; `queue` is `""` for a call that came straight.
    `transferred_by` is the device that sends or consults, `""` where no other one does. Told once more where
    that is known only after the phone began to ring.
    For an outbound call it is the agent's own phone that is called first; one that is dialled on the phone
    itself rings here for as long as the called side rings.
    """

    call_id: CallId
    at: datetime
    device: str
    direction: Direction
    number: str
    name: str
    dialled: str
    queue: str
    waiting_since: datetime
    transferred_by: str


@dataclass(frozen=True, slots=True)
class CallRingEnded:
    """A device that rang rings no more. `answered_by` is the device that has the call, or `""`."""

    call_id: CallId
    at: datetime
    device: str
    outcome: RingOutcome
    answered_by: str


@dataclass(frozen=True, slots=True)
class CallAnswered:
    """An agent's device talks: it picked up, or (`resumed`) it was found talking after a (re)connect.

    `dialling`: only the agent's own phone is up, the other side of the outbound call is called from now on.
    `CallReached` or `CallUnreached` tells what came of it, before the device's `CallLeft`.
    """

    call_id: CallId
    at: datetime
    device: str
    resumed: bool = False
    dialling: bool = False


@dataclass(frozen=True, slots=True)
class CallReached:
    """The other side answered, for whom the device waited (`CallAnswered` with `dialling`): they talk."""

    call_id: CallId
    at: datetime
    device: str


@dataclass(frozen=True, slots=True)
class CallUnreached:
    """The device waits no more for the other side, which did not answer. `CallLeft` comes next."""

    call_id: CallId
    at: datetime
    device: str
    why: Unreached


@dataclass(frozen=True, slots=True)
class CallHeld:
    call_id: CallId
    at: datetime
    device: str


@dataclass(frozen=True, slots=True)
class CallResumed:
    """The talk goes on after a hold."""

    call_id: CallId
    at: datetime
    device: str


@dataclass(frozen=True, slots=True)
class CallTransferred:
    """`by` handed the call on. `to` is the device that has it now, or rings for it, or the extension it was
    sent to; of a parked call, the space it is parked at."""

    call_id: CallId
    at: datetime
    by: str
    to: str
    kind: TransferKind


@dataclass(frozen=True, slots=True)
class CallLeft:
    """An agent's part in the call is over (after `CallAnswered`); the call itself may live on."""

    call_id: CallId
    at: datetime
    device: str


@dataclass(frozen=True, slots=True)
class CallsMerged:
    """Two calls turned out to be one: `absorbed` is no more, its agents are in `call_id` now."""

    call_id: CallId
    at: datetime
    absorbed: CallId


@dataclass(frozen=True, slots=True)
class CallEnded:
    """The last leg is gone. `cause` is the Q.850 hang-up cause, 0 where unknown; `answered` tells whether an
    agent ever talked with the other side. `lost_sight` is set where the end was missed while the link was
    down."""

    call_id: CallId
    at: datetime
    cause: int
    answered: bool
    lost_sight: bool = False


CallEvent = (
    CallStarted
    | CallerChanged
    | CallQueued
    | CallLeftQueue
    | CallRinging
    | CallRingEnded
    | CallAnswered
    | CallReached
    | CallUnreached
    | CallHeld
    | CallResumed
    | CallTransferred
    | CallLeft
    | CallsMerged
    | CallEnded
)
