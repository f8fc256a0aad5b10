"""By when an application must be answered, answered again and solved, and how that stands at a moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from santral.crm_core.service_levels.business_calendar import BusinessCalendar
from santral.crm_core.service_levels.clock import Done, SlaClock, Stop
from santral.crm_core.service_levels.targets import SlaTargets, TargetKind


class SlaState(StrEnum):
    """`BREACHED`: later than promised, done or not. `PAUSED`: time does not count now."""

    OK = "ok"
    WARNING = "warning"
    BREACHED = "breached"
    MET = "met"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Due:
    """One promise: `promised` business time from `since` on, stops left out.

    `done_at` is when it was kept, or kept too late; None while it is open. `stopped_since` is the stop that
    goes on, None where time counts.
    """

    kind: TargetKind
    since: datetime
    promised: timedelta
    calendar: BusinessCalendar
    stops: tuple[Stop, ...]
    stopped_since: datetime | None = None
    done_at: datetime | None = None
    warning_percent: int = 80

    @property
    def due_at(self) -> datetime | None:
        """The last moment at which it is kept; None while time stands still before it is reached."""
        return self.moment_of(self.promised)

    def moment_of(self, used: timedelta) -> datetime | None:
        """The first moment at which so much of the time has been used, if nothing further happens; None
        where it stands still before that."""
        at, left = self.since, used
        for begins, ends in self._stops():
            worked = self.calendar.business_between(at, begins)
            if worked >= left:
                break
            if ends is None:
                return None
            at, left = ends, left - worked
        return self.calendar.add_business(at, left)

    def used(self, at: datetime) -> timedelta:
        """Business time used up by a moment."""
        if self.done_at is not None:
            at = min(at, self.done_at)
        if at <= self.since:
            return timedelta()
        between = self.calendar.business_between
        stopped = timedelta()
        for begins, ends in self._stops():
            if begins < at:
                stopped += between(begins, at if ends is None else min(at, ends))
        return between(self.since, at) - stopped

    def remaining(self, at: datetime) -> timedelta:
        """Business time left at a moment; negative is by how much it is late."""
        return self.promised - self.used(at)

    def state(self, at: datetime) -> SlaState:
        """How it stands at a moment, as far as is known now. What is due when the house closes is late from
        then on, though no business time passes until it opens."""
        done = self.done_at is not None and self.done_at <= at
        due_at = self.due_at
        if due_at is not None and due_at < (min(at, self.done_at) if self.done_at else at):
            return SlaState.BREACHED
        if done:
            return SlaState.MET
        if self.stopped_since is not None and self.stopped_since <= at:
            return SlaState.PAUSED
        in_danger = self.used(at) * 100 >= self.promised * self.warning_percent
        return SlaState.WARNING if in_danger else SlaState.OK

    def _stops(self) -> Iterator[tuple[datetime, datetime | None]]:
        """Those within its time, from where they matter; the last one may have no end."""
        for stop in self.stops:
            if stop.until > self.since:
                yield max(stop.since, self.since), stop.until
        if self.stopped_since is not None:
            yield max(self.stopped_since, self.since), None


@dataclass(frozen=True, slots=True)
class Dues:
    """What is promised for one application; None for what is not, or not now."""

    first_answer: Due | None
    next_update: Due | None
    solution: Due | None

    def __iter__(self) -> Iterator[Due]:
        return (due for due in (self.first_answer, self.next_update, self.solution) if due is not None)


def dues(clock: SlaClock, calendar: BusinessCalendar, targets: SlaTargets) -> Dues:
    """The promises for an application under a calendar and targets.

    The first answer and the solution count from the beginning; a changed priority changes how much was
    promised, not since when. The next update is promised from the first answer on until it is solved, each
    time anew.
    """

    def due(kind: TargetKind, since: datetime, done: Done | None) -> Due | None:
        priority, tier = (done.priority, done.tier) if done else (clock.priority, clock.tier)
        minutes = targets.target(priority, tier).minutes(kind)
        if minutes is None:
            return None
        return Due(
            kind=kind,
            since=since,
            promised=timedelta(minutes=minutes),
            calendar=calendar,
            stops=_stops_until(clock, done.at) if done else clock.stops,
            stopped_since=None if done else clock.stopped_since,
            done_at=done.at if done else None,
            warning_percent=targets.warning_percent,
        )

    # A solved application promises no update; a reopened one counts from then on.
    updated_at = None if clock.solved else clock.updated_at
    return Dues(
        first_answer=due(TargetKind.FIRST_ANSWER, clock.opened_at, clock.first_answer),
        next_update=due(TargetKind.NEXT_UPDATE, updated_at, None) if updated_at else None,
        solution=due(TargetKind.SOLUTION, clock.opened_at, clock.solved),
    )


def _stops_until(clock: SlaClock, end: datetime) -> tuple[Stop, ...]:
    """The stops before something was done, that one too in the midst of which it was."""
    going_on = (Stop(clock.stopped_since, end),) if clock.stopped_since else ()
    return tuple(
        Stop(stop.since, min(stop.until, end)) for stop in (*clock.stops, *going_on) if stop.since < end
    )
