"""Targets and escalation rules as rows of a form, and such rows as their documents.

Fields of targets: `warning_percent`, and `rows.<n>.priority`, `….tier`, `….first_answer_min`,
`….next_update_min`, `….solution_min`; row 0 is the default for all, another one without a priority is none.
Fields of rules: `rules.<n>.code`, `….target` ("" for no rule), `….when` ("percent" or "late_min"), `….number`
and `….then`: an act, with a colon before what it needs, as `raise_priority:urgent`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Final

from santral.crm_core.errors import InvalidInput
from santral.crm_core.service_levels.escalation import EscalationRule
from santral.crm_core.service_levels.target_document import read_rules, read_targets
from santral.crm_core.service_levels.targets import SlaTarget, SlaTargets

EMPTY_ROWS: Final = 3
MOST_ROWS: Final = 300
MINUTES: Final = ("first_answer_min", "next_update_min", "solution_min")


def target_fields(targets: SlaTargets) -> dict[str, str]:
    default = next((row for row in targets.rows if not row.priority), SlaTarget("", "", None, None, None))
    rows = [default, *(row for row in targets.rows if row.priority)]
    fields = {"warning_percent": str(targets.warning_percent)}
    for number, row in enumerate([*rows, *[SlaTarget("", "", None, None, None)] * EMPTY_ROWS]):
        for name, value in asdict(row).items():
            fields[f"rows.{number}.{name}"] = "" if value is None else str(value)
    return fields


def read_target_fields(fields: Mapping[str, str], priorities: Collection[str]) -> SlaTargets:
    """Raises `InvalidInput` at the field."""
    typed = _rows(fields, "rows", ("priority", "tier", *MINUTES))
    kept = [number for number in typed if number == 0 or typed[number]["priority"]]
    rows = [typed[number] for number in kept]
    if rows and kept[0] == 0:
        rows[0] = rows[0] | {"priority": "", "tier": ""}
    document = {"format": 1, "warning_percent": fields.get("warning_percent", ""), "rows": rows}
    try:
        return read_targets(document, priorities)
    except InvalidInput as error:
        raise _at_its_row(error, kept) from None


def rule_fields(rules: tuple[EscalationRule, ...]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for number, rule in enumerate(rules):
        when, amount = ("percent", rule.percent) if rule.percent is not None else ("late_min", rule.late_min)
        row = {
            "code": rule.code,
            "target": rule.target.value,
            "when": when,
            "number": str(amount),
            "then": f"{rule.act.value}:{rule.to}" if rule.to else rule.act.value,
        }
        fields |= {f"rules.{number}.{name}": value for name, value in row.items()}
    empty = {"code": "", "target": "", "when": "late_min", "number": "", "then": ""}
    for number in range(len(rules), len(rules) + EMPTY_ROWS):
        fields |= {f"rules.{number}.{name}": value for name, value in empty.items()}
    return fields


def read_rule_fields(fields: Mapping[str, str], priorities: Collection[str]) -> tuple[EscalationRule, ...]:
    """Raises `InvalidInput` at the field."""
    typed = _rows(fields, "rules", ("code", "target", "when", "number", "then"))
    kept = kept_rows(fields)
    taken = {typed[number]["code"] for number in kept}
    rules = []
    for number in kept:
        row = typed[number]
        act, _, to = row["then"].partition(":")
        late = row["when"] == "late_min"
        rules.append(
            {
                "code": row["code"] or _new_code(taken),
                "target": row["target"],
                "percent": None if late else row["number"],
                "late_min": row["number"] if late else None,
                "act": act,
                "to": to,
            }
        )
    try:
        return read_rules({"format": 1, "rules": rules}, priorities)
    except InvalidInput as error:
        raise _at_its_row(error, kept) from None


def kept_rows(fields: Mapping[str, str]) -> list[int]:
    """The rows of a form that are rules."""
    return [number for number, row in _rows(fields, "rules", ("target",)).items() if row["target"]]


def row_numbers(fields: Mapping[str, str], name: str) -> list[int]:
    """Which rows a form has, in their order."""
    found = {part[1] for key in fields if (part := key.split("."))[0] == name and len(part) == 3}
    numbers = {int(number) for number in found if number.isascii() and number.isdigit() and len(number) < 4}
    return sorted(numbers)[:MOST_ROWS]


def _rows(fields: Mapping[str, str], name: str, columns: tuple[str, ...]) -> dict[int, dict[str, str]]:
    return {
        number: {column: fields.get(f"{name}.{number}.{column}", "").strip() for column in columns}
        for number in row_numbers(fields, name)
    }


def _new_code(taken: set[str]) -> str:
    number = next(number for number in range(1, 1000) if f"rule-{number}" not in taken)
    taken.add(f"rule-{number}")
    return f"rule-{number}"


def _at_its_row(error: InvalidInput, kept: list[int]) -> InvalidInput:
    """The same at the row of the form, which has empty ones between."""
    name, _, rest = error.field.partition(".")
    number, _, column = rest.partition(".")
    if not number.isdigit():
        return error
    column = {"percent": "number", "late_min": "number", "act": "then", "to": "then"}.get(column, column)
    return InvalidInput(f"{name}.{kept[int(number)]}.{column}", error.sentence, **error.values)
