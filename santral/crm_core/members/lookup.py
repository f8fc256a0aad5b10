"""Whose number calls."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.customer_page import MemberHeader
from santral.crm_core.members.header import HEADER_COLUMNS, as_header
from santral.crm_core.members.numbers import (
    DEFAULT_REGION,
    DEFAULT_TRUNK_PREFIXES,
    CallerNumber,
    display_number,
    read_number,
)
from santral.crm_core.members.tables import Member, Phone
from santral.crm_core.one_trip import Asking, within

MOST_CHOICES: Final = 20
"""Members with one number that are offered; a switchboard's number may belong to more than anybody reads."""


class Confidence(StrEnum):
    EXACT = "exact"  # the number itself is known
    LIKELY = "likely"  # only its national digits are, or it was read in a second way
    NONE = "none"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class NumberMatch:
    """`members` are all who have the number; `e164` is the number as it is kept, or as it is best read,
    or `""` where it is no number of the public network; `display` is how a person writes it."""

    confidence: Confidence
    members: tuple[MemberHeader, ...]
    e164: str
    display: str


async def find_by_number(
    session: AsyncSession,
    number: str,
    *,
    default_region: str = DEFAULT_REGION,
    trunk_prefixes: tuple[str, ...] = DEFAULT_TRUNK_PREFIXES,
) -> NumberMatch:
    """Who has this number, in whatever form it comes. Looks for E.164 first, for national digits after.
    The number of an employee finds the company. Never raises for a number."""
    read = read_number(number, default_region, trunk_prefixes)
    return await within(session, lambda asking: look_up(asking, read, default_region))


def look_up(asking: Asking, read: CallerNumber, region: str = DEFAULT_REGION) -> NumberMatch:
    """The same of a number that was read already."""
    if read.withheld:
        return NumberMatch(Confidence.WITHHELD, (), "", "")
    if not read.suffixes and not read.readings:
        return NumberMatch(Confidence.NONE, (), "", read.display)
    query = _who_has(len(read.readings), len(read.suffixes))
    asked = {f"reading_{n}": reading for n, reading in enumerate(read.readings)}
    asked |= {f"suffix_{n}": suffix for n, suffix in enumerate(read.suffixes)}
    found = asking.rows(query, asked)
    return _best(read, [(row[0], as_header(row[1:])) for row in found], region)


@lru_cache(maxsize=64)
def _who_has(readings_count: int, suffixes_count: int) -> Select[*tuple[Any, ...]]:
    readings = [bindparam(f"reading_{n}", type_=Phone.e164.type) for n in range(readings_count)]
    suffixes = [bindparam(f"suffix_{n}", type_=Phone.suffix.type) for n in range(suffixes_count)]
    return (
        select(Phone.e164, *HEADER_COLUMNS)
        .join(Member, Member.member_id == Phone.member_id)
        .where(or_(Phone.e164.in_(readings), Phone.suffix.in_(suffixes)))
        .order_by(Phone.e164.in_(readings).desc(), Member.member_id)
        .limit(MOST_CHOICES)
    )


def _best(read: CallerNumber, found: list[tuple[str, MemberHeader]], region: str) -> NumberMatch:
    known = {e164 for e164, _ in found}
    for reading in read.readings:
        if reading in known:
            sure = Confidence.EXACT if reading == read.e164 else Confidence.LIKELY
            return NumberMatch(sure, _members(found, reading), reading, display_number(reading, region))
    if not found:
        return NumberMatch(Confidence.NONE, (), read.e164, read.display)
    one = found[0][0] if len(known) == 1 else read.e164
    display = display_number(one, region) if one else read.display
    return NumberMatch(Confidence.LIKELY, _members(found), one, display)


def _members(found: list[tuple[str, MemberHeader]], e164: str = "") -> tuple[MemberHeader, ...]:
    """Each member once, in the order found; only those with `e164` where it is given."""
    return tuple(dict.fromkeys(header for number, header in found if not e164 or number == e164))
