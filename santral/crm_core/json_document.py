"""A JSON document that an administrator's screen sends, read value by value. What is wrong with it is told at
its place, as `week.0.1.closes`, so that the sentence can stand beside what was typed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from santral.crm_core.errors import InvalidInput
from santral.crm_core.typed_text import one_line

CODE: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
"""What records hold of a definition, a stage, a team: never shown, never changed."""

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Part:
    """A value within a document. Everything that reads it raises `InvalidInput` for what it is not."""

    place: str
    value: object

    def __getitem__(self, name: str) -> Part:
        """A member of an object; its value is None where there is none."""
        if not isinstance(self.value, dict):
            raise self._wrong_shape()
        return Part(f"{self.place}.{name}" if self.place else name, self.value.get(name))

    def parts(self, most: int) -> tuple[Part, ...]:
        """The members of a list; a list that is missing is empty."""
        if self.value is None:
            return ()
        if not isinstance(self.value, list):
            raise self._wrong_shape()
        if len(self.value) > most:
            raise InvalidInput(self.place, "This is too much: at most %(most)s entries.", most=most)
        return tuple(Part(f"{self.place}.{n}", value) for n, value in enumerate(self.value))

    def text(self, most: int, *, needed: bool = True) -> str:
        """One line of at most so many characters, not empty where it is needed."""
        if self.value is not None and not isinstance(self.value, str):
            raise self._wrong_shape()
        line = one_line(self.place, self.value or "", most)
        if needed and not line:
            raise InvalidInput(self.place, "Please fill this in.")
        return line

    def code(self, *, needed: bool = True) -> str:
        code = self.text(40, needed=needed)
        if code and not CODE.fullmatch(code):
            raise InvalidInput(self.place, "A code has small letters without marks, digits, - and _ only.")
        return code

    def whole(self, least: int, most: int) -> int:
        number = self.whole_or_none(least, most)
        if number is None:
            raise self._out_of_range(least, most)
        return number

    def whole_or_none(self, least: int, most: int) -> int | None:
        """A number, or digits as a form sends them; None where nothing is written."""
        value = self.value
        if isinstance(value, str):
            value = value.strip() or None
            if value is not None and value.isascii() and value.isdigit() and len(value) < 10:
                value = int(value)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self._out_of_range(least, most)
        return value

    def flag(self) -> bool:
        """Yes or no; no where nothing is said."""
        if self.value is not None and not isinstance(self.value, bool):
            raise self._wrong_shape()
        return bool(self.value)

    def choice(self, choices: type[Choice]) -> Choice:
        value = self.value
        if not isinstance(value, str) or value not in {choice.value for choice in choices}:
            raise InvalidInput(self.place, "Choose one of the list.")
        return choices(value)

    def _wrong_shape(self) -> InvalidInput:
        return InvalidInput(self.place, "The document is not as it must be here.")

    def _out_of_range(self, least: int, most: int) -> InvalidInput:
        return InvalidInput(
            self.place, "Write a whole number from %(least)s to %(most)s.", least=least, most=most
        )


def whole_document(value: object, formats: Iterable[int] = (1,)) -> Part:
    """The document as a whole, where it is one that this version of the program can read."""
    document = Part("", value)
    if document["format"].value not in tuple(formats):
        raise InvalidInput("format", "This was written by a version of Santral that is not known here.")
    return document
