"""What became different between two books: for the audit record, and for who is about to import a file."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from santral.crm_core.definitions.book import DefinitionBook
from santral.crm_core.definitions.definition import Definition


@dataclass(frozen=True, slots=True)
class Difference:
    """`what` is the verb of an audit entry: created, renamed, changed, moved, retired, brought back, deleted.
    `detail` tells what is different now; nothing where the verb says all."""

    what: str
    definition: Definition
    detail: Mapping[str, Any]


def differences(old: DefinitionBook, new: DefinitionBook) -> tuple[Difference, ...]:
    """In the order of the new book, what is gone last. One definition may be told of several times. Those
    which only made room for a moved one are not told of."""
    moved = _moved(old, new)
    found = [one for definition in new for one in _of_one(old, definition, moved)]
    gone = [Difference("deleted", one, _names(one)) for one in old if new.find(one.kind, one.code) is None]
    return (*found, *gone)


def _of_one(old: DefinitionBook, now: Definition, moved: set[Definition]) -> Iterator[Difference]:
    was = old.find(now.kind, now.code)
    if was is None:
        rest = {"parent": now.parent, "colour": now.colour}
        yield Difference("created", now, _names(now) | {key: value for key, value in rest.items() if value})
        if now.retired:
            yield Difference("retired", now, {})
        if now.is_default:
            yield Difference("changed", now, {"is_default": True})
        return
    if _names(was) != _names(now):
        yield Difference("renamed", now, _names(now))
    changed = {
        name: getattr(now, name)
        for name in ("colour", "is_default")
        if getattr(was, name) != getattr(now, name)
    }
    if changed:
        yield Difference("changed", now, changed)
    if now in moved:
        yield Difference("moved", now, {"parent": now.parent, "position": now.position + 1})
    if was.retired != now.retired:
        yield Difference("retired" if now.retired else "brought back", now, {})


def _names(one: Definition) -> dict[str, Any]:
    return {"name_tr": one.name_tr, "name_en": one.name_en}


def _moved(old: DefinitionBook, new: DefinitionBook) -> set[Definition]:
    """Those with another parent, and of those that stayed the fewest that explain the new order."""
    moved: set[Definition] = set()
    for kind, parent in {(one.kind, one.parent) for one in new}:
        stayed = []
        for one in new.children(kind, parent):
            was = old.find(kind, one.code)
            if was is not None and was.parent != parent:
                moved.add(one)
            elif was is not None:
                stayed.append((one, was.position))
        in_order = _longest_rise(position for _, position in stayed)
        moved |= {one for place, (one, _) in enumerate(stayed) if place not in in_order}
    return moved


def _longest_rise(numbers: Iterable[int]) -> set[int]:
    """The places of a longest rising row among the numbers."""
    values = list(numbers)
    ends: list[int] = []  # ends[n]: the place of the smallest number that ends a row of n + 1
    before: list[int] = []
    for place, value in enumerate(values):
        at = (
            bisect_left([values[end] for end in ends], value)
            if ends and values[ends[-1]] >= value
            else len(ends)
        )
        before.append(ends[at - 1] if at else -1)
        ends[at : at + 1] = [place]
    rise: set[int] = set()
    place = ends[-1] if ends else -1
    while place >= 0:
        rise.add(place)
        place = before[place]
    return rise
