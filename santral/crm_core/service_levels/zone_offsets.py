"""The offsets of a time zone as stretches of time, each with one offset: what turns clocks into moments.

`zoneinfo` tells the offset at a moment and not when it changes; so it is asked, and halved, until found.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

SAMPLED_EVERY: Final = timedelta(hours=12)
"""No zone has changed its clocks twice within six days since 1990; wars have seen stranger things."""
SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `begins` till `ends` (UTC, half open) the zone's clocks show UTC plus `offset`."""

    begins: datetime
    ends: datetime
    offset: timedelta


@lru_cache(maxsize=200)
def stretches(zone: str, begins: datetime, ends: datetime) -> tuple[Stretch, ...]:
    """Stretches that cover `begins` to `ends` (aware, UTC, of whole seconds) without gap or overlap.

    Raises `zoneinfo.ZoneInfoNotFoundError` for a zone that does not exist.
    """
    clock = ZoneInfo(zone)
    found: list[Stretch] = []
    since, offset = begins, _offset(clock, begins)
    at = begins
    while at < ends:
        later = min(at + SAMPLED_EVERY, ends)
        if _offset(clock, later) != offset:
            change = _first_moment_without(clock, offset, at, later)
            if change < ends:
                found.append(Stretch(since, change, offset))
                since, offset = change, _offset(clock, change)
        at = later
    found.append(Stretch(since, ends, offset))
    return tuple(found)


def _first_moment_without(clock: ZoneInfo, offset: timedelta, has: datetime, has_not: datetime) -> datetime:
    while has_not - has > SECOND:
        middle = has + SECOND * ((has_not - has) // SECOND // 2)
        if _offset(clock, middle) == offset:
            has = middle
        else:
            has_not = middle
    return has_not


def _offset(clock: ZoneInfo, at: datetime) -> timedelta:
    offset = at.astimezone(UTC).astimezone(clock).utcoffset()
    assert offset is not None
    return offset
