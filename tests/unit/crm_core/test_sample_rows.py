from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta

import phonenumbers
import pytest

from santral.crm_core.definitions.defaults import default_book
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.sample_data.callers import AYSE
from santral.crm_core.sample_data.rows import SampleRows, make_rows

RECORDED = {"+905321112233", "+905421234567", "+902123334455", "+905059998877", "+14155550100"}
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def rows() -> SampleRows:
    return make_rows(NOW, seed=7, members=400, entries=6_000)


def test_there_is_exactly_as_much_as_asked_for(rows: SampleRows) -> None:
    assert (len(rows.member), len(rows.timeline_entry)) == (400, 6_000)


def test_the_same_seed_makes_the_same_people(rows: SampleRows) -> None:
    again = make_rows(NOW, seed=7, members=400, entries=6_000)
    assert again.member == rows.member
    assert again.timeline_entry == rows.timeline_entry
    assert make_rows(NOW, seed=8, members=400, entries=100).member != rows.member


def test_the_past_is_three_years_long_and_ends_now(rows: SampleRows) -> None:
    times = [row["at"] for row in rows.timeline_entry]
    assert max(times) <= NOW
    assert NOW - timedelta(days=3) < max(times)
    assert NOW - timedelta(days=1096) < min(times) < NOW - timedelta(days=1000)


def test_nobody_has_a_past_from_before_becoming_a_member(rows: SampleRows) -> None:
    since = {row["member_id"]: row["member_since"] for row in rows.member}
    assert all(row["at"] >= since[row["member_id"]] for row in rows.timeline_entry)


def test_the_counter_of_each_member_is_right(rows: SampleRows) -> None:
    counted = Counter(row["member_id"] for row in rows.timeline_entry)
    assert all(row["contact_count"] == counted[row["member_id"]] for row in rows.member)


def test_no_placeholder_is_left_and_every_result_is_one(rows: SampleRows) -> None:
    results = {one.code for one in default_book().live(DefinitionKind.RESULT)}
    for row in rows.timeline_entry:
        assert not set("{}|") & set(row["title"] + row["body"]), row
        assert row["title"]
        assert row["result"] in {"", *results}


def test_only_the_recorded_callers_have_numbers_that_could_ring(rows: SampleRows) -> None:
    numbers = {row["e164"] for row in rows.phone} - RECORDED
    assert {row["e164"] for row in rows.phone} >= RECORDED
    assert all(re.fullmatch(r"\+90(58\d{8}|[2-4]\d\d0\d{6})", number) for number in numbers)
    assert all(phonenumbers.is_possible_number(phonenumbers.parse(row["e164"])) for row in rows.phone)


def test_numbers_are_shared_by_families_and_switchboards(rows: SampleRows) -> None:
    owners = {(row["e164"], row["member_id"]) for row in rows.phone}
    shared = [number for number, count in Counter(number for number, _ in owners).items() if count > 1]
    assert len(shared) > 5


def test_there_are_companies_with_branches_and_employees(rows: SampleRows) -> None:
    kinds = Counter((row["kind"], row["unit"]) for row in rows.member)
    assert kinds["company", ""] > 40
    assert kinds["company", "branch"] > 8
    assert len(rows.employee) > 100
    assert any(row["person_id"] for row in rows.employee)


def test_ayse_celik_calls_with_a_case_that_changed_in_the_last_days(rows: SampleRows) -> None:
    (ayse,) = [row["member_id"] for row in rows.phone if row["e164"] == AYSE]
    open_cases = [row for row in rows.application if row["member_id"] == ayse and row["closed_at"] is None]
    assert any(row["changed_at"] > NOW - timedelta(days=3) for row in open_cases)


def test_cases_are_numbered_as_they_were_opened(rows: SampleRows) -> None:
    assert [row["number"] for row in rows.application] == sorted(row["number"] for row in rows.application)
    assert any(row["closed_at"] is None for row in rows.application)
    assert all(row["closed_at"] is None or row["closed_at"] <= NOW for row in rows.application)


def test_cases_are_about_something_that_is_defined(rows: SampleRows) -> None:
    categories = {one.code for one in default_book().live(DefinitionKind.CATEGORY)}
    assert {row["category"] for row in rows.application} <= categories
    assert len({row["category"] for row in rows.application}) > 15


def test_a_case_about_an_appliance_names_it_and_is_found_by_it(rows: SampleRows) -> None:
    named = [row for row in rows.application if row["product"]]
    assert len(named) > len(rows.application) / 2
    assert all(row["product"] in row["subject"] for row in named)
    washing = [row for row in named if "çamaşır makinesi" in row["product"] and ":" in row["subject"]]
    drains = {row["category"] for row in washing if row["subject"].endswith("su boşaltmıyor")}
    assert drains == {"washing-machine-no-drain"}


def test_what_a_case_is_made_of_belongs_to_it(rows: SampleRows) -> None:
    entries = {row["entry_id"]: row for row in rows.timeline_entry}
    cases = {row["application_id"]: row for row in rows.application}
    assert {row["method"] for row in rows.interaction} >= {"phone", "sms", "visit"}
    for one in rows.interaction:
        entry = entries[one["entry_id"]]
        assert entry["ref"] == f"interaction:{one['interaction_id']}"
        assert entry["member_id"] == one["member_id"] == cases[one["application_id"]]["member_id"]
        assert one["notes"].startswith(entry["title"])
    opened = [row["ref"] for row in rows.timeline_entry if row["kind"] == "application"]
    assert sum(bool(re.fullmatch(r"application:\d+", ref)) for ref in opened) > len(opened) / 2


def test_every_case_tells_who_opened_it_and_where_it_is(rows: SampleRows) -> None:
    stages = {row["application_id"]: row["stage"] for row in rows.application}
    told = {row["application_id"]: row["after"] for row in rows.application_change if row["kind"] == "moved"}
    opened = {row["application_id"] for row in rows.application_change if row["kind"] == "opened"}
    assert opened == set(stages)
    assert all(told.get(application_id, "new") == stage for application_id, stage in stages.items())
