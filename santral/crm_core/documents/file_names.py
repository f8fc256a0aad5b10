"""Names of files as people send them, made safe to show, to keep and to hand out again."""

from __future__ import annotations

import re
import unicodedata
from typing import Final
from urllib.parse import quote

LONGEST_NAME: Final = 120
"""Letters; at four bytes a letter and with its ending still less than any file system's 255 bytes."""
LONGEST_ENDING: Final = 10
NAMELESS: Final = "document"

_ELSEWHERE: Final = re.compile(r"[<>:\"|?*]")
"""Letters that a name cannot have on Windows."""
_DEVICE: Final = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_TOKEN: Final = re.compile(r"[^A-Za-z0-9!#$&+^_`{}~. -]")


def clean_name(sent: str) -> str:
    """The last part of `sent` without what deceives or breaks: folders, control letters, marks that turn the
    direction of writing (`gpj.exe` shown as `exe.jpg`), letters Windows refuses. Never empty; cleaning twice
    changes nothing."""
    name = unicodedata.normalize("NFC", sent.replace("\\", "/")).rsplit("/", 1)[-1]
    name = "".join(
        " " if unicodedata.category(letter) in ("Zs", "Zl", "Zp") or letter in "\t\n\r" else letter
        for letter in name
        if letter in "\t\n\r" or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    name = _trimmed(_ELSEWHERE.sub("_", name))
    if _DEVICE.fullmatch(name):
        name = f"_{name}"
    return _trimmed(unicodedata.normalize("NFC", _shortened(name, LONGEST_NAME))) or NAMELESS


def with_ending(name: str, endings: tuple[str, ...]) -> str:
    """`name` where it ends as its content asks, else with the first of `endings` (as ".pdf") behind it: what
    is opened by its name then opens as what it is."""
    if name.lower().endswith(endings):
        return name
    return _shortened(name, LONGEST_NAME - len(endings[0])) + endings[0]


def content_disposition(name: str, *, inline: bool = False) -> str:
    """The header that names a download: RFC 6266, with letters beyond ASCII as RFC 5987 has them, and a
    plain name for programs that do not know either."""
    kind = "inline" if inline else "attachment"
    plain = unicodedata.normalize("NFKD", name.replace("ı", "i")).encode("ascii", "ignore").decode()
    plain = _TOKEN.sub("_", plain).strip() or NAMELESS
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _trimmed(name: str) -> str:
    return " ".join(name.split()).strip(". ")


def _shortened(name: str, most: int) -> str:
    if len(name) <= most:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > LONGEST_ENDING:
        return name[:most]
    return stem[: most - len(ending) - 1].rstrip(". ") + dot + ending
