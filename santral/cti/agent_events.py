"""What happens to agents' devices, to queues and to the link: the rest of the public contract of `cti`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AgentState(StrEnum):
    """What an agent's device does, in the order in which one outranks the other (the first wins)."""

    OFFLINE = "offline"  # the exchange cannot reach the device
    ON_CALL = "on call"
    RINGING = "ringing"
    WRAP_UP = "wrap-up"  # after a call, until the work on it is done or its time is over
    PAUSED = "paused"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class AgentStateChanged:
    """`device` is in `state` since `at`. `reason` is the pause's reason, else `""`."""

    device: str
    at: datetime
    state: AgentState
    reason: str


@dataclass(frozen=True, slots=True)
class AgentQueuesChanged:
    """`device` is a member of exactly these `queues`, in the order of their names; of none as long as nothing
    was told."""

    device: str
    at: datetime
    queues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QueueChanged:
    """Who waits in `queue`. `oldest_since`: when the longest waiting caller joined, None if nobody waits."""

    queue: str
    at: datetime
    waiting: int
    oldest_since: datetime | None


@dataclass(frozen=True, slots=True)
class LinkUp:
    """The exchange is heard, and the books agree with it again."""

    at: datetime
    exchange: str  # what it says it is, as "Asterisk Call Manager/11.0.0"
    restarted: bool  # the exchange itself was restarted since it was last heard


@dataclass(frozen=True, slots=True)
class LinkLost:
    """The exchange is not heard. `reason` is an English message id a person can read."""

    at: datetime
    reason: str


AgentEvent = AgentStateChanged | AgentQueuesChanged | QueueChanged
LinkEvent = LinkUp | LinkLost
