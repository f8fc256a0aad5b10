"""Solved cases like one that is being written, with what helped then.

Nothing here grows with the number of cases: words are counted up to a bound, and only the cases opened last
are tried that have one of the rarest words, two of them, the category or the product.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import combinations
from typing import Any, Final

from sqlalchemy import Select, func, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.having_stems import StemIndex, stem_index
from santral.crm_core.applications.similarity import Question, Solved, best, stems, weigh
from santral.crm_core.applications.tables import Application
from santral.crm_core.definitions.book import DefinitionBook
from santral.crm_core.definitions.kinds import DefinitionKind

MOST_SHOWN: Final = 5
COUNTED: Final = 5_000
"""How far the cases that have a word are counted."""
RAREST: Final = 5
PAIRED: Final = 4
TRIED_EACH: Final = 40
"""Cases that are tried for each word, each pair of words, the category and the product."""


async def find_similar(
    session: AsyncSession,
    book: DefinitionBook,
    at: datetime,
    *,
    subject: str,
    description: str = "",
    category: str = "",
    product: str = "",
    but_not: int | None = None,
    most: int = MOST_SHOWN,
) -> tuple[Solved, ...]:
    """Solved cases with a resolution, the most alike first, never the one with the id `but_not`. None for a
    text that says nothing yet."""
    asked = stems(f"{subject} {description}")
    index = await stem_index(session, asked)
    counts = await _counts(session, index, asked)
    weights = weigh(counts, min(index.newest, COUNTED))
    rarest = sorted(weights, key=lambda stem: (-weights[stem], stem))[:RAREST]
    question = Question(weights, category, _near(book, category), product.strip())
    found = await _candidates(session, index, rarest, question, but_not)
    return best(question, found, at, most)


def _near(book: DefinitionBook, category: str) -> frozenset[str]:
    """The categories above, right below and beside one; none for what is not known."""
    one = book.find(DefinitionKind.CATEGORY, category)
    if one is None:
        return frozenset()
    around = [*book.children(DefinitionKind.CATEGORY, category)]
    if one.parent:
        around += [*book.children(DefinitionKind.CATEGORY, one.parent)]
    return frozenset({one.parent, *(other.code for other in around)} - {category, ""})


async def _counts(session: AsyncSession, index: StemIndex, asked: Sequence[str]) -> dict[str, int]:
    counts = {stem: min(index.common.get(stem, 0), COUNTED) for stem in asked}
    rare = [stem for stem in asked if stem not in index.common]
    if rare:
        counted = (
            select(func.count())
            .select_from(index.having((stem,), COUNTED, f"counted{nr}").subquery())
            .scalar_subquery()
            for nr, stem in enumerate(rare)
        )
        row = (await session.execute(select(*counted))).one()
        counts.update(zip(rare, row, strict=True))
    return counts


async def _candidates(
    session: AsyncSession,
    index: StemIndex,
    rarest: Sequence[str],
    question: Question,
    but_not: int | None,
) -> list[Solved]:
    groups = [*((stem,) for stem in rarest), *combinations(rarest[:PAIRED], 2)]
    ways: list[Select[Any]] = [
        index.having(group, TRIED_EACH, f"tried{nr}") for nr, group in enumerate(groups)
    ]
    last = select(Application.application_id).order_by(
        Application.changed_at.desc(), Application.application_id.desc()
    )
    if question.category:
        ways.append(last.where(Application.category == question.category).limit(TRIED_EACH))
    if question.product:
        ways.append(last.where(Application.product == question.product).limit(TRIED_EACH))
    if not ways:
        return []
    tried = union(*(select(way.subquery().c.application_id) for way in ways))
    solved_at = func.coalesce(Application.solved_at, Application.closed_at)
    query = select(
        Application.application_id,
        Application.member_id,
        Application.number,
        Application.subject,
        Application.resolution,
        Application.category,
        Application.product,
        solved_at,
        Application.search_words,
    ).where(
        Application.application_id.in_(tried),
        or_(Application.solved_at.is_not(None), Application.closed_at.is_not(None)),
        Application.resolution != "",
        Application.merged_into_id.is_(None),
    )
    if but_not is not None:
        query = query.where(Application.application_id != but_not)
    return [Solved(*row) for row in await session.execute(query)]
