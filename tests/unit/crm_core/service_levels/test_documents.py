"""What is set on the screen comes back as it was written, and what is wrong is told at its place."""

from __future__ import annotations

from contextlib import suppress
from copy import deepcopy
from datetime import date
from typing import Any

import orjson
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from santral.crm_core.errors import InvalidInput
from santral.crm_core.json_document import Part
from santral.crm_core.service_levels.business_calendar import ALL_DAY, BusinessCalendar, OwnDay, Span
from santral.crm_core.service_levels.calendar_document import calendar_document, read_calendar
from santral.crm_core.service_levels.defaults import DEFAULT_CALENDAR, DEFAULT_ESCALATION, DEFAULT_TARGETS
from santral.crm_core.service_levels.target_document import (
    read_rules,
    read_targets,
    rules_document,
    targets_document,
)
from santral.crm_core.service_levels.targets import SlaTargets
from tests.unit.crm_core.service_levels.made_up_calendars import calendars
from tests.unit.crm_core.service_levels.made_up_histories import targets

PRIORITIES = ("low", "normal", "high", "urgent")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def changed(document: dict[str, Any], place: str, value: object) -> dict[str, Any]:
    """The document with another value at a place; at the end of a list it is added."""
    copy = deepcopy(document)
    *way, last = [int(step) if step.isdigit() else step for step in place.split(".")]
    inner: Any = copy
    for step in way:
        inner = inner[step]
    if isinstance(inner, list) and last == len(inner):
        inner.append(value)
    else:
        inner[last] = value
    return copy


@given(calendars())
def test_a_calendar_comes_back_as_it_was(calendar: BusinessCalendar) -> None:
    back = read_calendar(orjson.loads(orjson.dumps(calendar_document(calendar))))
    assert back.week == calendar.week
    assert (back.time_zone, back.country) == (calendar.time_zone, calendar.country)
    assert set(back.own_days) == set(calendar.own_days)
    assert back.half_day_closes_min == calendar.half_day_closes_min


@given(targets())
def test_targets_come_back_as_they_were(some: SlaTargets) -> None:
    document = orjson.loads(orjson.dumps(targets_document(some)))
    assume(all((row.solution_min or 9_999) >= (row.first_answer_min or 0) for row in some.rows))
    assert read_targets(document, PRIORITIES) == some


def test_the_defaults_are_what_an_administrator_may_write() -> None:
    assert read_calendar(calendar_document(DEFAULT_CALENDAR)) == DEFAULT_CALENDAR
    assert read_targets(targets_document(DEFAULT_TARGETS), PRIORITIES) == DEFAULT_TARGETS
    assert read_rules(rules_document(DEFAULT_ESCALATION), PRIORITIES) == DEFAULT_ESCALATION


def test_times_may_end_at_midnight_and_own_days_come_in_order() -> None:
    own = [
        {"day": "2026-12-31", "name": "Sayım"},
        {"day": "2026-12-13", "spans": [{"opens": "00:00", "closes": "24:00"}]},
    ]
    calendar = read_calendar(changed(calendar_document(DEFAULT_CALENDAR), "own_days", own))
    assert calendar.own_days == (
        OwnDay(date(2026, 12, 13), "", ALL_DAY),
        OwnDay(date(2026, 12, 31), "Sayım"),
    )
    assert calendar.spans_on(date(2026, 12, 13)) == (Span(0, 1440),)


TWICE = [{"day": "2026-12-31"}, {"day": "2026-12-31"}]


@pytest.mark.parametrize(
    ("place", "value", "told_at"),
    [
        ("format", 2, "format"),
        ("time_zone", "Mars/Olympus", "time_zone"),
        ("time_zone", "../etc/passwd", "time_zone"),
        ("time_zone", None, "time_zone"),
        ("country", "XX", "country"),
        ("half_day_closes", "25:00", "half_day_closes"),
        ("week", [[]] * 7, "week"),
        ("week", [[]] * 6, "week"),
        ("week", {}, "week"),
        ("week.0.0.closes", "09:00", "week.0.0.closes"),
        ("week.0.0.closes", "9:00", "week.0.0.closes"),
        ("week.0.1", {"opens": "17:59", "closes": "19:00"}, "week.0.1.opens"),
        ("week.0", [{"opens": "10:00", "closes": "11:00"}] * 7, "week.0"),
        ("week.0.0", "09:00-18:00", "week.0.0"),
        ("own_days", [{"day": "31.12.2026"}], "own_days.0.day"),
        ("own_days", [{"day": "1926-12-31"}], "own_days.0.day"),
        ("own_days", TWICE, "own_days.1.day"),
    ],
)
def test_what_is_no_calendar_is_told_at_its_place(place: str, value: object, told_at: str) -> None:
    with pytest.raises(InvalidInput) as told:
        read_calendar(changed(calendar_document(DEFAULT_CALENDAR), place, value))
    assert told.value.field == told_at


@pytest.mark.parametrize(
    ("place", "value", "told_at"),
    [
        ("format", None, "format"),
        ("warning_percent", 0, "warning_percent"),
        ("warning_percent", True, "warning_percent"),
        ("rows.0.first_answer_min", 0, "rows.0.first_answer_min"),
        ("rows.0.first_answer_min", "yarım saat", "rows.0.first_answer_min"),
        ("rows.0.solution_min", 1, "rows.0.solution_min"),
        ("rows.0.tier", "gold", "rows.0.priority"),
        ("rows.1.priority", "vip", "rows.1.priority"),
        ("rows.1.priority", "high", "rows.2.priority"),
        ("rows.1.tier", "Altın", "rows.1.tier"),
    ],
)
def test_what_are_no_targets_is_told_at_its_place(place: str, value: object, told_at: str) -> None:
    with pytest.raises(InvalidInput) as told:
        read_targets(changed(targets_document(DEFAULT_TARGETS), place, value), PRIORITIES)
    assert told.value.field == told_at


@pytest.mark.parametrize(
    ("place", "value", "told_at"),
    [
        ("rules.0.percent", 101, "rules.0.percent"),
        ("rules.0.percent", None, "rules.0.percent"),
        ("rules.0.late_min", 5, "rules.0.percent"),
        ("rules.0.act", "shout", "rules.0.act"),
        ("rules.0.target", None, "rules.0.target"),
        ("rules.0.act", "assign_to_team", "rules.0.to"),
        ("rules.0.act", "raise_priority", "rules.0.to"),
        ("rules.1.code", "answer-soon-owner", "rules.1.code"),
        ("rules.1.code", "", "rules.1.code"),
    ],
)
def test_what_are_no_rules_is_told_at_its_place(place: str, value: object, told_at: str) -> None:
    with pytest.raises(InvalidInput) as told:
        read_rules(changed(rules_document(DEFAULT_ESCALATION), place, value), PRIORITIES)
    assert told.value.field == told_at


def test_a_number_may_come_as_a_form_sends_it() -> None:
    document = changed(targets_document(DEFAULT_TARGETS), "rows.0.first_answer_min", " 45 ")
    document = changed(document, "rows.0.next_update_min", "")
    row = read_targets(document, PRIORITIES).rows[0]
    assert (row.first_answer_min, row.next_update_min) == (45, None)


def test_what_is_stored_is_read_though_a_priority_is_gone() -> None:
    assert read_targets(changed(targets_document(DEFAULT_TARGETS), "rows.1.priority", "vip")).rows


@given(JSON, st.sampled_from(("week", "week.0", "week.0.0", "own_days", "time_zone", "half_day_closes")))
def test_whatever_calendar_is_accepted_comes_back_as_it_was_read(value: object, place: str) -> None:
    with suppress(InvalidInput):
        read = read_calendar(changed(calendar_document(DEFAULT_CALENDAR), place, value))
        assert read_calendar(calendar_document(read)) == read


@given(JSON, st.sampled_from(("rows", "rows.0", "rows.0.tier", "rows.0.solution_min", "warning_percent")))
def test_whatever_targets_are_accepted_come_back_as_they_were_read(value: object, place: str) -> None:
    with suppress(InvalidInput):
        read = read_targets(changed(targets_document(DEFAULT_TARGETS), place, value))
        assert read_targets(targets_document(read)) == read


@given(JSON)
def test_what_is_no_document_at_all_is_refused(value: object) -> None:
    for read in (read_calendar, read_targets, read_rules):
        with pytest.raises(InvalidInput):
            read(value)


def test_flags_are_yes_no_or_not_said() -> None:
    assert [Part("", value).flag() for value in (True, False, None)] == [True, False, False]
    with pytest.raises(InvalidInput):
        Part("", "on").flag()
