"""The business calendar as the fields of a form, and such fields as its document.

Fields: `time_zone`, `country`, `half_day_closes`, `week.<day>.<span>.opens` and `….closes` (days from
Monday, two spans each), and `own_days`: a line for each, as `2026-12-31 09:00-13:00 New Year's Eve`, without
hours for a day on which the house is closed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from santral.crm_core.errors import InvalidInput
from santral.crm_core.service_levels.business_calendar import BusinessCalendar
from santral.crm_core.service_levels.calendar_document import calendar_document, read_calendar

SPANS: Final = 2
OWN_DAY: Final = re.compile(r"(\S+)((?:\s+\d\d:\d\d-\d\d:\d\d)*)(?:\s+(.*))?")

LIKE_HOURS: Final = re.compile(r"\d[\d:.]*\s*[-–]")
"""What somebody meant as hours, and no name of a day begins with."""


def calendar_fields(calendar: BusinessCalendar) -> dict[str, str]:
    document = calendar_document(calendar)
    fields = {name: str(document[name]) for name in ("time_zone", "country", "half_day_closes")}
    for day, spans in enumerate(document["week"]):
        for number in range(SPANS):
            span = spans[number] if number < len(spans) else {"opens": "", "closes": ""}
            fields |= {f"week.{day}.{number}.{end}": span[end] for end in ("opens", "closes")}
    fields["own_days"] = "\n".join(_line(own) for own in document["own_days"])
    return fields


def read_calendar_fields(fields: Mapping[str, str]) -> BusinessCalendar:
    """Raises `InvalidInput` at the field."""
    week = [
        [
            {end: fields.get(f"week.{day}.{number}.{end}", "").strip() for end in ("opens", "closes")}
            for number in range(SPANS)
            if any(fields.get(f"week.{day}.{number}.{end}", "").strip() for end in ("opens", "closes"))
        ]
        for day in range(7)
    ]
    document = {name: fields.get(name, "").strip() for name in ("time_zone", "country", "half_day_closes")}
    try:
        return read_calendar(
            {"format": 1, **document, "week": week, "own_days": _own_days(fields.get("own_days", ""))}
        )
    except InvalidInput as error:
        if error.field.startswith("own_days"):
            raise InvalidInput("own_days", error.sentence, **error.values) from None
        raise


def _own_days(typed: str) -> list[dict[str, Any]]:
    found = []
    for line in filter(None, (line.strip() for line in typed.splitlines())):
        match = OWN_DAY.fullmatch(line)
        assert match is not None  # anything that is not empty begins with a word
        day, spans, name = match[1], match[2].split(), match[3] or ""
        if LIKE_HOURS.match(name):
            raise InvalidInput("own_days", "Write the hours of a day as 09:00-13:00.")
        hours = [dict(zip(("opens", "closes"), span.split("-"), strict=True)) for span in spans]
        found.append({"day": day, "name": name, "spans": hours})
    return found


def _line(own: Mapping[str, Any]) -> str:
    spans = [f"{span['opens']}-{span['closes']}" for span in own["spans"]]
    return " ".join(filter(None, (own["day"], *spans, own["name"])))
