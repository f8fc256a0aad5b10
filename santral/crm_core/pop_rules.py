"""The rules of the pop that an administrator edits on the screen."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from santral.crm_core.errors import InvalidInput

PATTERN: Final = re.compile(r"\+?[0-9X*]{1,32}")
WRITTEN_BETWEEN: Final = re.compile(r"[\s().\-/]")
MOST_PATTERNS: Final = 500
MOST_REASONS: Final = 20
MOST_HOT_DAYS: Final = 365
MOST_WRAP_UP_S: Final = 3600


class PopAt(StrEnum):
    """The moment at which the customer appears on the agent's screen."""

    RING = "ring"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class PopRules:
    """`never_pop`: numbers, or patterns in which `X` is one digit and `*` any number of them.

    `hot_days`: a case changed within so many days is opened with the pop, 0 for never. `wrap_up_s`: seconds
    of wrap-up after a call, 0 for none. `pause_reasons`: in the order of the menu, English message ids or
    whatever the house calls them.
    """

    pop_at: PopAt = PopAt.RING
    never_pop: tuple[str, ...] = ()
    hot_days: int = 7
    wrap_up_s: int = 30
    pause_reasons: tuple[str, ...] = ("Break", "Lunch", "Training", "Meeting", "Back office")

    def never_pops(self, written_forms: Iterable[str]) -> bool:
        """Whether a number stays without a pop. Give it in every form that is known, as dialled and as
        E.164: a pattern holds when it fits one of them."""
        forms = [WRITTEN_BETWEEN.sub("", form) for form in written_forms if form]
        return any(_compiled(pattern).fullmatch(form) for pattern in self.never_pop for form in forms)


def check_pop_rules(
    pop_at: str, never_pop: str, hot_days: str, wrap_up_s: str, pause_reasons: str
) -> PopRules:
    """The rules from a form as typed; lists have one entry a line. Raises `InvalidInput`."""
    if pop_at not in {moment.value for moment in PopAt}:
        raise InvalidInput("pop_at", "Choose when the customer appears.")
    return PopRules(
        pop_at=PopAt(pop_at),
        never_pop=_patterns(never_pop),
        hot_days=_whole("hot_days", hot_days, MOST_HOT_DAYS),
        wrap_up_s=_whole("wrap_up_s", wrap_up_s, MOST_WRAP_UP_S),
        pause_reasons=_reasons(pause_reasons),
    )


def _patterns(typed: str) -> tuple[str, ...]:
    patterns: dict[str, None] = {}
    for line in _lines(typed):
        pattern = WRITTEN_BETWEEN.sub("", line).upper()
        if not PATTERN.fullmatch(pattern) or not any(letter.isdigit() for letter in pattern):
            raise InvalidInput(
                "never_pop",
                "“%(line)s” is no number or pattern. Use digits, X for one digit and * for any, as in 0850*.",
                line=line[:40],
            )
        patterns[pattern] = None
    if len(patterns) > MOST_PATTERNS:
        raise InvalidInput("never_pop", "At most %(most)s numbers and patterns.", most=MOST_PATTERNS)
    return tuple(patterns)


def _reasons(typed: str) -> tuple[str, ...]:
    reasons = tuple(dict.fromkeys(_lines(typed)))
    if not reasons:
        raise InvalidInput("pause_reasons", "Write at least one reason for a pause.")
    if len(reasons) > MOST_REASONS or any(len(r) > 40 or not r.isprintable() for r in reasons):
        raise InvalidInput(
            "pause_reasons", "At most %(most)s reasons, each of at most 40 letters.", most=MOST_REASONS
        )
    return reasons


def _whole(field: str, typed: str, most: int) -> int:
    text = typed.strip()
    if not (text.isascii() and text.isdigit()) or len(text) > 6 or int(text) > most:
        raise InvalidInput(field, "Write a whole number from 0 to %(most)s.", most=most)
    return int(text)


def _lines(typed: str) -> list[str]:
    return [line.strip() for line in typed.splitlines() if line.strip()]


@lru_cache(maxsize=2 * MOST_PATTERNS)
def _compiled(pattern: str) -> re.Pattern[str]:
    """What stands between two `*` is taken where it is found first, and not looked for again further on: that
    matches the same numbers, and many `*` cannot keep the server busy with a long one."""
    first, *parts = (
        "".join("[0-9]" if c == "X" else re.escape(c) for c in part) for part in pattern.split("*")
    )
    if not parts:
        return re.compile(first)
    *between, last = parts
    return re.compile(f"{first}{''.join(f'(?>[0-9]*?{part})' for part in between)}[0-9]*{last}")
