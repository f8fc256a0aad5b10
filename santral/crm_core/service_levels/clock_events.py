"""What happens to an application that its service level cares about, in the order of its history.

`at` is aware. An event whose `at` lies before the one before it (clocks of several servers differ a little)
counts as if it happened at the same moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """The first event of every application."""

    at: datetime
    priority: str
    tier: str  # of the customer, "" for none


@dataclass(frozen=True, slots=True)
class FirstAnswered:
    """The customer heard that somebody sees to it. Only the first one counts as that."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Updated:
    """The customer heard how it stands. If nobody answered before, this is the answer."""

    at: datetime


@dataclass(frozen=True, slots=True)
class WaitingBegan:
    """The house can go on only when the customer says or sends something."""

    at: datetime


@dataclass(frozen=True, slots=True)
class WaitingEnded:
    at: datetime


@dataclass(frozen=True, slots=True)
class Solved:
    """Solved, closed or given up. If nobody answered before, this is the answer."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Reopened:
    """It was not solved after all."""

    at: datetime


@dataclass(frozen=True, slots=True)
class PriorityChanged:
    at: datetime
    priority: str


@dataclass(frozen=True, slots=True)
class TierChanged:
    at: datetime
    tier: str


ClockEvent = (
    Opened
    | FirstAnswered
    | Updated
    | WaitingBegan
    | WaitingEnded
    | Solved
    | Reopened
    | PriorityChanged
    | TierChanged
)
