"""What people may write into a case, and how each field is checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from santral.crm_core.definitions.book import DefinitionBook
from santral.crm_core.definitions.kinds import LONGEST_CODE, DefinitionKind
from santral.crm_core.errors import InvalidInput
from santral.crm_core.typed_text import lines, one_line

LONGEST_TEXT: Final = 20_000

Value = str | int | None
"""A field as it is stored: a text, the id of somebody, or nobody."""


@dataclass(frozen=True, slots=True)
class Field:
    """`check` makes of what was typed what is stored, or raises `InvalidInput`; `kind` is that of a code."""

    check: Callable[[str, str], Value]
    kind: DefinitionKind | None = None
    required: bool = False


def _line(most: int) -> Callable[[str, str], Value]:
    return lambda field, typed: one_line(field, typed, most)


def _text(field: str, typed: str) -> Value:
    return lines(field, typed, LONGEST_TEXT)


def _id(field: str, typed: str) -> Value:
    if not typed.strip():
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) < 19):
        raise InvalidInput(field, "Choose one of the list.")
    return int(typed)


def _code(field: str, typed: str) -> Value:
    return one_line(field, typed, LONGEST_CODE)


FIELDS: Final[Mapping[str, Field]] = {
    "subject": Field(_line(200), required=True),
    "description": Field(_text),
    "type": Field(_code, DefinitionKind.APPLICATION_TYPE, required=True),
    "priority": Field(_code, DefinitionKind.PRIORITY, required=True),
    "category": Field(_code, DefinitionKind.CATEGORY),
    "method": Field(_code, DefinitionKind.APPLICATION_METHOD),
    "product": Field(_line(120)),
    "serial_number": Field(_line(60)),
    "campaign": Field(_line(120)),
    "project": Field(_line(120)),
    "resolution": Field(_text),
    "employee_id": Field(_id),
    "owner_id": Field(_id),
}
"""By the name of the column. In the order in which a form shows them."""

REQUIRED_SENTENCES: Final = {
    "subject": "Say in a few words what it is about.",
    "type": "Choose what kind of application it is.",
    "priority": "Choose a priority.",
}


def check_fields(
    typed: Mapping[str, str], book: DefinitionBook, kept: Mapping[str, Value] | None = None
) -> dict[str, Value]:
    """Of what was typed, the fields a case has, as they are stored. `kept` are the values it has now: a
    retired definition may stay where it is. Raises `InvalidInput` at the first field that cannot be saved."""
    checked: dict[str, Value] = {}
    for name, field in FIELDS.items():
        if name not in typed:
            continue
        value = field.check(name, typed[name])
        if field.required and not value:
            raise InvalidInput(name, REQUIRED_SENTENCES[name])
        if field.kind is not None and value:
            before = (kept or {}).get(name)
            book.check(field.kind, str(value), field=name, allow=before if isinstance(before, str) else "")
        checked[name] = value
    return checked
