"""Looking for common words along a list, from its first case on, on PostgreSQL.

Its index of words gives all cases that have a word, in no order: for a word that every third of a million
has, that is a third of a million rows to show fifty. Along the list the fifty are met soon, since the word is
common; so the cases of the list are tried one after the other, and not more than a bounded number of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.having_words import contains
from santral.crm_core.applications.tables import Application

STEPS: Final = (1_000, 5_000)
"""Cases of the list that are tried; more only where the first did not give enough. For so few PostgreSQL
walks along the list's index; for many it would read and sort the whole list."""
ENOUGH_COUNTED: Final = 100


@dataclass(frozen=True, slots=True)
class Walk:
    """Words are looked for in the cases of a list: those that fit all `conditions`, in this `order`."""

    pieces: tuple[str, ...]
    conditions: tuple[ColumnElement[bool], ...]
    order: tuple[Any, ...]

    async def first(self, session: AsyncSession, most: int) -> list[int] | None:
        """The ids of the first `most` cases that have all the words, in no order; None where more may be
        there than were met."""
        for tried in STEPS:
            cases = self._cases(tried)
            # No ORDER BY out here: it would have all of them tried, where the first that fit are enough.
            query = select(cases.c.application_id).where(*self._fit(cases)).limit(most)
            ids = list(await session.scalars(query))
            if len(ids) == most:
                return ids
            if await self._are_all(session, tried):
                return ids
        return None

    async def count(self, session: AsyncSession, most: int) -> tuple[int, bool]:
        """How many were met, at most `most`, and whether there may be more."""
        met = 0
        for tried in STEPS:
            cases = self._cases(tried)
            fit = func.count().filter(*self._fit(cases))
            met, in_all = (await session.execute(select(fit, func.count()).select_from(cases))).one()
            if met >= most or in_all < tried:
                return min(met, most), met >= most
            if met >= ENOUGH_COUNTED:
                break
        return met, True

    async def _are_all(self, session: AsyncSession, tried: int) -> bool:
        """Whether the list has no more than that."""
        cases = self._cases(tried)
        return (await session.scalar(select(func.count()).select_from(cases)) or 0) < tried

    def _cases(self, tried: int) -> Any:
        return (
            select(Application.application_id, Application.search_words)
            .where(*self.conditions)
            .order_by(*self.order)
            .limit(tried)
            .subquery()
        )

    def _fit(self, cases: Any) -> Sequence[ColumnElement[bool]]:
        return [contains(cases.c.search_words, piece) for piece in self.pieces]
