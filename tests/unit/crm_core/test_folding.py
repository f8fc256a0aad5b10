from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santral.crm_core.folding import LONGEST_WORD, _fold_any, fold, words

TURKISH = "abcçdefgğhıijklmnoöprsştuüvyzâîû"
UPPER = {"i": "İ", "ı": "I"}


def turkish_upper(text: str) -> str:
    return "".join(UPPER.get(letter, letter.upper()) for letter in text)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("ŞÜKRÜ", "sukru"),
        ("şükrü", "sukru"),
        ("sukru", "sukru"),
        ("SUKRU", "sukru"),
        ("IŞIK", "isik"),
        ("ISIK", "isik"),
        ("ışık", "isik"),
        ("İĞDIR", "igdir"),
        ("Iğdır", "igdir"),
        ("iğdır", "igdir"),
        ("Hâlit", "halit"),
        ("Çağrı", "cagri"),
        ("Straße", "strasse"),
        ("I\u0307pek", "ipek"),  # a dot of its own upon the letter, as some keyboards send it
    ],
)
def test_however_a_name_is_typed_it_folds_to_the_same(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Şükrü  Öğüt", ("sukru", "ogut")),
        ("AYDIN TİCARET A.Ş.", ("aydin", "ticaret", "as")),
        ("Öz-Er İnş.San.Tic.Ltd.Şti.", ("oz", "er", "ins", "san", "tic", "ltd", "sti")),
        ("Kevin O'Neil", ("kevin", "oneil")),
        ("Ankara’nın Ankara'nın", ("ankaranin",)),
        ("3M_Sanayi", ("3m", "sanayi")),
        ("Мария", ("мария",)),
        (" .,- ", ()),
    ],
)
def test_a_name_is_taken_apart_into_words(text: str, expected: tuple[str, ...]) -> None:
    assert words(text) == expected


@given(st.text(TURKISH))
def test_case_never_matters(text: str) -> None:
    assert fold(text) == fold(turkish_upper(text))


@given(st.text(TURKISH + TURKISH.upper() + "İ"))
def test_turkish_becomes_ascii(text: str) -> None:
    assert fold(text).isascii()


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_the_words_of_the_words_are_the_words(text: str) -> None:
    found = words(text)
    assert words(" ".join(found)) == found
    assert all(0 < len(word) <= LONGEST_WORD for word in found)


@given(st.text(st.sampled_from(TURKISH + turkish_upper(TURKISH) + " .'-09\u0307\u0327é") | st.characters()))
def test_the_short_way_gives_what_the_long_way_does(text: str) -> None:
    assert fold(text) == _fold_any(text)


@pytest.mark.parametrize("letter", TURKISH + turkish_upper(TURKISH))
def test_so_it_does_for_each_letter(letter: str) -> None:
    assert fold(letter) == _fold_any(letter)
