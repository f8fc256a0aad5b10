"""Finding a definition by the beginnings of its words, as one types, over the whole tree."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from santral.crm_core.definitions.book import DefinitionBook
from santral.crm_core.definitions.definition import Definition
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.folding import words

MOST_FOUND: Final = 50

_words = lru_cache(maxsize=16_384)(words)  # the same names are asked at every key that is pressed


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
    live = book.live(kind)
    if not asked:
        return live[:limit]
    found = []
    for place, one in enumerate(live):
        rank = _rank(book.path(kind, one.code), asked, language)
        if rank is not None:
            found.append((rank, place, one))
    return tuple(one for _, _, one in sorted(found, key=lambda entry: entry[:2])[:limit])


def _rank(
    path: tuple[Definition, ...], asked: tuple[str, ...], language: str
) -> tuple[int, int, int, int] | None:
    """The smaller the better; None where a word is missing."""
    own, above = path[-1], path[:-1]
    first = _words(own.name(language))
    either = (*first, *_words(own.name_tr), *_words(own.name_en))
    over = tuple(word for one in above for word in (*_words(one.name_tr), *_words(one.name_en)))
    elsewhere = foreign = partial = 0
    for word in asked:
        if _has(first, word):
            partial += word not in first
        elif _has(either, word):
            foreign += 1
        elif _has(over, word):
            elsewhere += 1
        else:
            return None
    return foreign, elsewhere, partial, len(path)


def _has(said: Iterable[str], asked: str) -> bool:
    return any(word.startswith(asked) for word in said)
