"""When a message that was not taken is sent again, and what an answer means for it and for those behind it.

Pure. Messages go out in the order in which they were written, one at a time for an address. One that fails
for a fault of the address (nobody answers, 500, 429, 404 …) holds up those behind it: they would fail too,
and their order is kept. One that is refused for what is in it (`REFUSES_THIS_ONE`) steps aside: it is tried
again, and those behind it go on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

FIRST_PAUSE: Final = timedelta(seconds=10)
LONGEST_PAUSE: Final = timedelta(hours=1)
GIVE_UP_AFTER: Final = timedelta(days=1)
SWITCH_OFF_AFTER: Final = timedelta(days=3)
JITTER: Final = 0.2
"""A pause is up to so much of it longer or shorter, so that a server that comes back is not overrun."""

REFUSES_THIS_ONE: Final = frozenset({400, 409, 413, 415, 422})
GONE: Final = 410
"""By this an address says that it wants no messages any more."""


class After(StrEnum):
    """What becomes of a message after an attempt."""

    DELIVERED = "delivered"
    AGAIN = "waiting"
    GIVEN_UP = "given-up"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`next_at` where it is tried again; `aside` tells whether those behind it go on meanwhile; `switch_off`
    that nothing is sent to the address any more."""

    after: After
    next_at: datetime | None = None
    aside: bool = False
    switch_off: bool = False


def is_taken(status: int) -> bool:
    return 200 <= status < 300


def pause_before(attempt: int, chance: float) -> timedelta:
    """How long to wait before the attempt after the `attempt`th, 1 for the first. `chance`: 0 to 1."""
    # Beyond 2**20 the cap holds in any case, and a number of any size cannot overflow.
    pause = min(FIRST_PAUSE * (1 << min(attempt - 1, 20)), LONGEST_PAUSE)
    return pause * (1 - JITTER + 2 * JITTER * chance)


def judge(
    *,
    status: int,
    attempt: int,
    told_at: datetime,
    failing_since: datetime | None,
    now: datetime,
    chance: float,
    asked_to_wait: timedelta | None = None,
) -> Verdict:
    """After the `attempt`th attempt, which got `status` (0 where no answer came), of a message that is sent
    since `told_at`. `failing_since` is when the address began to fail, None where it did not before;
    `asked_to_wait` what it said in `Retry-After`."""
    if is_taken(status):
        return Verdict(After.DELIVERED)
    aside = status in REFUSES_THIS_ONE
    failed_long = failing_since is not None and now - failing_since >= SWITCH_OFF_AFTER
    switch_off = status == GONE or failed_long
    pause = pause_before(attempt, chance)
    if asked_to_wait is not None:
        pause = max(pause, min(asked_to_wait, LONGEST_PAUSE))
    if switch_off or now + pause - told_at > GIVE_UP_AFTER:
        return Verdict(After.GIVEN_UP, switch_off=switch_off)
    return Verdict(After.AGAIN, now + pause, aside)
