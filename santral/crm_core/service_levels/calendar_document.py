"""The business calendar as a JSON document, and such a document, checked, as a calendar."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Any, Final
from zoneinfo import available_timezones

from santral.crm_core.errors import InvalidInput
from santral.crm_core.json_document import Part, whole_document
from santral.crm_core.service_levels.business_calendar import BusinessCalendar, OwnDay, Span
from santral.crm_core.service_levels.public_holidays import is_known_country

MOST_SPANS: Final = 6
MOST_OWN_DAYS: Final = 1_000
_CLOCK: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00")


def calendar_document(calendar: BusinessCalendar) -> dict[str, Any]:
    """Times are `HH:MM`, days `YYYY-MM-DD`, the week begins on Monday."""
    return {
        "format": 1,
        "time_zone": calendar.time_zone,
        "country": calendar.country,
        "half_day_closes": _clock(calendar.half_day_closes_min),
        "week": [_spans(spans) for spans in calendar.week],
        "own_days": [
            {"day": own.day.isoformat(), "name": own.name, "spans": _spans(own.spans)}
            for own in calendar.own_days
        ],
    }


def read_calendar(value: object) -> BusinessCalendar:
    """Raises `InvalidInput` with the place in the document, as `week.0.1.closes`."""
    document = whole_document(value)
    week = document["week"].parts(7)
    if len(week) != 7:
        raise InvalidInput(document["week"].place, "A week has seven days.")
    hours = tuple(_read_spans(day) for day in week)
    if not any(hours):
        raise InvalidInput(document["week"].place, "The house must be open on one day of the week at least.")
    return BusinessCalendar(
        week=hours,
        time_zone=_read_zone(document["time_zone"]),
        country=_read_country(document["country"]),
        half_day_closes_min=_read_clock(document["half_day_closes"]),
        own_days=_read_own_days(document["own_days"]),
    )


def _read_zone(part: Part) -> str:
    zone = part.text(64)
    if zone not in _zones():
        raise InvalidInput(part.place, "There is no time zone “%(zone)s”. One is Europe/Istanbul.", zone=zone)
    return zone


def _read_country(part: Part) -> str:
    country = part.text(2, needed=False).upper()
    if country and not is_known_country(country):
        raise InvalidInput(part.place, "The public holidays of “%(country)s” are not known.", country=country)
    return country


def _read_own_days(part: Part) -> tuple[OwnDay, ...]:
    found: dict[date, OwnDay] = {}
    for own in part.parts(MOST_OWN_DAYS):
        day = _read_day(own["day"])
        if day in found:
            raise InvalidInput(own["day"].place, "This day is in the list already.")
        found[day] = OwnDay(day, own["name"].text(80, needed=False), _read_spans(own["spans"]))
    return tuple(found[day] for day in sorted(found))


def _read_day(part: Part) -> date:
    try:
        day = date.fromisoformat(part.text(10))
    except ValueError:
        raise InvalidInput(part.place, "Write a day as 2026-12-31.") from None
    if not 2000 <= day.year <= 2200:
        raise InvalidInput(part.place, "Write a day between 2000 and 2200.")
    return day


def _read_spans(part: Part) -> tuple[Span, ...]:
    spans: list[Span] = []
    for each in part.parts(MOST_SPANS):
        span = Span(_read_clock(each["opens"]), _read_clock(each["closes"]))
        if span.closes_min <= span.opens_min:
            raise InvalidInput(
                each["closes"].place,
                "It must close after it opens. Past midnight, write until 24:00 and go on the next day.",
            )
        if spans and span.opens_min < spans[-1].closes_min:
            raise InvalidInput(
                each["opens"].place, "It opens before it has closed. Write the hours in their order."
            )
        spans.append(span)
    return tuple(spans)


def _read_clock(part: Part) -> int:
    written = part.text(5)
    if not _CLOCK.fullmatch(written):
        raise InvalidInput(part.place, "Write the time as 09:30.")
    hours, _, minutes = written.partition(":")
    return int(hours) * 60 + int(minutes)


def _spans(spans: tuple[Span, ...]) -> list[dict[str, str]]:
    return [{"opens": _clock(span.opens_min), "closes": _clock(span.closes_min)} for span in spans]


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
