"""Documents as they are listed and handed out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.documents.content_types import BY_MEDIA_TYPE
from santral.crm_core.documents.keeping import MOST_LINKED, Subject
from santral.crm_core.documents.tables import Document, DocumentLink, DocumentVersion
from santral.crm_core.errors import NotFound
from santral.crm_core.folding import words
from santral.crm_core.users.accounts import UserAccount

MOST_FOUND: Final = 200
MOST_WORDS: Final = 8


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


async def documents_of(session: AsyncSession, subject: Subject) -> tuple[DocumentRow, ...]:
    """What belongs to `subject`, the newest first."""
    query = (
        _rows()
        .join(DocumentLink, DocumentLink.document_id == Document.document_id)
        .where(DocumentLink.subject == str(subject), _is_current())
        .order_by(DocumentLink.linked_at.desc(), Document.document_id.desc())
        .limit(MOST_LINKED)
    )
    return tuple([DocumentRow(*row) for row in await session.execute(query)])


async def search_library(session: AsyncSession, text: str, category: str = "") -> tuple[DocumentRow, ...]:
    """Documents of the library that have words beginning so, each of them; the newest first, `MOST_FOUND` at
    most. A library is read by people and has hundreds of documents, so the words are simply gone through."""
    query = _rows().where(Document.library.is_(True), _is_current())
    for word in words(text)[:MOST_WORDS]:
        spaced = literal(" ").concat(Document.search_words)
        query = query.where(spaced.contains(f" {word}", autoescape=True))
    if category:
        query = query.where(Document.category == category)
    query = query.order_by(Document.changed_at.desc(), Document.document_id.desc()).limit(MOST_FOUND)
    return tuple([DocumentRow(*row) for row in await session.execute(query)])


async def versions_of(session: AsyncSession, document_id: int) -> tuple[DocumentRow, ...]:
    """All versions, the newest first. Raises `NotFound`."""
    query = _rows().where(Document.document_id == document_id).order_by(DocumentVersion.version.desc())
    found = tuple([DocumentRow(*row) for row in await session.execute(query)])
    if not found:
        raise NotFound("There is no such document.")
    return found


async def find_version(session: AsyncSession, document_id: int, version: int) -> DocumentRow:
    """Raises `NotFound`."""
    query = _rows().where(Document.document_id == document_id, DocumentVersion.version == version)
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise NotFound("There is no such document.")
    return DocumentRow(*row)


def _is_current() -> Any:
    return DocumentVersion.version == Document.version


def _rows() -> Select[*tuple[Any, ...]]:
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
