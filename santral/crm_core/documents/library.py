"""The library: documents for everybody, found by words, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, func, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.documents.reading import DocumentRow, document_rows, is_current
from santral.crm_core.documents.tables import Document
from santral.crm_core.folding import words

PAGE_ROWS: Final = 50
COUNTED: Final = 500
"""How far the documents that fit are counted."""
MOST_WORDS: Final = 8


@dataclass(frozen=True, slots=True)
class LibraryPlace:
    """The last document of a page; the next page begins behind it."""

    changed_at: datetime
    document_id: int


@dataclass(frozen=True, slots=True)
class LibraryPage:
    """`next` is None where no document follows."""

    rows: tuple[DocumentRow, ...]
    next: LibraryPlace | None


async def search_library(
    session: AsyncSession,
    text: str,
    category: str = "",
    after: LibraryPlace | None = None,
    limit: int = PAGE_ROWS,
) -> LibraryPage:
    """Documents that have words beginning so, each of them; those changed last come first."""
    query = document_rows().add_columns(Document.changed_at).where(is_current(), *_that_fit(text, category))
    place = tuple_(Document.changed_at, Document.document_id)
    if after is not None:
        last = literal(after.changed_at, Document.changed_at.type), literal(after.document_id)
        query = query.where(place < tuple_(*last))
    query = query.order_by(Document.changed_at.desc(), Document.document_id.desc()).limit(limit + 1)
    found = [tuple(row) for row in await session.execute(query)]
    rows = tuple([DocumentRow(*row[:-1]) for row in found[:limit]])
    return LibraryPage(
        rows, LibraryPlace(found[limit - 1][-1], rows[-1].document_id) if len(found) > limit else None
    )


async def count_library(session: AsyncSession, text: str, category: str = "") -> int:
    """How many documents fit; `COUNTED` means at least so many."""
    some = select(Document.document_id).where(*_that_fit(text, category)).limit(COUNTED).subquery()
    return int(await session.scalar(select(func.count()).select_from(some)) or 0)


def _that_fit(text: str, category: str) -> list[ColumnElement[bool]]:
    """A library is read by people and has hundreds of documents, so the words are simply gone through."""
    conditions: list[ColumnElement[bool]] = [Document.library.is_(True)]
    for word in words(text)[:MOST_WORDS]:
        spaced = literal(" ").concat(Document.search_words)
        conditions.append(spaced.contains(f" {word}", autoescape=True))
    if category:
        conditions.append(Document.category == category)
    return conditions
