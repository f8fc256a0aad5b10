"""How much a solved case is like one that is being written: pure, the same for the same arguments.

A word counts for as much as it is rare. Turkish builds its words by endings, so two are taken as one when
their first letters are the same: `kaçırıyor` and `kaçırdı` are `kacir`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import exp, log
from typing import Final

from santral.crm_core.folding import words

STEM_LETTERS: Final = 5
SHORTEST_WORD: Final = 3
MOST_STEMS: Final = 12
LONGEST_SENTENCE: Final = 200

ALL_WORDS: Final = 10.0
SAME_CATEGORY: Final = 3.0
NEAR_CATEGORY: Final = 1.5
SAME_PRODUCT: Final = 3.0
SOLVED_TODAY: Final = 1.0
HALF_FORGOTTEN_DAYS: Final = 365.0
LEAST: Final = 2.5
"""Of all but how lately it was solved: less is no likeness."""

_SENTENCE: Final = re.compile(r".+?(?:[.!?…](?=\s|$)|\n|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Question:
    """What is known of the case being written. `weights` are its stems and what each is worth, `near` the
    categories beside its own: the one above, those right below and those beside it."""

    weights: Mapping[str, float]
    category: str = ""
    near: frozenset[str] = frozenset()
    product: str = ""


@dataclass(frozen=True, slots=True)
class Solved:
    """A case somebody solved. `search_words` are those it is found by, folded."""

    application_id: int
    member_id: int
    number: str
    subject: str
    resolution: str
    category: str
    product: str
    solved_at: datetime
    search_words: str

    @property
    def first_sentence(self) -> str:
        return first_sentence(self.resolution)


def stems(text: str) -> tuple[str, ...]:
    """The first letters of the words that can say what a case is about, each once, in their order; numbers
    and the shortest words cannot."""
    told = (word[:STEM_LETTERS] for word in words(text) if len(word) >= SHORTEST_WORD and not word.isdigit())
    return tuple(dict.fromkeys(told))[:MOST_STEMS]


def weigh(counts: Mapping[str, int], known: int) -> dict[str, float]:
    """What each stem is worth, by how many of `known` cases have it; one that none has is worth nothing."""
    return {stem: log(1 + max(known, count) / count) for stem, count in counts.items() if count}


def score(question: Question, one: Solved, at: datetime) -> float:
    """From 0, not alike, to 17: the same words, category and product, solved just now."""
    theirs = {word[:STEM_LETTERS] for word in one.search_words.split()}
    asked = sum(question.weights.values())
    shared = sum(weight for stem, weight in question.weights.items() if stem in theirs)
    points = ALL_WORDS * shared / asked if asked else 0.0
    if question.category and one.category == question.category:
        points += SAME_CATEGORY
    elif one.category in question.near:
        points += NEAR_CATEGORY
    if question.product and words(one.product) == words(question.product):
        points += SAME_PRODUCT
    if points < LEAST:
        return 0.0
    days = max(0.0, (at - one.solved_at).total_seconds() / 86_400)
    return points + SOLVED_TODAY * exp(-days / HALF_FORGOTTEN_DAYS * log(2))


def best(question: Question, found: Iterable[Solved], at: datetime, most: int) -> tuple[Solved, ...]:
    """Those most alike, the best first, each solution once; of equals the one solved last."""
    scored = ((score(question, one, at), one.solved_at, one.application_id, one) for one in found)
    ranked = sorted((one for one in scored if one[0] > 0), key=lambda one: one[:3], reverse=True)
    by_solution: dict[tuple[str, ...], Solved] = {}
    for *_, one in ranked:
        by_solution.setdefault(words(one.resolution), one)
    return tuple(by_solution.values())[:most]


def first_sentence(text: str) -> str:
    """What a solution begins with, in one line, cut where it is very long."""
    found = _SENTENCE.match(text.strip())
    sentence = " ".join(found[0].split()) if found else ""
    return sentence if len(sentence) <= LONGEST_SENTENCE else f"{sentence[: LONGEST_SENTENCE - 1].rstrip()}…"
