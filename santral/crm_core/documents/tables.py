"""Documents: what they are called, the versions of their content, and what they belong to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from santral.crm_core.db import Base
from santral.crm_core.definitions.kinds import LONGEST_CODE, DefinitionKind
from santral.crm_core.definitions.usage import holds_codes


class Document(Base):
    """`version` is the current one's number. Those in the `library` are for everybody and found by their
    `search_words`, which are folded. `category` is a category's code or ""."""

    __tablename__ = "document"

    document_id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    library: Mapped[bool] = mapped_column(default=False)
    category: Mapped[str] = mapped_column(String(LONGEST_CODE), default="", index=True)
    version: Mapped[int] = mapped_column(default=1)
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("user_account.user_id"))
    uploaded_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    search_words: Mapped[str] = mapped_column(Text, default="")
    forsaken_at: Mapped[datetime | None]  # since when it belongs to nothing, where it ever belonged somewhere

    __table_args__ = (
        Index("ix_document_library", "library", "changed_at", "document_id"),
        Index(
            "ix_document_forsaken",
            "forsaken_at",
            sqlite_where=text("forsaken_at IS NOT NULL"),
            postgresql_where=text("forsaken_at IS NOT NULL"),
        ),
    )


class DocumentVersion(Base):
    """One content of a document; older ones are kept. `content_type` is the media type that was found in the
    content, `sha256` (hex) tells where the store has it, `size` is in bytes."""

    __tablename__ = "document_version"

    document_id: Mapped[int] = mapped_column(ForeignKey("document.document_id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    file_name: Mapped[str] = mapped_column(String(200))
    content_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("user_account.user_id"))
    uploaded_at: Mapped[datetime]


class DocumentLink(Base):
    """What a document belongs to: `subject` is "application:12", "interaction:5" or "member:3"."""

    __tablename__ = "document_link"

    subject: Mapped[str] = mapped_column(String(40), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.document_id"), primary_key=True, index=True)
    linked_by: Mapped[int] = mapped_column(ForeignKey("user_account.user_id"))
    linked_at: Mapped[datetime]


holds_codes(DefinitionKind.CATEGORY, Document.category)
