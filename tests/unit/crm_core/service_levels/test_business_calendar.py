"""Time counted in business hours: known days, and what holds for every calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santral.crm_core.service_levels.business_calendar import (
    BusinessCalendar,
    OwnDay,
    Span,
    always_open,
)
from tests.unit.crm_core.service_levels.made_up_calendars import (
    a_week,
    calendars,
    durations,
    moments,
    moments_together,
)

OFFICE = BusinessCalendar(week=a_week(Span(540, 750), Span(810, 1080)))  # 09:00-12:30, 13:30-18:00
NONSTOP = BusinessCalendar(week=a_week(Span(540, 1080), saturday=(Span(540, 780),)))
MINUTE = timedelta(minutes=1)


def istanbul(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Istanbul")).astimezone(UTC)


def walked(calendar: BusinessCalendar, a: datetime, b: datetime) -> timedelta:
    """Business time between two whole minutes, by looking at the clock on the wall every minute."""
    zone, open_minutes = ZoneInfo(calendar.time_zone), 0
    while a < b:
        wall = a.astimezone(zone)
        minute = wall.hour * 60 + wall.minute
        open_minutes += any(s.opens_min <= minute < s.closes_min for s in calendar.spans_on(wall.date()))
        a += MINUTE
    return open_minutes * MINUTE


@pytest.mark.parametrize(
    ("start", "minutes", "ends"),
    [
        ("2026-11-16T09:00", 60, "2026-11-16T10:00"),
        ("2026-11-16T12:00", 30, "2026-11-16T12:30"),  # at closing, not at the next opening
        ("2026-11-16T12:00", 31, "2026-11-16T13:31"),
        ("2026-11-16T12:45", 1, "2026-11-16T13:31"),
        ("2026-11-16T17:59", 2, "2026-11-17T09:01"),
        ("2026-11-20T17:00", 120, "2026-11-23T10:00"),  # over a weekend
        ("2026-11-21T11:11", 0, "2026-11-23T09:00"),
        ("2026-11-20T18:00", 0, "2026-11-20T18:00"),
        ("2026-10-28T12:00", 61, "2026-10-30T09:31"),  # half a day at noon, and the 29th
        ("2026-03-19T12:00", 60, "2026-03-23T09:30"),  # the eve and the three days of Ramazan
        ("2026-12-31T17:59", 2, "2027-01-04T09:01"),  # New Year on a Friday
    ],
)
def test_time_is_added_in_the_hours_of_an_office(start: str, minutes: int, ends: str) -> None:
    assert OFFICE.add_business(istanbul(start), minutes * MINUTE) == istanbul(ends)


def test_own_days_are_stronger_than_the_week_and_than_public_holidays() -> None:
    own = (
        OwnDay(date(2026, 11, 16), "Sayım"),
        OwnDay(date(2026, 11, 22), "Pazar nöbeti", (Span(600, 720),)),
        OwnDay(date(2026, 10, 29), "Nöbet", (Span(600, 660),)),
    )
    calendar = BusinessCalendar(week=NONSTOP.week, own_days=own)
    assert calendar.spans_on(date(2026, 11, 16)) == ()
    assert calendar.add_business(istanbul("2026-11-21T12:59"), 2 * MINUTE) == istanbul("2026-11-22T10:01")
    assert calendar.spans_on(date(2026, 10, 29)) == (Span(600, 660),)
    assert calendar.spans_on(date(2026, 10, 28)) == (Span(540, 780),)


@pytest.mark.parametrize(
    ("zone", "start", "hours", "ends"),
    [
        # On 29 March 2026 Berlin's clock goes from 02:00 to 03:00, on 25 October from 03:00 back to 02:00.
        ("Europe/Berlin", "2026-03-29T00:30+01:00", 1, "2026-03-29T01:30+01:00"),
        ("Europe/Berlin", "2026-03-29T00:30+01:00", 2, "2026-03-29T03:30+02:00"),
        ("Europe/Berlin", "2026-10-25T01:30+02:00", 2, "2026-10-25T02:30+01:00"),
        # Istanbul put its clocks forward in March 2016 and has left them there.
        ("Europe/Istanbul", "2016-03-27T02:30+02:00", 1, "2016-03-27T04:30+03:00"),
        ("Europe/Istanbul", "2016-10-30T02:30+03:00", 3, "2016-10-30T05:30+03:00"),
    ],
)
def test_an_open_house_counts_hours_that_pass_not_hours_on_the_clock(
    zone: str, start: str, hours: int, ends: str
) -> None:
    house = BusinessCalendar(week=((Span(0, 1440),),) * 7, time_zone=zone, country="")
    assert house.add_business(
        datetime.fromisoformat(start), timedelta(hours=hours)
    ) == datetime.fromisoformat(ends)


def test_hours_the_clock_shows_twice_are_worked_twice_and_hours_it_skips_are_not() -> None:
    nights = BusinessCalendar(week=((Span(120, 180),),) * 7, time_zone="Europe/Berlin", country="")
    forward, back = datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert nights.business_between(forward, forward + timedelta(hours=12)) == timedelta()
    assert nights.business_between(back, back + timedelta(hours=12)) == timedelta(hours=2)


def test_opening_hours_follow_the_clock_of_their_zone_before_and_after_2016() -> None:
    opens = OFFICE.add_business(datetime(2015, 1, 5, tzinfo=UTC), timedelta())
    assert opens == datetime(2015, 1, 5, 7, tzinfo=UTC)
    assert OFFICE.add_business(datetime(2017, 1, 9, tzinfo=UTC), timedelta()) == datetime(
        2017, 1, 9, 6, tzinfo=UTC
    )


def test_a_house_that_never_closes_counts_all_time() -> None:
    start, long = datetime(2026, 1, 1, tzinfo=UTC), timedelta(days=1500, microseconds=1)
    assert always_open().add_business(start, long) == start + long
    assert always_open("America/New_York").business_between(start, start + long) == long


def test_years_ahead_is_as_exact_as_tomorrow() -> None:
    start = istanbul("2026-01-05T09:00")
    due = NONSTOP.add_business(start, timedelta(hours=25_000))
    assert due.year == 2036
    assert NONSTOP.business_between(start, due) == timedelta(hours=25_000)


def test_a_house_may_close_as_the_year_ends() -> None:
    new_year = datetime(2026, 1, 1, tzinfo=UTC)
    day = OwnDay(new_year.date(), "Yılbaşı")
    house = BusinessCalendar(week=always_open().week, time_zone="UTC", country="", own_days=(day,))
    assert house.add_business(new_year - 2 * MINUTE, 2 * MINUTE) == new_year
    assert house.add_business(new_year, timedelta()) == new_year
    assert house.add_business(new_year, MINUTE) == datetime(2026, 1, 2, 0, 1, tzinfo=UTC)


@pytest.mark.parametrize("wrong", [(), (((),) * 7), ((Span(0, 1440),),) * 6])
def test_a_week_without_work_is_no_calendar(wrong: tuple[tuple[Span, ...], ...]) -> None:
    with pytest.raises(ValueError, match="seven days"):
        BusinessCalendar(week=wrong)


def test_what_is_no_moment_or_no_duration_is_refused() -> None:
    noon = datetime(2026, 1, 5, 12)  # noqa: DTZ001 - without a zone is the point
    with pytest.raises(ValueError, match="time zone"):
        OFFICE.add_business(noon, MINUTE)
    with pytest.raises(ValueError, match="time zone"):
        OFFICE.business_between(noon, noon)
    with pytest.raises(ValueError, match="taken away"):
        OFFICE.add_business(noon.replace(tzinfo=UTC), -MINUTE)


@given(calendars(), moments(), durations())
def test_what_was_added_ends_at_work_as_soon_as_it_lies_between(
    calendar: BusinessCalendar, start: datetime, duration: timedelta
) -> None:
    due = calendar.add_business(start, duration)
    assert due.utcoffset() == timedelta()
    assert due >= start
    assert calendar.business_between(start, due) == duration
    assert calendar.business_between(due, start) == -duration
    assert calendar.is_open(due) or calendar.is_open(due - datetime.resolution)
    if duration:
        assert calendar.business_between(start, due - datetime.resolution) < duration


@given(calendars(), moments(), durations(), durations())
def test_adding_twice_is_adding_the_sum(
    calendar: BusinessCalendar, start: datetime, first: timedelta, then: timedelta
) -> None:
    at_once = calendar.add_business(start, first + then)
    assert calendar.add_business(calendar.add_business(start, first), then) == at_once


@given(calendars(), moments_together(2), durations(), durations())
def test_later_or_longer_never_ends_earlier(
    calendar: BusinessCalendar, two: list[datetime], one: timedelta, other: timedelta
) -> None:
    early, late = sorted(two)
    short, long = sorted((one, other))
    assert calendar.add_business(early, short) <= calendar.add_business(late, short)
    assert calendar.add_business(early, short) <= calendar.add_business(early, long)


@given(calendars(), moments_together(3))
def test_time_between_adds_up(calendar: BusinessCalendar, three: list[datetime]) -> None:
    a, b, c = three
    assert calendar.business_between(a, b) + calendar.business_between(b, c) == calendar.business_between(
        a, c
    )
    assert abs(calendar.business_between(a, b)) <= abs(b - a)


@given(calendars(), moments(), st.integers(0, 2_000))
def test_it_agrees_with_a_walk_past_the_clock_minute_by_minute(
    calendar: BusinessCalendar, start: datetime, minutes: int
) -> None:
    start = start.replace(second=0, microsecond=0)
    end = start + minutes * MINUTE
    assert calendar.business_between(start, end) == walked(calendar, start, end)
    wall = start.astimezone(ZoneInfo(calendar.time_zone))
    minute = wall.hour * 60 + wall.minute
    assert calendar.is_open(start) == any(
        s.opens_min <= minute < s.closes_min for s in calendar.spans_on(wall.date())
    )
