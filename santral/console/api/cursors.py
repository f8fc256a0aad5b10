"""Where a page of a list ended, as an opaque word."""

from __future__ import annotations

import struct
from base64 import b64decode, urlsafe_b64encode
from datetime import datetime
from hashlib import blake2b
from typing import Final

from santral.crm_core.db import moment
from santral.crm_core.errors import SantralError

_CHECK_BYTES: Final = 5


class BadPlace(SantralError):
    """Mistyped, cut off, or of another list."""

    http_status = 400
    field = "cursor"

    def __init__(self) -> None:
        super().__init__("This cursor is not known here. Begin with the first page.")


def write_place(of: str, *numbers: int) -> str:
    """`of` names the list; a cursor of another one is refused."""
    place = struct.pack(f">{len(numbers)}q", *numbers)
    return urlsafe_b64encode(place + _check(place, of)).decode().rstrip("=")


def read_place(of: str, cursor: str, count: int) -> tuple[int, ...]:
    """The `count` numbers. Raises `BadPlace`; the check keeps mistakes out, since a cursor opens nothing."""
    try:
        raw = b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise BadPlace from None
    place, check = raw[:-_CHECK_BYTES], raw[-_CHECK_BYTES:]
    if len(place) != 8 * count or check != _check(place, of):
        raise BadPlace
    return struct.unpack(f">{count}q", place)


def moment_of_place(place: tuple[int, ...]) -> tuple[datetime, int]:
    """Of a list that is sorted by a moment, in microseconds since 1970, and an id. Raises `BadPlace`."""
    at, record_id = place
    try:
        return moment(at), record_id
    except OverflowError:
        raise BadPlace from None


def _check(place: bytes, of: str) -> bytes:
    return blake2b(place, digest_size=_CHECK_BYTES, key=of.encode()).digest()
