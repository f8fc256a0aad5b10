"""The public holidays of a country, by the library `holidays`, with half days told apart.

For Türkiye that is law 2429: the eves (arife) of both religious holidays and 28 October are half days, from
one in the afternoon. The library names half days and not their hour; the calendar knows the hour. Religious
holidays of years that are not announced yet are computed, and may turn out a day off.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from holidays import country_holidays
from holidays.constants import HALF_DAY, PUBLIC
from holidays.registry import EntityLoader


@dataclass(frozen=True, slots=True)
class PublicHoliday:
    day: date
    name: str
    half_day: bool


def is_known_country(country: str) -> bool:
    """Whether `country`, as ISO 3166 writes it in two letters, has holidays here."""
    return country in EntityLoader.get_country_codes(include_aliases=False)


@lru_cache(maxsize=100)
def public_holidays(country: str, year: int, language: str = "tr") -> tuple[PublicHoliday, ...]:
    """The holidays of a year in their order; none for the country `""`.

    A day that is a holiday and the eve of another is a whole one. Names are in `language` where the library
    has it, else in one of the country's. Raises `NotImplementedError` for a country that is not known.
    """
    if not country:
        return ()
    whole = country_holidays(country, years=year, language=language, categories=PUBLIC)
    found = {day: PublicHoliday(day, name, False) for day, name in whole.items()}
    if HALF_DAY in whole.supported_categories:
        half = country_holidays(country, years=year, language=language, categories=HALF_DAY)
        for day, name in half.items():
            found.setdefault(day, PublicHoliday(day, name, True))
    return tuple(found[day] for day in sorted(found))


@lru_cache(maxsize=100)
def days_off(country: str, year: int) -> dict[date, bool]:
    """The same for whoever only asks whether: True for a half day, False for a whole one."""
    return {holiday.day: holiday.half_day for holiday in public_holidays(country, year)}
