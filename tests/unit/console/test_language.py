"""A reader gets the own language, else what the browser asks for, else Turkish."""

from __future__ import annotations

from pathlib import Path

import pytest

from santral.console.web.language import Language, Languages
from santral.crm_core.errors import SantralError

PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "%(name)s is taken."
msgstr "%(name)s kullanılıyor."

msgid "%(num)s call"
msgid_plural "%(num)s calls"
msgstr[0] "%(num)s çağrı"
msgstr[1] "%(num)s çağrı"
"""


@pytest.fixture
def languages(tmp_path: Path) -> Languages:
    folder = tmp_path / "tr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "santral.po").write_text(PO, encoding="utf-8")
    return Languages("tr", tmp_path)


@pytest.mark.parametrize(
    ("own", "header", "chosen"),
    [
        ("en", "tr-TR,tr;q=0.9", "en"),
        ("", "tr-TR,tr;q=0.9,en;q=0.8", "tr"),
        ("", "en-GB,en;q=0.9,tr;q=0.8", "en"),
        ("", "tr;q=0.3, en;q=0.7", "en"),
        ("", "de-DE,de;q=0.9", "tr"),
        ("", "", "tr"),
        ("", "*;q=x,,;;q=", "tr"),
        ("xx", "en", "en"),
    ],
)
def test_the_language_is_chosen(languages: Languages, own: str, header: str, chosen: str) -> None:
    assert languages.choose(own, header).code == chosen


def test_an_error_is_read_in_the_readers_language(languages: Languages) -> None:
    error = SantralError("%(name)s is taken.", name="ışık")
    assert languages["tr"].sentence(error) == "ışık kullanılıyor."
    assert languages["en"].sentence(error) == "ışık is taken."


def test_plurals_follow_the_catalogue(languages: Languages) -> None:
    assert languages["tr"].texts.ngettext("%(num)s call", "%(num)s calls", 3) == "%(num)s çağrı"


def test_the_catalogues_of_the_house_can_be_read() -> None:
    for code in ("tr", "en"):
        assert Language(code).translate("Please sign in.")
