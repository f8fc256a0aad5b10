"""A field that an administrator added to the applications of a type, and what may be written into it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final

from santral.crm_core.errors import InvalidInput
from santral.crm_core.typed_text import one_line

LONGEST_VALUE: Final = 400
YES: Final = "yes"
NO: Final = "no"
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")
_TURKISH_DATE: Final = re.compile(r"(\d\d?)\.(\d\d?)\.(\d{4})")


class FieldKind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes-no"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of those to choose from. A retired one is not offered; records that have it keep it."""

    code: str
    name_tr: str
    name_en: str
    retired: bool = False

    def name(self, language: str) -> str:
        return (self.name_en or self.name_tr) if language == "en" else (self.name_tr or self.name_en)


@dataclass(frozen=True, slots=True)
class CustomField:
    """`position` counts from 0 among the fields of its type; `choices` are there for the kind "choice"."""

    application_type: str
    code: str
    kind: FieldKind
    name_tr: str
    name_en: str
    required: bool = False
    position: int = 0
    retired: bool = False
    choices: tuple[Choice, ...] = ()

    @property
    def form_name(self) -> str:
        """Of the input, unique in a form that has the fields of several types."""
        return f"custom:{self.application_type}:{self.code}"

    def name(self, language: str) -> str:
        return (self.name_en or self.name_tr) if language == "en" else (self.name_tr or self.name_en)

    def choice(self, code: str) -> Choice | None:
        return next((one for one in self.choices if one.code == code), None)

    def check(self, typed: str, kept: str = "") -> str:
        """What was typed as it is stored, always a text; "" for nothing. `kept` is what the record has.
        Raises `InvalidInput` at `form_name`."""
        value = one_line(self.form_name, typed, LONGEST_VALUE)
        if not value:
            if self.required:
                raise InvalidInput(self.form_name, "This must be filled in.")
            return ""
        if value == kept:
            return value
        if self.kind is FieldKind.NUMBER:
            return self._number(value)
        if self.kind is FieldKind.DATE:
            return self._date(value)
        if self.kind is FieldKind.YES_NO and value not in (YES, NO):
            raise InvalidInput(self.form_name, "Choose one from the list.")
        if self.kind is FieldKind.CHOICE:
            chosen = self.choice(value)
            if chosen is None or chosen.retired:
                raise InvalidInput(self.form_name, "Choose one from the list.")
        return value

    def _number(self, value: str) -> str:
        """`1.234,50`, `1234,5` and `1234.5` are what they look like to a Turkish reader."""
        plain = value.replace(" ", "")
        if "," in plain:
            plain = plain.replace(".", "").replace(",", ".")
        try:
            number = Decimal(plain)
        except InvalidOperation:
            raise InvalidInput(self.form_name, "This is not a number.") from None
        if not number.is_finite() or abs(number) >= Decimal(10) ** 15 or "e" in plain.lower():
            raise InvalidInput(self.form_name, "This is not a number.")
        return format(number, "f")

    def _date(self, value: str) -> str:
        """As a date field sends it, or as people write it: `31.12.2026`."""
        turkish = _TURKISH_DATE.fullmatch(value)
        if turkish:
            day, month, year = turkish.groups()
            value = f"{year}-{int(month):02}-{int(day):02}"
        try:
            if not _DATE.fullmatch(value):
                raise ValueError
            return date.fromisoformat(value).isoformat()
        except ValueError:
            raise InvalidInput(self.form_name, "This is not a date.") from None
