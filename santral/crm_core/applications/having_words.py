"""Which cases have the words somebody typed, asked of the database's full-text index of folded words.

On SQLite a word that very many cases have is meant itself; any other is the beginning of one. For a common
beginning the database would have to merge all the words that begin so, which takes twenty times longer. On
PostgreSQL words that very many cases have together are not asked of the index at all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    and_,
    exists,
    func,
    literal,
    literal_column,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from santral.crm_core.applications.tables import Application
from santral.crm_core.folding import words

MOST_WORDS: Final = 8
TRIED: Final = 5_000
"""The cases opened last that have the words of a text; what else is asked for is looked for among them.
A word that so many have is a common one, on SQLite."""
SAMPLED: Final = 1_000
"""The cases opened last among which it is counted how common the words are."""
COMMON_IN_SAMPLE: Final = 20
KNOWN: Final = "common words"
_CASE: Final = aliased(Application)


@dataclass(frozen=True, slots=True)
class AskedWords:
    """`ids` makes the question for the cases that have each of the words. Where very many have, `common` are
    the pieces of their words to look for along a list instead (see `walking`); never on SQLite, which need
    not."""

    ids: Callable[[], Select[int]]
    common: tuple[str, ...] = ()

    @property
    def by_index(self) -> ColumnElement[bool]:
        return Application.application_id.in_(self.ids())


async def asked_words(session: AsyncSession, typed: str) -> AskedWords | None:
    """What was `typed`; None where there is no word in it."""
    asked = words(typed)[:MOST_WORDS]
    if not asked:
        return None
    if session.get_bind().dialect.name == "sqlite":
        common = await _common(session, asked)
        question = " AND ".join(f'"{word}"' if word in common else f'"{word}"*' for word in asked)
        return AskedWords(partial(on_sqlite, question, TRIED))
    pieces = tuple(f" {word}" for word in asked)
    common_ones, all_common = await _common_pieces(session, pieces)
    # The index is asked for the rare words alone: it would merge all that begin like a common one.
    rare = [word for word in asked if f" {word}" not in common_ones]
    question = " & ".join(f"'{word}':*" for word in rare or asked)
    beside = [piece for piece in pieces if rare and piece in common_ones]
    ids = partial(on_postgresql, question, TRIED, containing=beside)
    return AskedWords(ids, pieces if all_common else ())


def on_sqlite(question: str, most: int, name: str = "asked") -> Select[int]:
    """The ids of the `most` cases opened last for a question to FTS5; `name` is that of its parameter."""
    return (
        select(literal_column("rowid").label("application_id"))
        .select_from(text("application_words"))
        .where(text(f"application_words MATCH :{name}").bindparams(**{name: question}))
        .order_by(literal_column("rowid").desc())
        .limit(most)
    )


def on_postgresql(
    question: str, most: int, name: str = "asked", containing: Sequence[str] = ()
) -> Select[int]:
    """The ids of the `most` cases opened last for a `tsquery`, with each of the texts in their words; `name`
    is that of its part of the question.

    Materialized, so that the index of words answers: from the limit PostgreSQL would conclude that it is
    quicker to read the cases one by one, and make their words again for each.
    """
    one = _CASE
    vector = func.to_tsvector(literal_column("'simple'"), one.search_words)
    found = (
        select(one.application_id)
        .where(
            vector.op("@@")(func.to_tsquery(literal_column("'simple'"), question)),
            *(contains(one.search_words, piece) for piece in containing),
        )
        .cte(name)
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    return select(found.c.application_id).order_by(found.c.application_id.desc()).limit(most)


def contains(search_words: SQLColumnExpression[str], piece: str) -> ColumnElement[bool]:
    """Whether the words, each between two blanks, contain the piece."""
    return (literal(" ") + search_words + literal(" ")).contains(piece, autoescape=True)


async def _common(session: AsyncSession, asked: Sequence[str]) -> frozenset[str]:
    """Those of the words that at least `TRIED` cases have, in one question."""
    enough = (
        exists(on_sqlite(f'"{word}"', 1, f"word{nr}").offset(TRIED - 1)) for nr, word in enumerate(asked)
    )
    row = (await session.execute(select(*enough))).one()
    return frozenset(word for word, is_common in zip(asked, row, strict=True) if is_common)


async def _common_pieces(session: AsyncSession, pieces: tuple[str, ...]) -> tuple[frozenset[str], bool]:
    """Those of the pieces that many cases have, and whether many have all, told by the cases opened last.
    Asked once in a transaction: a list and its count want to know the same."""
    known: dict[tuple[str, ...], tuple[frozenset[str], bool]] = session.info.setdefault(KNOWN, {})
    if pieces not in known:
        # By a limit, not by their ids: PostgreSQL would take those for a third of all, and call for helpers.
        newest = select(Application.search_words).order_by(Application.application_id.desc())
        sample = newest.limit(SAMPLED).subquery()
        has = [contains(sample.c.search_words, piece) for piece in pieces]
        counted = (func.count().filter(one) for one in (*has, and_(*has)))
        *each, together = (await session.execute(select(*counted))).one()
        common = frozenset(
            piece for piece, count in zip(pieces, each, strict=True) if count >= COMMON_IN_SAMPLE
        )
        known[pieces] = common, together >= COMMON_IN_SAMPLE
    return known[pieces]
