"""Documents that belong to nothing any more, and contents that no document has, leave the disk: after a time
in which somebody may still notice, and a bounded number at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.db import Database
from santral.crm_core.documents.store import DocumentStore
from santral.crm_core.documents.tables import Document, DocumentLink, DocumentVersion
from santral.crm_core.users import audit

FORSAKEN_DAYS: Final = 30
"""So long a document that was taken from everything it belonged to can still be brought back from its row."""
GRACE_S: Final = 24 * 3600.0
"""A content without a row may be one whose row is being written, or was by a restored backup."""
MOST_AT_ONCE: Final = 500
_ASKED_AT_ONCE: Final = 200


async def forget_forsaken(session: AsyncSession, before: datetime, most: int = MOST_AT_ONCE) -> int:
    """Remove the rows of documents that belong to nothing since `before`; how many documents."""
    belongs = select(DocumentLink.document_id).where(DocumentLink.document_id == Document.document_id)
    query = (
        select(Document.document_id)
        .where(Document.forsaken_at < before, Document.library.is_(False), ~belongs.exists())
        .order_by(Document.forsaken_at)
        .limit(most)
    )
    gone = list(await session.scalars(query))
    for document_id in gone:
        await audit.record(session, None, "deleted", "document", document_id)
    await session.execute(delete(DocumentVersion).where(DocumentVersion.document_id.in_(gone)))
    await session.execute(delete(Document).where(Document.document_id.in_(gone)))
    return len(gone)


async def remove_unreferenced(
    database: Database, store: DocumentStore, grace_s: float = GRACE_S, most: int = MOST_AT_ONCE
) -> int:
    """Remove contents that no version of a document has and nobody touched for `grace_s`; how many."""
    removed = 0
    for part in store.parts():
        old = await store.old_contents(part, grace_s)
        for start in range(0, len(old), _ASKED_AT_ONCE):
            asked = old[start : start + _ASKED_AT_ONCE]
            async with database.reading() as session:
                needed = await _needed(session, asked)
            for sha256 in asked:
                if removed >= most:
                    return removed
                if sha256 not in needed and await store.remove(sha256, grace_s):
                    removed += 1
    return removed


async def _needed(session: AsyncSession, hashes: Sequence[str]) -> frozenset[str]:
    query = select(DocumentVersion.sha256).where(DocumentVersion.sha256.in_(hashes))
    return frozenset(await session.scalars(query))
