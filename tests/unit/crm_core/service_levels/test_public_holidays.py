"""The days the calendar on a Turkish wall shows in red, and those that are red from one o'clock on."""

from __future__ import annotations

from datetime import date

import pytest

from santral.crm_core.service_levels.business_calendar import ALL_DAY, BusinessCalendar, Span
from santral.crm_core.service_levels.public_holidays import is_known_country, public_holidays


def days(year: int, *, half_days: bool) -> set[str]:
    return {h.day.strftime("%m-%d") for h in public_holidays("TR", year) if h.half_day is half_days}


def test_the_holidays_of_2026() -> None:
    fixed = {"01-01", "04-23", "05-01", "05-19", "07-15", "08-30", "10-29"}
    ramazan, kurban = {"03-20", "03-21", "03-22"}, {"05-27", "05-28", "05-29", "05-30"}
    assert days(2026, half_days=False) == fixed | ramazan | kurban
    assert days(2026, half_days=True) == {"03-19", "05-26", "10-28"}


def test_the_holidays_of_2016_before_there_was_a_15_july() -> None:
    fixed = {"01-01", "04-23", "05-01", "05-19", "08-30", "10-29"}
    ramazan, kurban = {"07-05", "07-06", "07-07"}, {"09-12", "09-13", "09-14", "09-15"}
    assert days(2016, half_days=False) == fixed | ramazan | kurban
    assert days(2016, half_days=True) == {"07-04", "09-11", "10-28"}


def test_an_eve_that_is_a_holiday_itself_is_a_whole_day() -> None:
    """Ramazan of 2006 began on 23 October, and 29 August 2011 was an eve before 30 August."""
    assert days(2011, half_days=True) == {"08-29", "10-28", "11-05"}
    assert len({h.day for h in public_holidays("TR", 2011)}) == len(public_holidays("TR", 2011))


@pytest.mark.parametrize(
    ("spans", "left"),
    [
        ((Span(540, 750), Span(810, 1080)), (Span(540, 750),)),
        ((Span(540, 1080),), (Span(540, 780),)),
        ((Span(780, 1080),), ()),
        (ALL_DAY, (Span(0, 780),)),
    ],
)
def test_on_a_half_day_the_house_closes_at_one(spans: tuple[Span, ...], left: tuple[Span, ...]) -> None:
    assert BusinessCalendar(week=(spans,) * 7).spans_on(date(2026, 10, 28)) == left


def test_names_are_turkish_and_no_country_has_no_holidays() -> None:
    assert public_holidays("TR", 2026)[0].name == "Yılbaşı"
    assert public_holidays("", 2026) == ()


def test_countries_are_known_by_their_two_letters() -> None:
    assert all(map(is_known_country, ("TR", "DE", "US")))
    assert not any(map(is_known_country, ("", "tr", "XX", "TUR", "UK")))
