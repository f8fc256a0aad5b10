"""Which cases have words that begin so, the ones opened last first, by what each database is quick at.

SQLite reads its index of words from the newest case backwards, and stops when it has enough. PostgreSQL's
index gives all cases that have a word, in no order: a word that one of fifty has would fetch thousands to
show forty. There such common words are counted in the cases opened last, and looked for in those alone; only
of rare ones is the index asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.having_words import contains, on_postgresql, on_sqlite
from santral.crm_core.applications.similarity import STEM_LETTERS
from santral.crm_core.applications.tables import Application

SAMPLED: Final = 1_000
"""The cases opened last in which words are counted to tell the common ones."""
COMMON_IN_SAMPLE: Final = 20
LOOKED_THROUGH: Final = 3_000
"""The cases opened last among which common words are looked for."""


@dataclass(frozen=True, slots=True)
class StemIndex:
    """`newest` is the highest id of a case; `common` how many cases have each common stem, about. On SQLite
    no stem needs to be called common."""

    on_sqlite: bool
    newest: int
    common: Mapping[str, int]

    def having(self, stems: Sequence[str], most: int, name: str) -> Select[int]:
        """The ids of the `most` cases opened last that have all these stems; `name` is that of its part of
        the question."""
        if self.on_sqlite:
            return on_sqlite(" AND ".join(f'"{stem}"{_more(stem, "*")}' for stem in stems), most, name)
        rare = " & ".join(f"'{stem}'{_more(stem, ':*')}" for stem in stems if stem not in self.common)
        common = [_piece(stem) for stem in stems if stem in self.common]
        if rare:
            return on_postgresql(rare, most, name, common)
        return (
            select(Application.application_id)
            .where(
                _among(self.newest, LOOKED_THROUGH),
                *(contains(Application.search_words, piece) for piece in common),
            )
            .order_by(Application.application_id.desc())
            .limit(most)
        )


async def stem_index(session: AsyncSession, asked: Sequence[str]) -> StemIndex:
    """What is known of the `asked` stems before any is looked for."""
    newest = await session.scalar(select(func.max(Application.application_id))) or 0
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    if on_sqlite or newest <= LOOKED_THROUGH or not asked:
        return StemIndex(on_sqlite, newest, {})
    counted = (func.count().filter(contains(Application.search_words, _piece(stem))) for stem in asked)
    row = (await session.execute(select(*counted).where(_among(newest, SAMPLED)))).one()
    in_all = newest / SAMPLED
    common = {
        stem: round(count * in_all)
        for stem, count in zip(asked, row, strict=True)
        if count >= COMMON_IN_SAMPLE
    }
    return StemIndex(on_sqlite, newest, common)


def _among(newest: int, cases: int) -> ColumnElement[bool]:
    return Application.application_id > newest - cases


def _piece(stem: str) -> str:
    return f" {stem}" if len(stem) == STEM_LETTERS else f" {stem} "


def _more(stem: str, mark: str) -> str:
    """Only after the longest stems a word may go on."""
    return mark if len(stem) == STEM_LETTERS else ""
