"""The rows of every table for a whole set of sample data, made from a seed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from santral.crm_core.folding import words
from santral.crm_core.members.numbers import national_suffix
from santral.crm_core.members.tables import FLAGS
from santral.crm_core.sample_data.case_rows import (
    METHODS,
    application_row,
    change_rows,
    interaction_row,
    last_numbers,
    numbered,
)
from santral.crm_core.sample_data.customer_stories import CUSTOMER_STORIES
from santral.crm_core.sample_data.dealer_stories import DEALER_STORIES
from santral.crm_core.sample_data.household_service import BREAKDOWN, SPARE_PART
from santral.crm_core.sample_data.household_stories import HOUSEHOLD_STORIES
from santral.crm_core.sample_data.names import FIELD_STAFF, HOUSE_STAFF
from santral.crm_core.sample_data.past import Case, Entry, choose_story, tell
from santral.crm_core.sample_data.society import SampleMember, Society
from santral.crm_core.sample_data.story import Story
from santral.crm_core.sample_data.supplier_stories import SUPPLIER_STORIES

STORIES: Final = {
    "household": HOUSEHOLD_STORIES,
    "dealer": DEALER_STORIES,
    "customer": CUSTOMER_STORIES,
    "supplier": SUPPLIER_STORIES,
}
HISTORY_DAYS: Final = 3 * 365
HOW_TALKATIVE: Final = {"household": 1.0, "dealer": 4.0, "customer": 2.0, "supplier": 1.5}

Row = dict[str, Any]


@dataclass(slots=True)
class SampleRows:
    """By table, in an order in which they can be inserted."""

    user_account: list[Row] = field(default_factory=list)
    member: list[Row] = field(default_factory=list)
    employee: list[Row] = field(default_factory=list)
    phone: list[Row] = field(default_factory=list)
    contact: list[Row] = field(default_factory=list)
    member_word: list[Row] = field(default_factory=list)
    timeline_entry: list[Row] = field(default_factory=list)
    application: list[Row] = field(default_factory=list)
    application_number: list[Row] = field(default_factory=list)
    application_change: list[Row] = field(default_factory=list)
    interaction: list[Row] = field(default_factory=list)


def make_rows(now: datetime, *, seed: int, members: int, entries: int) -> SampleRows:
    """The same rows for the same arguments. Everything ends at `now` and nothing is after it."""
    chance = Random(seed)
    society = Society(chance, now).grow(members)
    histories, cases = _live(chance, society, now, entries)
    rows = SampleRows()
    _write_staff(rows, now)
    for member in society:
        _write_member(rows, member, len(histories[member.member_id]))
    told = sorted(
        ((entry.at, member_id, entry) for member_id, history in histories.items() for entry in history),
        key=lambda one: one[:2],
    )
    for entry_id, (at, member_id, entry) in enumerate(told, start=1):
        rows.timeline_entry.append(_entry_row(entry_id, member_id, at, entry))
    entry_ids = {id(entry): entry_id for entry_id, (_, _, entry) in enumerate(told, start=1)}
    staff = {row["display_name"]: row["user_id"] for row in rows.user_account}
    for member_id, case, number in numbered(cases):
        application_id = len(rows.application) + 1
        rows.application.append(application_row(application_id, number, member_id, case, staff))
        rows.application_change.extend(change_rows(application_id, case, staff, len(rows.application_change)))
        for entry in case.told:
            entry_row = rows.timeline_entry[entry_ids[id(entry)] - 1]
            if entry.kind == "application":
                entry_row["ref"] = f"application:{application_id}"
            elif entry.kind in METHODS and case.owner in staff:
                interaction_id = len(rows.interaction) + 1
                entry_row["ref"] = f"interaction:{interaction_id}"
                user_id = staff.get(entry.by, staff[case.owner])
                rows.interaction.append(interaction_row(interaction_id, application_id, user_id, entry_row))
    rows.application_number.extend(last_numbers(cases))
    return rows


def _live(
    chance: Random, society: Sequence[SampleMember], now: datetime, entries: int
) -> tuple[dict[int, list[Entry]], list[tuple[int, Case]]]:
    histories: dict[int, list[Entry]] = defaultdict(list)
    cases: list[tuple[int, Case]] = []
    left = entries

    def live_through(member: SampleMember, begins: datetime, story: Story | None = None) -> None:
        nonlocal left
        story = story or choose_story(chance, STORIES[member.business])
        told, case = tell(chance, story, begins, now, member.city.districts)
        if len(told) > left:
            return
        left -= len(told)
        histories[member.member_id].extend(told)
        if case is not None:
            cases.append((member.member_id, case))

    # Ayşe Çelik has a case that changed yesterday, and a long past; so have the others who ring in the demo.
    live_through(society[0], now - timedelta(hours=30), story=BREAKDOWN)
    for member in society[:14]:
        for _ in range(12):
            live_through(member, _some_time(chance, member, now))
    # A few customers write and ring all the time; most do twice a year.
    weights = [HOW_TALKATIVE[member.business] * min(chance.paretovariate(1.5), 60) for member in society]
    for member in chance.choices(society, weights, k=entries):
        if left <= 0:
            break
        live_through(member, _some_time(chance, member, now))
    while left > 0:  # what is left is too little for a long story
        live_through(society[0], _some_time(chance, society[0], now), story=SPARE_PART)
    return histories, cases


def _some_time(chance: Random, member: SampleMember, now: datetime) -> datetime:
    first = max(member.member_since, now - timedelta(days=HISTORY_DAYS))
    grown: float = chance.random() ** 0.8  # the house grows: more of late
    return first + (now - first) * grown


def _write_member(rows: SampleRows, member: SampleMember, contact_count: int) -> None:
    rows.member.append(
        {
            "member_id": member.member_id,
            "kind": member.kind,
            "name": member.name,
            "parent_id": member.parent_id,
            "unit": member.unit,
            "tier": member.tier,
            "city": member.city.name,
            "note": member.note,
            "member_since": member.member_since,
            "contact_count": contact_count,
        }
        | {flag: flag in member.flags for flag in FLAGS}
    )
    for position, (e164, label) in enumerate(member.phones):
        rows.phone.append(_phone_row(rows, member, None, e164, label, position))
    contacts = (
        ("email", "work" if member.kind == "company" else "", member.email),
        ("address", "", member.address),
    )
    for position, (kind, label, value) in enumerate(contacts):
        if value:
            contact_id = len(rows.contact) + 1
            rows.contact.append(
                {
                    "contact_id": contact_id,
                    "member_id": member.member_id,
                    "kind": kind,
                    "label": label,
                    "value": value,
                    "position": position,
                }
            )
    for employee in member.employees:
        employee_id = len(rows.employee) + 1
        person_id = employee.person.member_id if employee.person else None
        rows.employee.append(
            {
                "employee_id": employee_id,
                "company_id": member.member_id,
                "person_id": person_id,
                "name": employee.name,
                "role": employee.role,
            }
        )
        for position, e164 in enumerate(employee.phones):
            label = "mobile" if position == 0 else "work"
            rows.phone.append(_phone_row(rows, member, employee_id, e164, label, position))
    names = " ".join([member.name, *(employee.name for employee in member.employees)])
    rows.member_word.extend({"member_id": member.member_id, "word": word} for word in words(names))


def _phone_row(
    rows: SampleRows, member: SampleMember, employee_id: int | None, e164: str, label: str, position: int
) -> Row:
    return {
        "phone_id": len(rows.phone) + 1,
        "member_id": member.member_id,
        "employee_id": employee_id,
        "e164": e164,
        "suffix": national_suffix(e164),
        "label": label,
        "extension": "",
        "position": position,
    }


def _entry_row(entry_id: int, member_id: int, at: datetime, entry: Entry) -> Row:
    return {
        "entry_id": entry_id,
        "member_id": member_id,
        "at": at,
        "kind": entry.kind,
        "direction": entry.direction,
        "title": entry.title,
        "body": entry.body,
        "by_name": entry.by,
        "result": entry.result,
        "ref": "",
    }


def _write_staff(rows: SampleRows, now: datetime) -> None:
    """Colleagues who own the cases. Nobody can sign in as one: no password has this hash."""
    for user_id, name in enumerate((*HOUSE_STAFF, *FIELD_STAFF), start=1):
        rows.user_account.append(
            {
                "user_id": user_id,
                "username": ".".join(words(name)),
                "display_name": name,
                "password_hash": "-",
                "role": "agent",
                "device": None,
                "extension": "",
                "language": "tr",
                "theme": "system",
                "created_at": now - timedelta(days=HISTORY_DAYS),
                "disabled_at": None,
            }
        )
