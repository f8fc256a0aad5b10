"""What a file of definitions would make of a book. Pure: looked at first, applied by the store afterwards.

A row changes the definition that has its code, or makes a new one. What is not in the file stays as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from santral.crm_core.definitions.book import DefinitionBook
from santral.crm_core.definitions.changes import LAST, free_code
from santral.crm_core.definitions.csv_file import BadRow, FileRow, read_file
from santral.crm_core.definitions.definition import Definition
from santral.crm_core.definitions.kinds import DEEPEST, DefinitionKind
from santral.crm_core.errors import InvalidInput
from santral.crm_core.folding import words

Key = tuple[DefinitionKind, str]
_DEFAULT: Final = "This is what is chosen to begin with. Choose another for that first."


@dataclass(frozen=True, slots=True)
class Import:
    """`book` is the book as it was where something is `bad`: all or nothing."""

    book: DefinitionBook
    rows: int
    bad: tuple[BadRow, ...]


def plan_import(book: DefinitionBook, text: str) -> Import:
    """Raises `InvalidInput` where the file as a whole is not one of definitions."""
    rows, bad = read_file(text)
    count = len(rows) + len(bad)
    rows = _with_codes(book, rows)
    by_key: dict[Key, FileRow] = {}
    for row in rows:
        if by_key.setdefault((row.kind, row.code), row) is not row:
            bad.append(
                BadRow(row.line, InvalidInput("code", "The code “%(code)s” is there twice.", code=row.code))
            )
    wanted = {(one.kind, one.code): one for one in book}
    wanted |= {key: _definition(wanted.get(key), row) for key, row in by_key.items()}
    for row in by_key.values():
        bad += [BadRow(row.line, error) for error in _wrong_place(wanted, row)]
    if not bad:
        new = DefinitionBook(_placed(wanted, by_key))
        bad += _wrong_there(new, by_key)
    if bad:
        return Import(book, count, tuple(sorted(bad, key=lambda one: one.line)))
    return Import(new, count, ())


def apply_import(book: DefinitionBook, text: str) -> DefinitionBook:
    """For the store. Raises `InvalidInput` where anything is wrong by now."""
    plan = plan_import(book, text)
    if plan.bad:
        raise InvalidInput("file", "Something is wrong in the file; nothing was imported.")
    return plan.book


def _with_codes(book: DefinitionBook, rows: list[FileRow]) -> list[FileRow]:
    """Rows without a code get one that neither the book nor the file has."""
    taken: dict[DefinitionKind, set[str]] = {
        kind: {one.code for one in book.of(kind)} | {row.code for row in rows if row.kind is kind}
        for kind in DefinitionKind
    }
    coded = []
    for row in rows:
        code = row.code or free_code(row.kind, row.name_en or row.name_tr, taken[row.kind].__contains__)
        taken[row.kind].add(code)
        coded.append(replace(row, code=code))
    return coded


def _definition(known: Definition | None, row: FileRow) -> Definition:
    one = known or Definition(row.kind, row.code, "", "", position=LAST)
    parent = one.parent if row.parent is None else row.parent
    stays = one.position if parent == one.parent else LAST
    return replace(
        one,
        parent=parent,
        name_tr=row.name_tr,
        name_en=one.name_en if row.name_en is None else row.name_en,
        position=stays if row.position is None else row.position,
        colour=one.colour if row.colour is None else row.colour,
        retired=one.retired if row.retired is None else row.retired,
    )


def _wrong_place(wanted: Mapping[Key, Definition], row: FileRow) -> Iterator[InvalidInput]:
    above, parent = [row.code], wanted[row.kind, row.code].parent
    while parent:
        if (row.kind, parent) not in wanted:
            yield InvalidInput("parent", "There is no “%(code)s” to lie below.", code=parent[:40])
            return
        if parent in above:
            yield InvalidInput("parent", "It cannot lie below itself.")
            return
        above.append(parent)
        parent = wanted[row.kind, parent].parent


def _wrong_there(new: DefinitionBook, by_key: Mapping[Key, FileRow]) -> Iterator[BadRow]:
    """What only shows when everything is in its place: two of one name, too deep a tree, and a default that
    nobody could choose."""
    for kind, parent in {(kind, new.get(kind, code).parent) for kind, code in by_key}:
        names: dict[tuple[str, tuple[str, ...]], Definition] = {}
        for one in new.children(kind, parent):
            for field, name in (("name_tr", one.name_tr), ("name_en", one.name_en)):
                other = names.setdefault((field, words(name)), one)
                row = by_key.get((kind, one.code)) or by_key.get((kind, other.code))
                if name and other is not one and row is not None:
                    taken = other.name_tr if field == "name_tr" else other.name_en
                    yield BadRow(row.line, InvalidInput(field, "“%(name)s” is here already.", name=taken))
    kinds = {kind for kind, _ in by_key}
    for one in (one for one in new if one.kind in kinds):
        path = new.path(one.kind, one.code)
        rows = [row for above in path if (row := by_key.get((one.kind, above.code))) is not None]
        if len(path) == DEEPEST + 1 and rows:
            yield BadRow(rows[-1].line, InvalidInput("parent", "At most %(most)s levels.", most=DEEPEST))
        if one.is_default:
            yield from (BadRow(row.line, InvalidInput("retired", _DEFAULT)) for row in rows if row.retired)


def _placed(wanted: Mapping[Key, Definition], by_key: Mapping[Key, FileRow]) -> Iterator[Definition]:
    """Siblings in the order of their wanted places, those of the file before those that stand there."""
    groups: dict[Key, list[Definition]] = defaultdict(list)
    for one in wanted.values():
        groups[one.kind, one.parent].append(one)
    for siblings in groups.values():
        siblings.sort(
            key=lambda one: (
                one.position,
                (one.kind, one.code) not in by_key,
                by_key[one.kind, one.code].line if (one.kind, one.code) in by_key else 0,
            )
        )
        yield from (replace(one, position=place) for place, one in enumerate(siblings))
