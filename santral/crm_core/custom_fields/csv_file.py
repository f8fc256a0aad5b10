"""The added fields as a file for a spreadsheet, and such a file taken in: all of it, or nothing.

The file is one as of definitions (UTF-8 with a mark, `;`). `choices` holds `Türkçe = English` parted by `|`.
A row is one field, found by its type and code; what the file leaves out stays.
"""

from __future__ import annotations

import csv
import io
from typing import Final

from santral.crm_core.custom_fields.book import CustomFieldBook
from santral.crm_core.custom_fields.changes import choices_written, put, retire
from santral.crm_core.definitions.book import DefinitionBook
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.errors import InvalidInput
from santral.crm_core.folding import fold

COLUMNS: Final = ("type", "code", "kind", "name_tr", "name_en", "required", "retired", "choices")
MOST_ROWS: Final = 2_000
_YES: Final = frozenset({"1", "x", "yes", "evet", "true", "dogru"})


class BadLine(InvalidInput):
    """`why` a row cannot be taken."""

    def __init__(self, line: int, why: InvalidInput) -> None:
        super().__init__("file", "Line %(line)s: %(why)s", line=line, why=why)
        self.line = line
        self.why = why


def write_file(book: CustomFieldBook) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in book:
        required, retired = "1" if one.required else "", "1" if one.retired else ""
        choices = choices_written(one.choices).replace("\n", " | ")
        writer.writerow(
            (
                one.application_type,
                one.code,
                one.kind.value,
                one.name_tr,
                one.name_en,
                required,
                retired,
                choices,
            )
        )
    return text.getvalue().encode("utf-8-sig")


def take_in(book: CustomFieldBook, definitions: DefinitionBook, text: str) -> CustomFieldBook:
    """The book with what the file says. Raises `InvalidInput` at `file` with the line of the first row that
    cannot be taken; then nothing is."""
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    rows = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    if not {"type", "kind", "name_tr"} <= {(name or "").strip() for name in rows.fieldnames or ()}:
        raise InvalidInput(
            "file", "The first line must name the columns: %(columns)s.", columns=";".join(COLUMNS)
        )
    try:
        for number, row in enumerate(rows, 2):
            if number > MOST_ROWS:
                raise InvalidInput("file", "At most %(most)s rows.", most=MOST_ROWS)
            book = _take_row(book, definitions, number, row)
    except csv.Error as error:
        raise InvalidInput("file", "This is not a table: %(why)s", why=error) from error
    return book


def _take_row(
    book: CustomFieldBook, definitions: DefinitionBook, line: int, row: dict[str, str | None]
) -> CustomFieldBook:
    cells = {name.strip(): value.strip() for name, value in row.items() if name and isinstance(value, str)}
    if not any(cells.values()):
        return book
    kind, code = cells.get("type", ""), cells.get("code", "")
    if definitions.find(DefinitionKind.APPLICATION_TYPE, kind) is None:
        raise BadLine(line, InvalidInput("type", "There is no type “%(type)s”.", type=kind))
    known = book.find(kind, code) if code else None
    if known is not None and cells.get("kind", "") not in ("", known.kind.value):
        raise BadLine(line, InvalidInput("kind", "What is written into a field cannot change."))
    typed = {
        **cells,
        "required": "1" if fold(cells.get("required", "")) in _YES else "",
        "choices": cells.get("choices", "").replace("|", "\n"),
    }
    try:
        book, made = put(book, kind, known.code if known else "", typed)
    except InvalidInput as error:
        raise BadLine(line, error) from error
    retired = fold(cells.get("retired", "")) in _YES
    return retire(book, kind, made.code, retired=retired) if retired != made.retired else book
