"""The rows of the sample's applications and of the contacts that belong to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from santral.crm_core.folding import words
from santral.crm_core.sample_data.past import Case

Row = dict[str, Any]

METHODS: Final = {"call": "phone", "visit": "visit", "email": "email", "chat": "chat", "sms": "sms"}
"""By which method somebody of the house wrote down an entry of this kind."""


def numbered(cases: Sequence[tuple[int, Case]]) -> Iterator[tuple[int, Case, str]]:
    """Member, case and number: counted through the year in which they were opened, as the house does."""
    counted: Counter[int] = Counter()
    for member_id, case in sorted(cases, key=lambda one: (one[1].opened_at, one[0])):
        counted[case.opened_at.year] += 1
        yield member_id, case, f"{case.opened_at.year}-{counted[case.opened_at.year]:06}"


def last_numbers(cases: Sequence[tuple[int, Case]]) -> list[Row]:
    counted = Counter(case.opened_at.year for _, case in cases)
    return [{"year": year, "last": last} for year, last in sorted(counted.items())]


def application_row(
    application_id: int, number: str, member_id: int, case: Case, staff: Mapping[str, int]
) -> Row:
    """`staff` are user ids by name."""
    return {
        "application_id": application_id,
        "number": number,
        "member_id": member_id,
        "employee_id": None,
        "type": case.type,
        "subject": case.subject,
        "description": case.description,
        "priority": case.priority,
        "category": case.category,
        "method": "phone",
        "product": case.product,
        "serial_number": "",
        "campaign": "",
        "project": "",
        "stage": case.stage,
        "resolution": case.resolution,
        "owner_id": staff.get(case.owner),
        "call_id": "",
        "merged_into_id": None,
        "custom": {},
        "version": 1,
        "opened_by": staff.get(case.owner),
        "opened_at": case.opened_at,
        "changed_at": case.changed_at,
        "first_answered_at": case.opened_at,
        "solved_at": case.closed_at,
        "closed_at": case.closed_at,
        "follow_up_at": None,
        "search_words": " ".join(words(" ".join((number, case.subject, case.description, case.resolution)))),
    }


def change_rows(application_id: int, case: Case, staff: Mapping[str, int], after: int) -> list[Row]:
    """That it was opened, and where it went since. `after`: the last id that is taken."""
    moved = case.stage != "new"
    lines = [("opened", "", "", case.subject, case.opened_at)]
    lines += [("moved", "stage", "new", case.stage, case.changed_at)] if moved else []
    return [
        {
            "change_id": change_id,
            "application_id": application_id,
            "at": at,
            "user_id": staff.get(case.owner),
            "version": 1,
            "kind": kind,
            "field": field,
            "before": before,
            "after": now,
        }
        for change_id, (kind, field, before, now, at) in enumerate(lines, start=after + 1)
    ]


def interaction_row(interaction_id: int, application_id: int, user_id: int, entry: Row) -> Row:
    """What `entry`, a row of the history, tells of."""
    return {
        "interaction_id": interaction_id,
        "call_id": None,
        "user_id": user_id,
        "member_id": entry["member_id"],
        "employee_id": None,
        "application_id": application_id,
        "at": entry["at"],
        "direction": entry["direction"],
        "method": METHODS[entry["kind"]],
        "notes": f"{entry['title']}\n{entry['body']}".strip(),
        "result": entry["result"],
        "category": "",
        "campaign": "",
        "project": "",
        "stage": "",
        "follow_up_at": None,
        "follow_up_done_at": None,
        "version": 1,
        "entry_id": entry["entry_id"],
    }
