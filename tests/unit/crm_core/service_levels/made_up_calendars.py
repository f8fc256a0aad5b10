"""Calendars, moments and durations for properties: zones with and without summer time, odd hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from santral.crm_core.service_levels.business_calendar import (
    ALL_DAY,
    BusinessCalendar,
    OwnDay,
    Span,
    always_open,
)

ZONES = (
    "Europe/Istanbul",
    "Europe/Berlin",
    "America/New_York",
    "America/Havana",  # clocks change at midnight
    "America/St_Johns",  # half an hour off, and once at a minute past midnight
    "Australia/Lord_Howe",  # by half an hour
    "Asia/Kathmandu",
    "Pacific/Apia",  # once left a day out
    "UTC",
)
MOMENTS_OF_INTEREST = (
    datetime(2016, 3, 27, 1, tzinfo=UTC),  # the last spring forward of Istanbul
    datetime(2015, 11, 8, 1, tzinfo=UTC),  # its last autumn back, two weeks late for an election
    datetime(2016, 9, 7, tzinfo=UTC),  # where it stayed on summer time
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 3, 8, 7, tzinfo=UTC),
    datetime(2026, 11, 1, 6, tzinfo=UTC),
    datetime(2010, 11, 7, 2, 31, tzinfo=UTC),  # St John's, back over midnight
    datetime(2011, 12, 30, 10, tzinfo=UTC),  # Apia
    datetime(2026, 3, 19, 10, tzinfo=UTC),  # the eve of a religious holiday
    datetime(2026, 10, 28, 10, tzinfo=UTC),
    datetime(2025, 12, 31, 22, tzinfo=UTC),
)


@st.composite
def days(draw: st.DrawFn) -> tuple[Span, ...]:
    """The hours of one day: closed, all day, or up to three spans; also some that meet."""
    if draw(st.integers(0, 9)) < 3:
        return ALL_DAY
    bounds = sorted(draw(st.sets(st.integers(0, 48).map(lambda half_hours: half_hours * 30), max_size=6)))
    spans = [Span(a, b) for a, b in zip(bounds[::2], bounds[1::2], strict=False)]
    meets_midnight = draw(st.booleans())
    if spans and meets_midnight and spans[-1].closes_min < 1440:
        spans.append(Span(spans[-1].closes_min, 1440))
    return tuple(spans)


@st.composite
def calendars(draw: st.DrawFn) -> BusinessCalendar:
    zone = draw(st.sampled_from(ZONES))
    if draw(st.integers(0, 9)) == 0:
        return always_open(zone)
    week = tuple(draw(st.lists(days(), min_size=7, max_size=7).filter(any)))
    near = draw(st.sampled_from(MOMENTS_OF_INTEREST)).date()
    own = draw(
        st.dictionaries(st.integers(-3, 3).map(lambda n: near + timedelta(days=n)), days(), max_size=3)
    )
    return BusinessCalendar(
        week=week,
        time_zone=zone,
        country=draw(st.sampled_from(("", "TR", "DE", "US"))),
        half_day_closes_min=draw(st.sampled_from((720, 780, 810))),
        own_days=tuple(OwnDay(day, "", spans) for day, spans in own.items()),
    )


def moments() -> st.SearchStrategy[datetime]:
    """Mostly near one where clocks change or holidays begin, to the minute or to the microsecond."""
    return moments_together(1).map(lambda found: found[0])


@st.composite
def moments_together(draw: st.DrawFn, count: int) -> list[datetime]:
    """Some that are days apart, seldom years."""
    near = draw(st.sampled_from(MOMENTS_OF_INTEREST))
    minutes = st.integers(-3_000, 3_000).map(lambda n: timedelta(minutes=n))
    further = st.timedeltas(timedelta(days=-20), timedelta(days=20)) | st.just(timedelta(days=700))
    return [near + draw(minutes | further) for _ in range(count)]


def durations() -> st.SearchStrategy[timedelta]:
    """Up to weeks of work, which are years where little is worked; often whole minutes."""
    return st.integers(0, 3_000).map(lambda minutes: timedelta(minutes=minutes)) | st.timedeltas(
        timedelta(), timedelta(days=15)
    )


def a_week(*spans: Span, saturday: tuple[Span, ...] = ()) -> tuple[tuple[Span, ...], ...]:
    """The same spans from Monday to Friday."""
    return (*(spans,) * 5, saturday, ())
