"""Documents are added, get new versions, and belong to something. The content is in the store before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.edit import find_application
from santral.crm_core.applications.history import write_change
from santral.crm_core.applications.tables import Application
from santral.crm_core.documents.content_types import ContentType
from santral.crm_core.documents.store import Content
from santral.crm_core.documents.tables import Document, DocumentLink, DocumentVersion
from santral.crm_core.errors import InvalidInput, NotFound
from santral.crm_core.folding import words
from santral.crm_core.interactions.tables import Interaction
from santral.crm_core.members.tables import Member
from santral.crm_core.typed_text import one_line
from santral.crm_core.users import audit

MOST_LINKED: Final = 500
"""Documents of one application, interaction or customer."""
_KEYS: Final = {
    "application": Application.application_id,
    "interaction": Interaction.interaction_id,
    "member": Member.member_id,
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What documents belong to: `kind` is "application", "interaction" or "member"."""

    kind: str
    subject_id: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.subject_id}"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was accepted: its name cleaned, its kind found in it, its content in the store."""

    file_name: str
    kind: ContentType
    content: Content


async def check_subject(session: AsyncSession, subject: Subject) -> None:
    """Raises `NotFound` where there is no such record, `InvalidInput` where it has too many documents."""
    key = _KEYS.get(subject.kind)
    if key is None or await session.scalar(select(key).where(key == subject.subject_id)) is None:
        raise NotFound("There is nothing here that documents could belong to.")
    query = select(func.count()).select_from(DocumentLink).where(DocumentLink.subject == str(subject))
    if (await session.scalar(query) or 0) >= MOST_LINKED:
        raise InvalidInput(
            "file", "There are %(most)s documents here already. Remove one first.", most=MOST_LINKED
        )


async def add_document(
    session: AsyncSession,
    upload: Upload,
    by: audit.Actor,
    at: datetime,
    *,
    subject: Subject | None = None,
    title: str = "",
    category: str = "",
) -> int:
    """A new document's id: of `subject`, or of the library where that is None. Without a title it is called
    as its file is. Raises `InvalidInput`, `NotFound`."""
    if subject is not None:
        await check_subject(session, subject)
    title = one_line("title", title, 200) or PurePath(upload.file_name).stem
    document = Document(
        title=title,
        library=subject is None,
        category=category,
        version=1,
        uploaded_by=by.user_id,
        uploaded_at=at,
        changed_at=at,
        search_words=_words(title, upload.file_name),
    )
    session.add(document)
    await session.flush()
    session.add(_version(document, upload, by, at))
    detail = {"name": upload.file_name, "size": upload.content.size}
    if subject is not None:
        session.add(
            DocumentLink(
                subject=str(subject), document_id=document.document_id, linked_by=by.user_id, linked_at=at
            )
        )
        detail["of"] = str(subject)
        await _tell_history(session, subject, by, at, "document-added", after=upload.file_name)
    await session.flush()
    await audit.record(session, by, "created", "document", document.document_id, detail)
    return document.document_id


async def add_version(
    session: AsyncSession, document_id: int, upload: Upload, by: audit.Actor, at: datetime
) -> int:
    """The number of the new version of a document of the library; the ones before stay. Raises `NotFound`."""
    document = await session.get(Document, document_id, with_for_update=True)
    if document is None or not document.library:
        raise NotFound("There is no such document.")
    document.version += 1
    document.changed_at = at
    document.search_words = _words(document.title, upload.file_name)
    session.add(_version(document, upload, by, at))
    await session.flush()
    detail = {"name": upload.file_name, "size": upload.content.size, "version": document.version}
    await audit.record(session, by, "changed", "document", document_id, detail)
    return document.version


async def unlink(session: AsyncSession, document_id: int, subject: Subject, by: audit.Actor) -> None:
    """The document belongs there no more. One that belongs to nothing is kept for some weeks
    (`forgetting.py`). Raises `NotFound`."""
    link = await session.get(DocumentLink, (str(subject), document_id))
    if link is None:
        raise NotFound("There is no such document.")
    at = datetime.now(UTC)
    await session.delete(link)
    await session.flush()
    name = await session.scalar(
        select(DocumentVersion.file_name)
        .where(DocumentVersion.document_id == document_id)
        .order_by(DocumentVersion.version.desc())
        .limit(1)
    )
    await _tell_history(session, subject, by, at, "document-removed", before=name or "")
    belongs = select(DocumentLink.document_id).where(DocumentLink.document_id == document_id)
    if await session.scalar(belongs.limit(1)) is None:
        document = await session.get_one(Document, document_id)
        document.forsaken_at = at
    await audit.record(session, by, "removed", "document", document_id, {"of": str(subject)})


async def _tell_history(
    session: AsyncSession,
    subject: Subject,
    by: audit.Actor,
    at: datetime,
    kind: str,
    before: str = "",
    after: str = "",
) -> None:
    """An application's history has a line, and whoever looks at it sees the document come or go."""
    if subject.kind == "application":
        application = await find_application(session, subject.subject_id, lock=True)
        write_change(session, application, by, at, kind, "documents", before, after)


def _version(document: Document, upload: Upload, by: audit.Actor, at: datetime) -> DocumentVersion:
    return DocumentVersion(
        document_id=document.document_id,
        version=document.version,
        file_name=upload.file_name,
        content_type=upload.kind.media_type,
        size=upload.content.size,
        sha256=upload.content.sha256,
        uploaded_by=by.user_id,
        uploaded_at=at,
    )


def _words(title: str, file_name: str) -> str:
    return " ".join(words(f"{title} {file_name}"))
