"""What people type into short fields, made storable or refused with a sentence."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from santral.crm_core.errors import InvalidInput

_EMAIL: Final = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]+")


def one_line(field: str, typed: str, most: int) -> str:
    """The text in one line without needless spaces. Raises `InvalidInput` where it is longer than `most`."""
    line = " ".join(_printable(typed).split())
    if len(line) > most:
        raise InvalidInput(field, "This is too long: at most %(most)s characters.", most=most)
    return line


def lines(field: str, typed: str, most: int) -> str:
    """The text with its line breaks, without space around it. Raises `InvalidInput`."""
    text = _printable(typed.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(text) > most:
        raise InvalidInput(
            field,
            "This is too long: %(length)s characters, at most %(most)s. Shorten it and save again.",
            length=len(text),
            most=most,
        )
    return text


def email(field: str, typed: str) -> str:
    """An address as typed, or `""`. Raises `InvalidInput` for what cannot be one."""
    address = one_line(field, typed, 254)
    if address and not _EMAIL.fullmatch(address):
        raise InvalidInput(field, "This is not an e-mail address.")
    return address


def storable(text: str) -> str:
    """Without the two things no database takes: NUL, and halves of letters as a broken browser sends them."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()


def _printable(text: str) -> str:
    """Without control characters, which nobody means."""
    return "".join(
        letter for letter in text if letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cs")
    )
