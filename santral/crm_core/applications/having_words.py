"""Which cases have the words somebody typed, asked of the database's full-text index of folded words.

On SQLite a word that very many cases have is meant itself; any other is the beginning of one. For a common
beginning the database would have to merge all the words that begin so, which takes twenty times longer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
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
A word that so many have is a common one."""


async def having_words(session: AsyncSession, typed: str) -> ColumnElement[bool] | None:
    """Whether a case has each of the words in what was `typed`; None where there is no word in it."""
    asked = words(typed)[:MOST_WORDS]
    if not asked:
        return None
    if session.get_bind().dialect.name == "sqlite":
        common = await _common(session, asked)
        question = " AND ".join(f'"{word}"' if word in common else f'"{word}"*' for word in asked)
        return Application.application_id.in_(on_sqlite(question, TRIED))
    question = " & ".join(f"'{word}':*" for word in asked)
    return Application.application_id.in_(on_postgresql(question, TRIED))


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
    one = aliased(Application)
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
