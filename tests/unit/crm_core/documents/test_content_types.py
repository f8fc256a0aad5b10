from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santral.crm_core.documents.content_types import sniff

MAIL = "From: Ayşe <a@example.com>\r\nTo: b@example.com\r\nSubject: Kargo\r\n\r\nGelmedi.\r\n"


def archive(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, content in members.items():
            file.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def archive_of(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name in names:
            file.writestr(name, b"x")
    return made.getvalue()


ODT = archive(mimetype=b"application/vnd.oasis.opendocument.text")
DOCX = archive_of("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"%PDF-1.7\n...", "pdf"),
        (b"\x89PNG\r\n\x1a\n....", "png"),
        (b"\xff\xd8\xff\xe0....", "jpeg"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "webp"),
        (b"GIF89a....", "gif"),
        ("Merhaba ığüşöç\r\n".encode(), "text"),
        ("Merhaba ığüşöç\r\n".encode("cp1254"), "text"),
        ("ad;tutar\nAyşe;12\n".encode("utf-16"), "csv"),
        ("ad;tutar\nAyşe;12\nÖmer;7\n".encode(), "csv"),
        (b"<html><script>alert(1)</script></html>", "text"),
        (MAIL.encode(), "eml"),
        (DOCX, "docx"),
        (archive_of("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (ODT, "odt"),
        (archive_of("a.txt", "b.txt"), "zip"),
    ],
)
def test_a_file_is_what_is_in_it(tmp_path: Path, content: bytes, name: str) -> None:
    path = tmp_path / "holiday.exe"
    path.write_bytes(content)
    found = sniff(path)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\0\x03\0\0\0",
        b"\x7fELF\x02\x01\x01",
        b"RIFF\x10\0\0\0AVI LIST",
        b"PK\x03\x04 cut off",
        archive_of("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        b"text" * 50_000 + b"\0",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    ],
)
def test_what_is_not_known_is_nothing(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(content)
    assert sniff(path) is None


@given(st.sampled_from([b"", b"PK\x03\x04", b"RIFF", DOCX[:60], ODT[:-20]]), st.binary(max_size=400))
def test_no_content_makes_it_fail(beginning: bytes, rest: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x"
        path.write_bytes(beginning + rest)
        found = sniff(path)
        if found is not None and found.name in ("text", "csv", "eml"):
            assert b"\0" not in beginning + rest or rest[:2] in (b"\xff\xfe", b"\xfe\xff")
