"""What an administrator does to the definitions. Pure: a book goes in, another comes out, or `InvalidInput`.

Whatever was done, siblings stand at positions 0, 1, 2 … and nothing lies below itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from santral.crm_core.definitions.book import DefinitionBook
from santral.crm_core.definitions.definition import Definition
from santral.crm_core.definitions.kinds import (
    COLOURED,
    COLOURS,
    DEEPEST,
    LONGEST_CODE,
    LONGEST_NAME,
    TREES,
    DefinitionKind,
)
from santral.crm_core.errors import InvalidInput
from santral.crm_core.folding import fold, words
from santral.crm_core.typed_text import one_line

_NOT_OF_A_CODE: Final = re.compile(r"[^a-z0-9]+")
LAST: Final = 1_000_000_000
"""A position behind all others."""


def create(
    book: DefinitionBook,
    kind: DefinitionKind,
    *,
    name_tr: str,
    name_en: str,
    parent: str = "",
    colour: str = "",
    code: str = "",
) -> DefinitionBook:
    """A new definition, the last below its parent. Without a `code` it gets one made of its name."""
    name_tr, name_en = check_names(name_tr, name_en)
    made = Definition(
        kind,
        code or new_code(book, kind, name_en or name_tr),
        name_tr,
        name_en,
        "",
        0,
        check_colour(kind, colour),
    )
    _check_free(book, made, parent)
    return _put(book, made, parent, LAST)


def rename(
    book: DefinitionBook, kind: DefinitionKind, code: str, *, name_tr: str, name_en: str
) -> DefinitionBook:
    """Other names; the code stays, and with it every record."""
    name_tr, name_en = check_names(name_tr, name_en)
    renamed = replace(book.get(kind, code), name_tr=name_tr, name_en=name_en)
    _check_free(book, renamed, renamed.parent)
    return _with(book, renamed)


def recolour(book: DefinitionBook, kind: DefinitionKind, code: str, colour: str) -> DefinitionBook:
    return _with(book, replace(book.get(kind, code), colour=check_colour(kind, colour)))


def move(book: DefinitionBook, kind: DefinitionKind, code: str, parent: str, position: int) -> DefinitionBook:
    """To a place among those below `parent` ("": the root), counted without the one that moves; a position
    behind the last is the last."""
    moved = book.get(kind, code)
    if parent != moved.parent:
        _check_parent(book, moved, parent)
        _check_free(book, moved, parent)
    return _put(book, moved, parent, position)


def step(book: DefinitionBook, kind: DefinitionKind, code: str, direction: str) -> DefinitionBook:
    """One step, as a key does it: up or down among its siblings, `in` below the one before it, `out` behind
    the one it is below. Where there is no such step, or no such direction, nothing changes."""
    one = book.get(kind, code)
    siblings = book.children(kind, one.parent)
    if direction == "up":
        return move(book, kind, code, one.parent, one.position - 1)
    if direction == "down":
        return move(book, kind, code, one.parent, one.position + 1)
    if direction == "in" and kind in TREES and one.position > 0:
        return move(book, kind, code, siblings[one.position - 1].code, LAST)
    if direction == "out" and one.parent:
        above = book.get(kind, one.parent)
        return move(book, kind, code, above.parent, above.position + 1)
    return book


def retire(book: DefinitionBook, kind: DefinitionKind, code: str) -> DefinitionBook:
    """Nobody chooses it, or what is below it, from now on. Records that have it keep it."""
    one = book.get(kind, code)
    if any(book.get(kind, below).is_default for below in book.subtree(kind, code)):
        raise InvalidInput("state", "This is what is chosen to begin with. Choose another for that first.")
    return _with(book, replace(one, retired=True))


def bring_back(book: DefinitionBook, kind: DefinitionKind, code: str) -> DefinitionBook:
    return _with(book, replace(book.get(kind, code), retired=False))


def set_default(book: DefinitionBook, kind: DefinitionKind, code: str) -> DefinitionBook:
    """What is chosen to begin with; "" for nothing."""
    if code and not book.is_live(kind, book.get(kind, code).code):
        raise InvalidInput("state", "This is not used any more. Bring it back first.")
    changed = [replace(one, is_default=one.code == code) for one in book.of(kind)]
    return _with(book, *changed)


def delete(book: DefinitionBook, kind: DefinitionKind, code: str) -> DefinitionBook:
    """For what was never used, which the store makes sure of: a slip of the keyboard."""
    gone = book.get(kind, code)
    if book.children(kind, code):
        raise InvalidInput("state", "There is something below this. Move or delete that first.")
    if gone.is_default:
        raise InvalidInput("state", "This is what is chosen to begin with. Choose another for that first.")
    siblings = [one for one in book.children(kind, gone.parent) if one.code != code]
    kept = [one for one in book if (one.kind, one.code) != (kind, code)]
    return _with(DefinitionBook(kept), *_in_order(siblings))


def check_names(name_tr: str, name_en: str) -> tuple[str, str]:
    """Both names as they are kept; one of them may be empty."""
    name_tr, name_en = one_line("name_tr", name_tr, LONGEST_NAME), one_line("name_en", name_en, LONGEST_NAME)
    if not words(name_tr) and not words(name_en):
        raise InvalidInput("name_tr", "Write a name.")
    return name_tr, name_en


def new_code(book: DefinitionBook, kind: DefinitionKind, name: str) -> str:
    """`Bulaşık makinesi` → `bulasik-makinesi`, or `bulasik-makinesi-2` where that is taken."""
    return free_code(kind, name, lambda code: book.find(kind, code) is not None)


def free_code(kind: DefinitionKind, name: str, is_taken: Callable[[str], bool]) -> str:
    """The same, where others say what is taken."""
    code = _NOT_OF_A_CODE.sub("-", fold(name))[:LONGEST_CODE].strip("-") or kind.value.replace("_", "-")
    numbered, number = code, 1
    while is_taken(numbered):
        number += 1
        numbered = f"{code[: LONGEST_CODE - len(str(number)) - 1].rstrip('-')}-{number}"
    return numbered


def check_colour(kind: DefinitionKind, colour: str) -> str:
    if colour not in (COLOURS if kind in COLOURED else ("",)):
        raise InvalidInput("colour", "Choose one of the colours.")
    return colour


def _check_parent(book: DefinitionBook, one: Definition, parent: str) -> None:
    """Whether it may lie below the parent."""
    if not parent:
        return
    kind, above = one.kind, book.path(one.kind, parent)
    if kind not in TREES:
        raise InvalidInput("parent", "This is a list; nothing lies below another there.")
    if not above:
        raise InvalidInput("parent", "What it should lie below does not exist.")
    if one in above:
        raise InvalidInput("parent", "It cannot lie below itself.")
    levels = max((len(book.path(kind, code)) for code in book.subtree(kind, one.code)), default=1)
    own = max(1, len(book.path(kind, one.code)))
    if len(above) + 1 + max(0, levels - own) > DEEPEST:
        raise InvalidInput("parent", "At most %(most)s levels.", most=DEEPEST)


def _check_free(book: DefinitionBook, one: Definition, parent: str) -> None:
    for other in book.children(one.kind, parent):
        if other.code != one.code:
            check_names_differ(one, other)


def check_names_differ(one: Definition, other: Definition) -> None:
    """Nobody can choose between two of one name in one place."""
    for field in ("name_tr", "name_en"):
        name, taken = getattr(one, field), getattr(other, field)
        if name and words(name) == words(taken):
            raise InvalidInput(field, "“%(name)s” is here already.", name=taken)


def _put(book: DefinitionBook, one: Definition, parent: str, position: int) -> DefinitionBook:
    """The definition at a place; those it leaves and those it joins close up."""
    kind, known = one.kind, book.find(one.kind, one.code)
    if known is None:
        _check_parent(book, one, parent)
    left = [other for other in book.children(kind, known.parent if known else parent) if other != known]
    joined = left if known and known.parent == parent else list(book.children(kind, parent))
    place = max(0, min(position, len(joined)))
    joined = [*joined[:place], replace(one, parent=parent), *joined[place:]]
    leaving = _in_order(left) if known and known.parent != parent else []
    return _with(book, *leaving, *_in_order(joined))


def _in_order(siblings: list[Definition]) -> list[Definition]:
    return [replace(one, position=place) for place, one in enumerate(siblings)]


def _with(book: DefinitionBook, *changed: Definition) -> DefinitionBook:
    return DefinitionBook(
        (
            {(one.kind, one.code): one for one in book} | {(one.kind, one.code): one for one in changed}
        ).values()
    )
