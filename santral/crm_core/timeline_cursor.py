"""Where a page of a timeline ended, as an opaque word that a browser hands back."""

from __future__ import annotations

import struct
from base64 import b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Final

from santral.crm_core.db import microseconds, moment
from santral.crm_core.errors import SantralError

_PLACE: Final = struct.Struct(">qq")
_CHECK_BYTES: Final = 5  # 16 + 5 bytes are 28 letters without padding


class BadCursor(SantralError):
    """Not a place in this member's timeline: mistyped, cut off, or of another member."""

    http_status = 400

    def __init__(self) -> None:
        super().__init__("This place in the history is not known. Reload the page.")


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last entry that was shown; the next page begins behind it."""

    at: datetime
    entry_id: int


def write_cursor(cursor: Cursor, member_id: int) -> str:
    place = _PLACE.pack(microseconds(cursor.at), cursor.entry_id)
    return urlsafe_b64encode(place + _check(place, member_id)).decode()


def read_cursor(text: str, member_id: int) -> Cursor:
    """Raises `BadCursor`. The check keeps mistakes out, not attackers: a cursor gives no access, since
    every page is asked for with a member of its own."""
    try:
        raw = b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
    except ValueError:
        raise BadCursor from None
    place, check = raw[: _PLACE.size], raw[_PLACE.size :]
    if len(place) != _PLACE.size or check != _check(place, member_id):
        raise BadCursor
    at, entry_id = _PLACE.unpack(place)
    return Cursor(moment(at), entry_id)


def _check(place: bytes, member_id: int) -> bytes:
    return blake2b(place, digest_size=_CHECK_BYTES, salt=member_id.to_bytes(8, "big")).digest()
