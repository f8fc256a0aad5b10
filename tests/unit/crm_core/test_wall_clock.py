"""What people mean by a time on the wall, on the days when clocks are changed too."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from santral.crm_core.errors import InvalidInput
from santral.crm_core.wall_clock import day_begins, day_of, moment_as_typed, moment_typed

ISTANBUL, BERLIN, HAVANA = ZoneInfo("Europe/Istanbul"), ZoneInfo("Europe/Berlin"), ZoneInfo("America/Havana")


@pytest.mark.parametrize(
    ("typed", "zone", "meant"),
    [
        ("2026-11-22T09:30", ISTANBUL, "2026-11-22T06:30+00:00"),
        (" 2026-07-01T09:30 ", BERLIN, "2026-07-01T07:30+00:00"),
        ("2026-12-01T09:30", BERLIN, "2026-12-01T08:30+00:00"),
        ("2025-10-26T02:30", BERLIN, "2025-10-26T00:30+00:00"),  # comes twice: the earlier one
        ("2025-03-30T03:00", BERLIN, "2025-03-30T01:00+00:00"),  # the first one after what is skipped
        ("2025-03-30T02:30Z", BERLIN, "2025-03-30T02:30+00:00"),  # tells its own offset
        ("", BERLIN, None),
    ],
)
def test_a_time_is_read_by_the_clock_of_the_zone(typed: str, zone: ZoneInfo, meant: str | None) -> None:
    at = moment_typed("due_at", typed, zone)
    assert at == (datetime.fromisoformat(meant) if meant else None)
    assert moment_as_typed(at, zone) == ("" if at is None else f"{at.astimezone(zone):%Y-%m-%dT%H:%M}")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("2025-03-30T02:30", "The clocks are put forward"),
        ("2025-02-30T10:00", "not a date and a time"),
        ("0001-01-01T00:00", "not a date and a time"),
        ("soon", "not a date and a time"),
    ],
)
def test_a_time_that_no_clock_shows_is_refused_with_a_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        moment_typed("due_at", typed, BERLIN)
    assert refused.value.field == "due_at"
    assert sentence in refused.value.sentence


@pytest.mark.parametrize(
    ("day", "zone", "begins"),
    [
        (date(2026, 11, 22), ISTANBUL, "2026-11-21T21:00+00:00"),
        (date(2025, 3, 9), HAVANA, "2025-03-09T05:00+00:00"),  # midnight is skipped: it begins at one
        (date(2025, 11, 2), HAVANA, "2025-11-02T04:00+00:00"),  # midnight comes twice: the earlier one
    ],
)
def test_a_day_begins_when_the_wall_shows_it_first(day: date, zone: ZoneInfo, begins: str) -> None:
    first = day_begins(day, zone)
    assert first == datetime.fromisoformat(begins)
    assert day_of(first, zone) == day
    assert day_of(first - datetime.resolution, zone) < day
    assert first.tzinfo is UTC
