from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santral.crm_core.interactions.save import LONGEST_TITLE, title_and_body


@pytest.mark.parametrize(
    ("notes", "title", "body"),
    [
        ("Fiyat sordu.", "Fiyat sordu.", ""),
        ("Fiyat sordu. Teklif istedi.", "Fiyat sordu.", "Teklif istedi."),
        ("fiyat\nteklif\nkargo", "fiyat", "teklif\nkargo"),
        ("  ", "", ""),
        ("uzun " * 40, ("uzun " * 24).rstrip(), ("uzun " * 16).rstrip()),
        ("x" * 150, "x" * 120, "x" * 30),
    ],
)
def test_notes_are_told_by_their_first_sentence(notes: str, title: str, body: str) -> None:
    assert title_and_body(notes) == (title, body)


@given(st.text(max_size=400))
def test_no_word_is_lost(notes: str) -> None:
    title, body = title_and_body(notes)
    assert len(title) <= LONGEST_TITLE
    assert "".join((title + body).split()) == "".join(notes.split())
