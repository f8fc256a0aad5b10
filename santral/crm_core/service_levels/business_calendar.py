"""When the house works, and time counted in business hours.

The house is open whenever the clock on its wall says so. Where clocks are put forward, hours that the clock
does not show are not worked; where they are put back, hours that it shows twice are worked twice. All
moments, in and out, are aware; those that come out are in UTC.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from santral.crm_core.service_levels.opening_hours import OpenYear, open_year
from santral.crm_core.service_levels.public_holidays import days_off

MINUTES_A_DAY: Final = 24 * 60
YEARS_KEPT: Final = 60


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Open from `opens_min` until `closes_min`, minutes after midnight by the clock on the wall; 1440 is the
    end of the day. Past midnight it is two spans of two days."""

    opens_min: int
    closes_min: int


ALL_DAY: Final = (Span(0, MINUTES_A_DAY),)


@dataclass(frozen=True, slots=True)
class OwnDay:
    """A day on which the house keeps hours of its own, whatever day it is: none for one that is closed."""

    day: date
    name: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """`week` is seven days from Monday, each with its spans in order, at least one in the week.

    `country` is whose public holidays are kept, `""` for none. On a half day the house closes at
    `half_day_closes_min`.
    """

    week: tuple[tuple[Span, ...], ...]
    time_zone: str = "Europe/Istanbul"
    country: str = "TR"
    half_day_closes_min: int = 13 * 60
    own_days: tuple[OwnDay, ...] = ()
    _own: dict[date, tuple[Span, ...]] = field(init=False, repr=False, compare=False)
    _years: dict[int, OpenYear] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.week) != 7 or not any(self.week):
            raise ValueError("a week has seven days and the house works on one of them")
        object.__setattr__(self, "_own", {own.day: own.spans for own in self.own_days})

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """The hours of a day by the clock on the wall."""
        if (own := self._own.get(day)) is not None:
            return own
        spans = self.week[day.weekday()]
        half_day = days_off(self.country, day.year).get(day)
        if half_day is None:
            return spans
        if not half_day:
            return ()
        closes = self.half_day_closes_min
        return tuple(Span(s.opens_min, min(s.closes_min, closes)) for s in spans if s.opens_min < closes)

    def is_open(self, at: datetime) -> bool:
        """Whether the house works at a moment. At the minute it closes it does not."""
        at = at.astimezone(UTC)
        return self._year(at.year).is_open(at)

    def business_between(self, a: datetime, b: datetime) -> timedelta:
        """Business time from `a` until `b`; negative where `b` is the earlier one."""
        a, b = _utc(a), _utc(b)
        if b < a:
            return -self.business_between(b, a)
        between = sum((self._year(year).total for year in range(a.year, b.year)), timedelta())
        return between + self._year(b.year).worked_until(b) - self._year(a.year).worked_until(a)

    def add_business(self, start: datetime, duration: timedelta) -> datetime:
        """The first moment at which `duration` has been worked since `start`; for none at all, `start` or,
        when the house is closed, when it opens next.

        What is used up to the last minute ends when the house closes, not when it opens again. Raises
        `ValueError` for a negative duration and `OverflowError` past the year 9000.
        """
        at = _utc(start)
        if not duration:
            return at if self._closes_at(at) else self._open_from(at)
        if duration < timedelta():
            raise ValueError("business time is added, not taken away")
        year = at.year
        wanted = self._year(year).worked_until(at) + duration
        while wanted > self._year(year).total:
            wanted -= self._year(year).total
            year += 1
        return self._year(year).moment_after(wanted)

    def openings(self, a: datetime, b: datetime) -> tuple[tuple[datetime, datetime], ...]:
        """When the house opens and closes between two moments, cut off at both, in order."""
        a, b = _utc(a), _utc(b)
        spans = (
            span
            for year in range(a.year, b.year + 1)
            for span in zip(self._year(year).opens, self._year(year).closes, strict=True)
        )
        cut_off = ((max(opens, a), min(closes, b)) for opens, closes in spans)
        return tuple((opens, closes) for opens, closes in cut_off if opens < closes)

    def _open_from(self, at: datetime) -> datetime:
        year = at.year
        while (opening := self._year(year).open_from(at)) is None:
            year += 1
        return opening

    def _closes_at(self, at: datetime) -> bool:
        """Whether it is the very moment of closing, also at the end of a year."""
        return self._year((at - datetime.resolution).year).closes_at(at)

    def _year(self, year: int) -> OpenYear:
        known = self._years.get(year)
        if known is None:
            if len(self._years) >= YEARS_KEPT:
                self._years.clear()
            if year > 9000:
                raise OverflowError("no calendar reaches that far")
            known = self._years[year] = open_year(year, self.time_zone, self._local_spans(year))
        return known

    def _local_spans(self, year: int) -> Iterator[tuple[datetime, datetime]]:
        """Openings and closings by the clock, without a zone, of every day that may lie in a UTC year."""
        day, last = date(year, 1, 1) - timedelta(days=2), date(year, 12, 31) + timedelta(days=2)
        while day <= last:
            midnight = datetime.combine(day, time())
            for span in self.spans_on(day):
                yield (
                    midnight + timedelta(minutes=span.opens_min),
                    midnight + timedelta(minutes=span.closes_min),
                )
            day += timedelta(days=1)


def always_open(time_zone: str = "Europe/Istanbul") -> BusinessCalendar:
    """The calendar of a house that never closes."""
    return BusinessCalendar(week=(ALL_DAY,) * 7, time_zone=time_zone, country="")


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone is none")
    return at.astimezone(UTC)
