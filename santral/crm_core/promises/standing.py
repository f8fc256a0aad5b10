"""How an application stands with what was promised, in the few values that lists, pops and pages show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from santral.crm_core.service_levels.dues import Due
from santral.crm_core.service_levels.targets import TargetKind

FAR = datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Standing:
    """The promise that presses most. `due_at` is its last moment, None while time stands still before it;
    from `warn_at` on it is in danger. `stopped_left_s` is the business time that is left, or by how much it
    is late (negative), while time stands still; None while it runs."""

    kind: TargetKind
    due_at: datetime | None
    warn_at: datetime | None
    stopped_left_s: int | None

    @property
    def paused(self) -> bool:
        return self.stopped_left_s is not None


def standing_of(due: Due, at: datetime) -> Standing:
    """Of one promise that is open."""
    stopped = due.stopped_since is not None
    return Standing(
        kind=due.kind,
        due_at=due.due_at,
        warn_at=due.moment_of(due.promised * due.warning_percent / 100),
        stopped_left_s=int(due.remaining(at).total_seconds()) if stopped else None,
    )


def most_pressing(dues: Iterable[Due], at: datetime) -> Standing | None:
    """Of the promises that are open: the one that is due first; while time stands still, the one of which
    the least is left. None where nothing is open."""
    standings = [standing_of(due, at) for due in dues if due.done_at is None]
    return min(standings, key=lambda one: (one.due_at or FAR, one.stopped_left_s or 0), default=None)


def from_columns(
    kind: str, due_at: datetime | None, warn_at: datetime | None, stopped_left_s: int | None
) -> Standing | None:
    """What an application keeps of it; None where nothing is promised."""
    return Standing(TargetKind(kind), due_at, warn_at, stopped_left_s) if kind else None
