"""Numbers that look right and ring nowhere.

Turkey's numbering plan sets no range aside for fiction. Mobile numbers here begin with 580 to 589, which the
plan gives to no operator; landline numbers have a real area code and a subscriber part that begins with 0,
which none can, since 0 is the trunk prefix. `phonenumbers` knows the first (possible, not in use); of the
second it checks no more than the area.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random


class FictitiousNumbers:
    """Gives each number once."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._given: set[str] = set()

    def mobile(self) -> str:
        return self._new(lambda: f"+9058{self._chance.randrange(10)}{self._chance.randrange(10**7):07}")

    def landline(self, area_code: str) -> str:
        return self._new(lambda: f"+90{area_code}0{self._chance.randrange(10**6):06}")

    def _new(self, make: Callable[[], str]) -> str:
        while (number := make()) in self._given:
            pass
        self._given.add(number)
        return number
