"""Who of several people gets a case. Pure: the same people and the same turn give the same answer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Way(StrEnum):
    """How somebody is chosen. `LAST_OWNER` is only asked for by stages: who had it before."""

    BY_HAND = "by_hand"
    IN_TURN = "in_turn"
    LEAST_BUSY = "least_busy"
    BY_SKILL = "by_skill"
    LAST_OWNER = "last_owner"


LEVELS: Final = (1, 2, 3)
"""Of a skill: knows it a little, well, best."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """`open_cases` are those owned and not solved yet; `level` is the skill for this case, 0 for none."""

    user_id: int
    open_cases: int = 0
    level: int = 0
    away: bool = False
    disabled: bool = False


def choose(
    way: Way,
    candidates: Collection[Candidate],
    last_in_turn: int | None,
    *,
    least_level: int = 1,
    last_owner: int | None = None,
) -> int | None:
    """The id of the one who gets it, or None where nobody is suitable, or it is done by hand.

    `last_in_turn` is who was chosen before. Who is away or disabled is never chosen. Where several are as
    good, they take turns. By skill it is, of those with at least `least_level`, the least busy one; of
    equally busy ones, who knows it better. Where the last owner cannot have it, it is the least busy one.
    """
    here = [one for one in candidates if not one.away and not one.disabled]
    if way is Way.BY_SKILL:
        here = [one for one in here if one.level >= max(least_level, LEVELS[0])]
    if way is Way.BY_HAND or not here:
        return None
    if way is Way.LAST_OWNER and any(one.user_id == last_owner for one in here):
        return last_owner

    def place(one: Candidate) -> tuple[int, int, tuple[bool, int]]:
        if way is Way.IN_TURN:
            return 0, 0, _turn(one.user_id, last_in_turn)
        better = -one.level if way is Way.BY_SKILL else 0
        return one.open_cases, better, _turn(one.user_id, last_in_turn)

    return min(here, key=place).user_id


def _turn(user_id: int, last: int | None) -> tuple[bool, int]:
    """Who comes after the last one, by id, comes first; then it begins anew."""
    return (last is not None and user_id <= last), user_id
