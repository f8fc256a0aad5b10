"""Finding a definition by the beginnings of its words, as one types, over the whole tree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from santral.crm_core.definitions.book import DefinitionBook
from santral.crm_core.definitions.definition import Definition
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.folding import words

MOST_FOUND: Final = 50


def search(
    book: DefinitionBook,
    kind: DefinitionKind,
    typed: str,
    language: str,
    limit: int = MOST_FOUND,
) -> tuple[Definition, ...]:
    """What can be chosen and has every typed word, or the beginning of it, in its path; the best first.

    Before others comes what has the words in its own name rather than above, then whole words before
    beginnings, then what stands higher in the tree, then the order of the tree. The name in the other
    language finds it too, after all that the reader's own finds. Nothing typed finds all.
    """
    asked = words(typed)
    if not asked:
        return book.live(kind)[:limit]
    found = []
    for place, said in enumerate(_all_said(book, kind)):
        rank = _rank(said, asked, language)
        if rank is not None:
            found.append((rank, place, said.definition))
    return tuple(one for _, _, one in sorted(found, key=lambda entry: entry[:2])[:limit])


@dataclass(frozen=True, slots=True)
class _Said:
    """The folded words of one that can be chosen, and of all above it."""

    definition: Definition
    turkish: tuple[str, ...]
    english: tuple[str, ...]
    above: frozenset[str]
    level: int


_known: WeakKeyDictionary[DefinitionBook, dict[DefinitionKind, tuple[_Said, ...]]] = WeakKeyDictionary()


def _all_said(book: DefinitionBook, kind: DefinitionKind) -> tuple[_Said, ...]:
    """Folded once for each book, rather than at every key that is pressed."""
    of_book = _known.setdefault(book, {})
    if kind not in of_book:
        said: dict[str, _Said] = {}
        for one in book.live(kind):
            above = said.get(one.parent)
            over = above.above.union(above.turkish, above.english) if above else frozenset[str]()
            level = above.level + 1 if above else 1
            turkish, english = words(one.name_tr or one.name_en), words(one.name_en or one.name_tr)
            said[one.code] = _Said(one, turkish, english, over, level)
        of_book[kind] = tuple(said.values())
    return of_book[kind]


def _rank(said: _Said, asked: tuple[str, ...], language: str) -> tuple[int, int, int, int] | None:
    """The smaller the better; None where a word is missing."""
    own, other = (said.english, said.turkish) if language == "en" else (said.turkish, said.english)
    elsewhere = foreign = partial = 0
    for word in asked:
        if _has(own, word):
            partial += word not in own
        elif _has(other, word):
            foreign += 1
        elif _has(said.above, word):
            elsewhere += 1
        else:
            return None
    return foreign, elsewhere, partial, said.level


def _has(said: Iterable[str], asked: str) -> bool:
    return any(word.startswith(asked) for word in said)
