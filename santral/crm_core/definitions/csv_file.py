"""Definitions as a file for a spreadsheet, and such a file as rows.

Written: UTF-8 with a byte order mark and `;`, which is what a Turkish Excel opens with a double click. Read:
the same, with `,` or tabs, and in the code page in which that Excel saves by itself.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from santral.crm_core.definitions.changes import check_colour, check_names
from santral.crm_core.definitions.definition import Definition
from santral.crm_core.definitions.kinds import LONGEST_CODE, TREES, DefinitionKind
from santral.crm_core.errors import InvalidInput
from santral.crm_core.folding import fold

COLUMNS: Final = ("kind", "code", "parent", "name_tr", "name_en", "position", "colour", "retired")
NEEDED: Final = ("kind", "name_tr")
MOST_ROWS: Final = 10_000
_CODE: Final = re.compile(rf"[a-z0-9][a-z0-9-]{{0,{LONGEST_CODE - 1}}}")
_YES: Final = {"1", "x", "yes", "evet", "true", "dogru"}
_NO: Final = {"", "0", "no", "hayir", "false", "yanlis"}


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row as it is meant. `position` counts from 0; `code` is "" where the program shall make one. None
    stands where nothing is said: in the position's cell, or by a file that has not the column."""

    line: int
    kind: DefinitionKind
    code: str
    parent: str | None
    name_tr: str
    name_en: str | None
    position: int | None
    colour: str | None
    retired: bool | None


@dataclass(frozen=True, slots=True)
class BadRow:
    """`line` counts as a spreadsheet does: the heads of the columns are line 1."""

    line: int
    error: InvalidInput


def write_file(definitions: Iterable[Definition]) -> bytes:
    """All columns, one definition a line, in the order given."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in definitions:
        place, retired = one.position + 1, "1" if one.retired else ""
        writer.writerow(
            (one.kind.value, one.code, one.parent, one.name_tr, one.name_en, place, one.colour, retired)
        )
    return text.getvalue().encode("utf-8-sig")


def decode_file(content: bytes) -> str:
    """Raises `InvalidInput` for what is no text, such as a workbook."""
    for encoding in ("utf-8-sig", "cp1254"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise InvalidInput("file", "This is no CSV file. Save the sheet as “CSV UTF-8” and choose that file.")


def read_file(text: str) -> tuple[list[FileRow], list[BadRow]]:
    """The rows, and what is wrong with the others. Raises `InvalidInput` where the file as a whole is not one
    of definitions."""
    lines = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=_delimiter(text))
    try:
        heads = [fold(head).strip() for head in next(lines, [])]
        _check_heads(heads)
        rows: list[FileRow] = []
        bad: list[BadRow] = []
        for line, values in _filled(lines):
            if len(rows) + len(bad) == MOST_ROWS:
                raise InvalidInput("file", "At most %(most)s rows. Divide the file.", most=MOST_ROWS)
            try:
                rows.append(_row(line, dict(zip_longest(heads, values[: len(heads)], fillvalue=""))))
            except InvalidInput as error:
                bad.append(BadRow(line, error))
    except csv.Error as error:
        raise InvalidInput(
            "file", "This is no CSV file. Save the sheet as “CSV UTF-8” and choose that file."
        ) from error
    return rows, bad


def _delimiter(text: str) -> str:
    head = text.partition("\n")[0]
    return max(";,\t", key=head.count)


def _check_heads(heads: list[str]) -> None:
    for head in heads:
        if head and head not in COLUMNS:
            raise InvalidInput("file", "“%(head)s” is no column of definitions.", head=head[:40])
    for head in NEEDED:
        if head not in heads:
            raise InvalidInput("file", "The column “%(head)s” is missing.", head=head)


def _filled(lines: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
    for line, values in enumerate(lines, 2):
        if any(value.strip() for value in values):
            yield line, values


def _row(line: int, values: Mapping[str, str]) -> FileRow:
    said = {column: values[column].strip() for column in COLUMNS if column in values}
    kind = _kind(said["kind"])
    code, parent = said.get("code", ""), said.get("parent")
    if code and not _CODE.fullmatch(code):
        raise InvalidInput(
            "code", "A code is small letters a–z, digits and dashes: “%(code)s”.", code=code[:40]
        )
    if parent and kind not in TREES:
        raise InvalidInput("parent", "This is a list; nothing lies below another there.")
    name_tr, name_en = check_names(said["name_tr"], said.get("name_en", ""))
    colour, retired = said.get("colour"), said.get("retired")
    return FileRow(
        line=line,
        kind=kind,
        code=code,
        parent=parent,
        name_tr=name_tr,
        name_en=name_en if "name_en" in said else None,
        position=_position(said.get("position", "")),
        colour=None if colour is None else check_colour(kind, colour.lower()),
        retired=None if retired is None else _yes(retired),
    )


def _kind(typed: str) -> DefinitionKind:
    try:
        return DefinitionKind(typed.lower())
    except ValueError:
        raise InvalidInput("kind", "“%(kind)s” is no kind of definition.", kind=typed[:40]) from None


def _position(typed: str) -> int | None:
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) < 9 and 0 < int(typed) <= MOST_ROWS):
        raise InvalidInput("position", "A position is a number from 1 on.")
    return int(typed) - 1


def _yes(typed: str) -> bool:
    if fold(typed) not in _YES | _NO:
        raise InvalidInput("retired", "In the column “retired” stands 1, or nothing.")
    return fold(typed) in _YES
