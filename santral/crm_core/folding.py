"""Turkish words, folded so that however they are typed they meet: ŞÜKRÜ, şükrü and sukru are one.

The same folding is used for what is indexed and for what is asked. First lower case as Turkish has it
(I→ı, İ→i; Unicode's own lower case gets both wrong), then ASCII. Since ı and i both end as i, it does not
matter whether ISIK was typed on an English keyboard for IŞIK: each of ISIK, isik, IŞIK and ışık is `isik`.
The price is that two words which differ in nothing but their dots are found by the same question.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_TURKISH_LOWER: Final = str.maketrans({"I": "ı", "İ": "i"})
_TO_ASCII: Final = str.maketrans(
    {"ı": "i", "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ł": "l", "ð": "d", "þ": "th"}
)
_TURKISH_TO_ASCII: Final = str.maketrans("çğıöşüâîûÇĞİIÖŞÜÂÎÛ", "cgiosuaiucgiiosuaiu")
_APOSTROPHES: Final = re.compile("['’‘`´ʼ]")
_ABBREVIATION: Final = re.compile(r"(?<!\w)((?:\w\.)+\w)(?!\w)")
_WORD: Final = re.compile(r"[^\W_]+")

LONGEST_WORD: Final = 40
"""Letters of a word that are indexed; nobody tells names apart after that many."""


def fold(text: str) -> str:
    """The text in lower case and without the marks on its letters; other scripts stay as they are."""
    turkish = text.translate(_TURKISH_TO_ASCII)
    if turkish.isascii():  # as nearly all names are; the long way gives the same, four times slower
        return turkish.lower()
    return _fold_any(text)


def _fold_any(text: str) -> str:
    lower = unicodedata.normalize("NFKC", text).translate(_TURKISH_LOWER).lower()
    decomposed = unicodedata.normalize("NFKD", lower)
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", bare.translate(_TO_ASCII))


def words(text: str) -> tuple[str, ...]:
    """The folded words, each once, in their order. `O'Neil` is `oneil`, `A.Ş.` is `as`."""
    joined = _ABBREVIATION.sub(lambda letters: letters[0].replace(".", ""), fold(_APOSTROPHES.sub("", text)))
    return tuple(dict.fromkeys(word[:LONGEST_WORD] for word in _WORD.findall(joined)))
