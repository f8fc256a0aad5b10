from __future__ import annotations

import unicodedata
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santral.crm_core.documents.file_names import (
    LONGEST_NAME,
    clean_name,
    content_disposition,
    with_ending,
)

ANY = st.text(st.characters(codec=None), max_size=300)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Fatura ğüşıöç İ.pdf", "Fatura ğüşıöç İ.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Belgeler\\sözleşme.docx", "sözleşme.docx"),
        ("fatura\u202efdp.exe", "faturafdp.exe"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"),
        ("nul\0.txt", "_nul.txt"),
        ("CON", "_CON"),
        ("  .gizli. ", "gizli"),
        ("", "document"),
        ("...", "document"),
        ("a" * 200 + ".pdf", "a" * (LONGEST_NAME - 4) + ".pdf"),
    ],
)
def test_a_name_is_made_safe_and_stays_readable(sent: str, kept: str) -> None:
    assert clean_name(sent) == kept


@given(ANY)
def test_a_clean_name_is_one_part_without_tricks_and_stays_as_it_is(sent: str) -> None:
    name = clean_name(sent)
    assert 0 < len(name) <= LONGEST_NAME
    assert len(name.encode()) <= 500
    assert not set(name) & set('/\\<>:"|?*\0')
    assert not {unicodedata.category(letter) for letter in name} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert name not in (".", "..")
    assert clean_name(name) == name


@given(ANY, st.sampled_from([(".pdf",), (".jpg", ".jpeg")]))
def test_a_name_ends_as_its_content_asks(sent: str, endings: tuple[str, ...]) -> None:
    name = with_ending(clean_name(sent), endings)
    assert name.lower().endswith(endings)
    assert len(name) <= LONGEST_NAME
    assert clean_name(name) == name


def test_a_name_that_says_something_else_gets_the_right_ending() -> None:
    assert with_ending("fatura.exe", (".pdf",)) == "fatura.exe.pdf"
    assert with_ending("FOTO.JPEG", (".jpg", ".jpeg")) == "FOTO.JPEG"


@given(ANY)
def test_a_download_is_named_so_that_every_browser_reads_it(sent: str) -> None:
    name = clean_name(sent)
    header = content_disposition(name)
    assert header.isascii()
    assert header.isprintable()
    assert header.startswith('attachment; filename="')
    assert header.count('"') == 2
    assert unquote(header.split("filename*=UTF-8''")[1]) == name


def test_turkish_letters_survive_and_have_a_plain_form() -> None:
    assert content_disposition("Şikâyet ığ.pdf") == (
        "attachment; filename=\"Sikayet ig.pdf\"; filename*=UTF-8''%C5%9Eik%C3%A2yet%20%C4%B1%C4%9F.pdf"
    )
