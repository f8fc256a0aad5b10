"""The languages of the house: catalogues read from their `.po` files, and which one a reader gets."""

from __future__ import annotations

import gettext
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from santral.crm_core.errors import SantralError

LOCALE_DIR: Final = Path(__file__).parents[1] / "locale"
LANGUAGES: Final = ("tr", "en")
DOMAIN: Final = "santral"


class Language:
    """One language: its texts, and the locale that dates and numbers are written by."""

    def __init__(self, code: str, directory: Path = LOCALE_DIR) -> None:
        self.code = code
        self.locale = Locale.parse(code)
        _ = self.locale.date_formats  # read from its file now, not while the first caller waits
        self.texts = _read_catalogue(directory / code / "LC_MESSAGES" / f"{DOMAIN}.po", code)

    def translate(self, message: str, **values: object) -> str:
        """The text for an English message id, its `%(name)s` filled with `values`."""
        text = self.texts.gettext(message)
        return text % values if values else text

    def sentence(self, error: SantralError) -> str:
        """What the reader of this language should read about `error`."""
        return self.translate(error.sentence, **error.values)


class Languages:
    """All of them, read once at start."""

    def __init__(self, default: str, directory: Path = LOCALE_DIR) -> None:
        self._languages = {code: Language(code, directory) for code in LANGUAGES}
        self.default = default

    def __getitem__(self, code: str) -> Language:
        return self._languages[code]

    def choose(self, own_setting: str, accept_language: str) -> Language:
        """The user's own setting, else the first of what the browser asks for, else the default.

        `own_setting` is a language code or `""`; `accept_language` the header (RFC 9110, 12.5.4).
        """
        if own_setting in self._languages:
            return self._languages[own_setting]
        for code in _asked_for(accept_language):
            if code in self._languages:
                return self._languages[code]
        return self._languages[self.default]


def _asked_for(accept_language: str) -> list[str]:
    asked: list[tuple[float, str]] = []
    for part in accept_language.split(","):
        tag, _, parameter = part.partition(";")
        name, _, quality = parameter.strip().partition("=")
        try:
            weight = float(quality) if name == "q" else 1.0
        except ValueError:
            weight = 0.0
        if weight > 0:
            asked.append((-weight, tag.strip().split("-")[0].lower()))
    return [code for _, code in sorted(asked, key=lambda one: one[0])]


@lru_cache(maxsize=8)  # for all houses a process opens, one after another
def _read_catalogue(path: Path, code: str) -> gettext.NullTranslations:
    if not path.exists():  # English is the language of the message ids themselves
        return gettext.NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=code)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
