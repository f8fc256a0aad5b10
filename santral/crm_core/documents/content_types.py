"""What a file is, told by what is in it. Its name and what the browser says of it count for nothing.

Magic numbers: PDF 32000-1 §7.5.2, PNG (RFC 2083 §3.1), JPEG (ISO 10918-1, SOI), WebP (RFC 9649 §2.4),
GIF89a §17, ZIP (APPNOTE 4.3.7); packages within a ZIP by ECMA-376 part 2 and OpenDocument 1.3 part 2 §3.3.
"""

from __future__ import annotations

import codecs
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HEAD_BYTES: Final = 64 * 1024
MOST_MEMBERS: Final = 10_000
"""Files in an archive that is looked into."""


@dataclass(frozen=True, slots=True)
class ContentType:
    """`name` is what settings call it. `media_type` is what it is served as, `endings` what its name may end
    with, the usual one first. An `is_image` is shown small in lists; what `is_viewable` is
    shown whole by browsers, which run nothing of it in our name."""

    name: str
    media_type: str
    endings: tuple[str, ...]
    is_image: bool = False
    is_viewable: bool = False


_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
TYPES: Final[Mapping[str, ContentType]] = {
    kind.name: kind
    for kind in (
        ContentType("pdf", "application/pdf", (".pdf",), is_viewable=True),
        ContentType("png", "image/png", (".png",), is_image=True, is_viewable=True),
        ContentType("jpeg", "image/jpeg", (".jpg", ".jpeg"), is_image=True, is_viewable=True),
        ContentType("webp", "image/webp", (".webp",), is_image=True, is_viewable=True),
        ContentType("gif", "image/gif", (".gif",), is_image=True, is_viewable=True),
        ContentType("text", "text/plain", (".txt", ".text", ".log", ".md", ".csv", ".tsv")),
        ContentType("csv", "text/csv", (".csv", ".tsv", ".txt")),
        ContentType("docx", _OFFICE + "wordprocessingml.document", (".docx",)),
        ContentType("xlsx", _OFFICE + "spreadsheetml.sheet", (".xlsx",)),
        ContentType("odt", "application/vnd.oasis.opendocument.text", (".odt",)),
        ContentType("eml", "message/rfc822", (".eml",)),
        ContentType("zip", "application/zip", (".zip",)),
    )
}
BY_MEDIA_TYPE: Final = {kind.media_type: kind for kind in TYPES.values()}

_MAGIC: Final = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_HEADER: Final = re.compile(r"[!-9;-~]+:[ \t]?.*")
_MAIL_HEADERS: Final = frozenset({"from", "date", "message-id", "received", "subject", "to", "mime-version"})


def sniff(path: Path) -> ContentType | None:
    """What is in the file, or None for what is not known here. Reads the file; call it in a thread."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return TYPES[name]
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return TYPES["webp"]
    if head.startswith(b"PK\x03\x04"):
        return _of_archive(path)
    text = _readable(path)
    return _of_text(text) if text is not None else None


def _of_archive(path: Path) -> ContentType | None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = frozenset(archive.namelist())
            if len(members) > MOST_MEMBERS:
                return None
            if any(member.lower().endswith("vbaproject.bin") for member in members):
                return None  # programs within a document
            if "[Content_Types].xml" in members:
                main = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
                return next((TYPES[name] for member, name in main.items() if member in members), TYPES["zip"])
            if "mimetype" in members:
                with archive.open("mimetype") as file:
                    said = file.read(100)
                return TYPES["odt" if said == TYPES["odt"].media_type.encode() else "zip"]
            return TYPES["zip"]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError):
        return None


def _readable(path: Path) -> str | None:
    """The first part of a file that is text from beginning to end, in UTF-8, UTF-16 with its mark, or the
    Turkish code page of older programs; else None."""
    with path.open("rb") as file:
        mark = file.read(2)
    marked = mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1254"):
        decoder = codecs.getincrementaldecoder(encoding)()
        first: str | None = None
        try:
            with path.open("rb") as file:
                while part := file.read(HEAD_BYTES):
                    text = decoder.decode(part)
                    if _CONTROL.search(text):
                        return None
                    first = text if first is None else first
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return first
    return None


def _of_text(text: str) -> ContentType:
    if _is_mail(text):
        return TYPES["eml"]
    rows = text.splitlines()[:20]
    if len(rows) > 1 and rows[-1:] != [""]:
        rows = rows[:-1] if len(text) >= HEAD_BYTES // 4 else rows
    for mark in ";\t,":
        counts = {row.count(mark) for row in rows if row}
        if len(rows) > 1 and len(counts) == 1 and counts != {0}:
            return TYPES["csv"]
    return TYPES["text"]


def _is_mail(text: str) -> bool:
    names = set()
    for row in text.splitlines():
        if not row:
            break
        if row[0] in " \t":
            continue
        if not _HEADER.fullmatch(row):
            return False
        names.add(row.split(":", 1)[0].lower())
    return "from" in names and len(names & _MAIL_HEADERS) >= 3
