"""Between the rows of the table and the book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.definitions.book import DefinitionBook
from santral.crm_core.definitions.definition import Definition
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.definitions.tables import DefinitionRow


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows by kind and code."""

    by_code: dict[tuple[str, str], DefinitionRow]

    def book(self) -> DefinitionBook:
        codes = {row.definition_id: row.code for row in self.by_code.values()}
        return DefinitionBook(
            Definition(
                kind=DefinitionKind(row.kind),
                code=row.code,
                name_tr=row.name_tr,
                name_en=row.name_en,
                parent=codes[row.parent_id] if row.parent_id is not None else "",
                position=row.position,
                colour=row.colour,
                retired=row.retired_at is not None,
                is_default=row.is_default,
            )
            for row in self.by_code.values()
        )


async def read_rows(session: AsyncSession, *, to_change: bool = False) -> Rows:
    """`to_change`: other transactions that would change them wait for this one."""
    query = select(DefinitionRow)
    rows = await session.scalars(query.with_for_update() if to_change else query)
    return Rows({(row.kind, row.code): row for row in rows})


async def write_rows(session: AsyncSession, rows: Rows, book: DefinitionBook, at: datetime) -> None:
    """Bring the rows to what the book says; `rows` are those of this session, and are the new ones then."""
    for key, row in list(rows.by_code.items()):
        if book.find(DefinitionKind(row.kind), row.code) is None:
            await session.delete(rows.by_code.pop(key))
    for one in book:
        known = rows.by_code.get((one.kind, one.code))
        if known is not None and known.is_default and not one.is_default:
            known.is_default = False  # before another becomes it: the table allows one of a kind
    await session.flush()
    by_level: dict[int, list[Definition]] = {}
    for one in book:
        by_level.setdefault(len(book.path(one.kind, one.code)), []).append(one)
    for _, level in sorted(by_level.items()):
        for one in level:
            _write(session, rows, one, at)
        await session.flush()  # a row has its id before those below it name it


def _write(session: AsyncSession, rows: Rows, one: Definition, at: datetime) -> None:
    row = rows.by_code.get((one.kind, one.code))
    if row is None:
        row = rows.by_code[one.kind, one.code] = DefinitionRow(
            kind=one.kind.value, code=one.code, retired_at=None, created_at=at
        )
        session.add(row)
    parent_id = rows.by_code[one.kind, one.parent].definition_id if one.parent else None
    values = {
        "parent_id": parent_id,
        "name_tr": one.name_tr,
        "name_en": one.name_en,
        "position": one.position,
        "colour": one.colour,
        "retired_at": (row.retired_at or at) if one.retired else None,
        "is_default": one.is_default,
    }
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        row.changed_at = at
