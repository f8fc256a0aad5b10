"""Queues and their members: who belongs, who is paused, who may be rung next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

from santral.cti.pbx_simulator.ami_text import lines

if TYPE_CHECKING:
    from santral.cti.pbx_simulator.queue_run import QueueRun


class Strategy(StrEnum):
    RING_ALL = "ringall"
    LEAST_RECENT = "leastrecent"


class DeviceState(IntEnum):
    """As `Status` of a member tells it."""

    NOT_INUSE = 1
    INUSE = 2
    BUSY = 3
    INVALID = 4
    UNAVAILABLE = 5
    RINGING = 6
    RINGINUSE = 7
    ONHOLD = 8


@dataclass(slots=True)
class Member:
    device: str
    name: str
    login_time: int
    penalty: int = 0
    dynamic: bool = False
    paused: bool = False
    paused_reason: str = ""
    calls_taken: int = 0
    last_call: int = 0
    last_pause: int = 0
    in_call: bool = False

    def headers(
        self, queue: str, status: DeviceState, ring_in_use: bool, *, as_list_item: bool = False
    ) -> str:
        """The fields of QueueMemberStatus and its kin; an item of a `QueueStatus` list differs a little."""
        who = (
            {"Name": self.name, "Location": self.device}
            if as_list_item
            else {"MemberName": self.name, "Interface": self.device}
        )
        return lines(
            Queue=queue,
            **who,
            StateInterface=self.device,
            Membership="dynamic" if self.dynamic else "static",
            Penalty=self.penalty,
            CallsTaken=self.calls_taken,
            LastCall=self.last_call,
            LastPause=self.last_pause,
            LoginTime=self.login_time,
            InCall=int(self.in_call),
            Status=int(status),
            Paused=int(self.paused),
            PausedReason=self.paused_reason,
            **({} if as_list_item else {"Ringinuse": int(ring_in_use)}),
            Wrapuptime=0,
        )


@dataclass(slots=True)
class QueueOptions:
    """How a queue rings. `timeout_s` bounds one ring, `max_wait_s` the caller's whole wait."""

    strategy: Strategy = Strategy.RING_ALL
    ring_timeout_s: float = 15
    retry_s: float = 5
    max_wait_s: float = 60
    ring_in_use: bool = True


@dataclass(slots=True)
class Queue:
    name: str
    options: QueueOptions = field(default_factory=QueueOptions)
    members: dict[str, Member] = field(default_factory=dict)
    waiting: list[QueueRun] = field(default_factory=list)
    completed: int = 0
    abandoned: int = 0
    hold_time_s: int = 0
    talk_time_s: int = 0

    def pick(self, free: Sequence[Member]) -> list[Member]:
        """Those of `free` to ring now, in ring order: the lowest penalty, all of them or the longest idle.

        `app_queue` builds its list of outgoing calls back to front, so ring-all rings the last member first.
        """
        if not free:
            return []
        best = min(member.penalty for member in free)
        candidates = [member for member in free if member.penalty == best]
        if self.options.strategy is Strategy.LEAST_RECENT:
            return [min(candidates, key=lambda member: member.last_call)]
        return candidates[::-1]

    def record_wait(self, seconds: int) -> None:
        """The running average that `QueueParams` shows as Holdtime."""
        self.hold_time_s = (self.hold_time_s * 3 + seconds) >> 2

    def record_talk(self, seconds: int) -> None:
        self.talk_time_s = (self.talk_time_s * 3 + seconds) >> 2
