"""Documents as they are listed and handed out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.documents.content_types import BY_MEDIA_TYPE
from santral.crm_core.documents.keeping import MOST_LINKED, Subject
from santral.crm_core.documents.tables import Document, DocumentLink, DocumentVersion
from santral.crm_core.errors import NotFound
from santral.crm_core.users.accounts import UserAccount


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A version of a document; in lists the current one. `size` is in bytes."""

    document_id: int
    title: str
    category: str
    library: bool
    current: int  # the number of the current version
    version: int
    file_name: str
    content_type: str
    size: int
    sha256: str
    uploaded_at: datetime
    uploaded_by: str

    @property
    def is_image(self) -> bool:
        kind = BY_MEDIA_TYPE.get(self.content_type)
        return kind is not None and kind.is_image

    @property
    def is_viewable(self) -> bool:
        kind = BY_MEDIA_TYPE.get(self.content_type)
        return kind is not None and kind.is_viewable


async def documents_of(session: AsyncSession, subject: Subject) -> tuple[DocumentRow, ...]:
    """What belongs to `subject`, the newest first."""
    query = (
        document_rows()
        .join(DocumentLink, DocumentLink.document_id == Document.document_id)
        .where(DocumentLink.subject == str(subject), is_current())
        .order_by(DocumentLink.linked_at.desc(), Document.document_id.desc())
        .limit(MOST_LINKED)
    )
    return tuple([DocumentRow(*row) for row in await session.execute(query)])


async def versions_of(session: AsyncSession, document_id: int) -> tuple[DocumentRow, ...]:
    """All versions, the newest first. Raises `NotFound`, also for what was taken away from everywhere."""
    query = (
        document_rows()
        .where(Document.document_id == document_id, _is_somewhere())
        .order_by(DocumentVersion.version.desc())
    )
    found = tuple([DocumentRow(*row) for row in await session.execute(query)])
    if not found:
        raise NotFound("There is no such document.")
    return found


async def find_version(session: AsyncSession, document_id: int, version: int) -> DocumentRow:
    """Raises `NotFound`, also for what was taken away from everywhere."""
    query = document_rows().where(
        Document.document_id == document_id, DocumentVersion.version == version, _is_somewhere()
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise NotFound("There is no such document.")
    return DocumentRow(*row)


def is_current() -> Any:
    """Of a document's versions, the one that holds."""
    return DocumentVersion.version == Document.version


def _is_somewhere() -> Any:
    """Who took a file away, since it was somebody else's, has to be sure that no old address opens it."""
    return Document.forsaken_at.is_(None)


def document_rows() -> Select[*tuple[Any, ...]]:
    """The columns of a `DocumentRow`, in its order."""
    return (
        select(
            Document.document_id,
            Document.title,
            Document.category,
            Document.library,
            Document.version,
            DocumentVersion.version,
            DocumentVersion.file_name,
            DocumentVersion.content_type,
            DocumentVersion.size,
            DocumentVersion.sha256,
            DocumentVersion.uploaded_at,
            UserAccount.display_name,
        )
        .join(DocumentVersion, DocumentVersion.document_id == Document.document_id)
        .join(UserAccount, UserAccount.user_id == DocumentVersion.uploaded_by)
    )
