"""What changed on the floor, and so is to be rendered."""

from __future__ import annotations

from dataclasses import dataclass, field

from santral.cti.call_events import CallId


@dataclass(slots=True)
class Touched:
    """What changed since it was last collected."""

    calls: dict[int, dict[CallId, None]] = field(default_factory=dict)  # by user, in order
    rings: list[tuple[int, CallId]] = field(default_factory=list)  # began to ring at this user's phone
    days: set[int] = field(default_factory=set)  # users whose idle desk changed
