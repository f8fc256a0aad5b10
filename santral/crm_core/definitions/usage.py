"""Which records hold which codes: every room that keeps codes in a column says so here, and once.

A definition that some record holds is never deleted, only retired.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from santral.crm_core.definitions.kinds import DefinitionKind


@dataclass(frozen=True, slots=True)
class CodeColumn:
    """`counted`: a row is one use of its own, rather than a copy or a draft of one."""

    kind: DefinitionKind
    column: InstrumentedAttribute[Any]
    counted: bool


CODE_COLUMNS: Final[list[CodeColumn]] = []


def holds_codes(kind: DefinitionKind, column: InstrumentedAttribute[Any], *, counted: bool = True) -> None:
    """Call it beside the table, as `holds_codes(DefinitionKind.RESULT, Interaction.result)`. A counted column
    wants an index, or every look at the page of the definitions reads the whole table."""
    CODE_COLUMNS.append(CodeColumn(kind, column, counted))


async def count_uses(session: AsyncSession, kind: DefinitionKind) -> Mapping[str, int]:
    """How many records hold each code; those that no record holds are left out."""
    uses: dict[str, int] = {}
    for of in CODE_COLUMNS:
        if of.kind is kind and of.counted:
            query = select(of.column, func.count()).where(of.column != "").group_by(of.column)
            for code, count in await session.execute(query):
                uses[code] = uses.get(code, 0) + count
    return uses


async def is_used(session: AsyncSession, kind: DefinitionKind, code: str) -> bool:
    """Whether any record holds the code, counted or not."""
    for of in CODE_COLUMNS:
        if of.kind is kind and await session.scalar(select(1).where(of.column == code).limit(1)) is not None:
            return True
    return False
