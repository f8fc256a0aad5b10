"""Members by what somebody types: the beginnings of words of a name, in any order, or of a number.

How it stays fast among a million members is told in docs/adr/0006-search-with-b-trees.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from santral.crm_core.customer_page import MemberHeader, MemberKind
from santral.crm_core.folding import words
from santral.crm_core.members.header import read_headers
from santral.crm_core.members.tables import Employee, MemberWord, Phone

MOST_RESULTS: Final = 50
MOST_WORDS: Final = 6
FEWEST_DIGITS: Final = 3
COUNTED: Final = 2_000
"""How far words are counted to see which is the rarest."""
TRIED: Final = 20_000
"""Members with the rarest word that are tried for the other words, before the search gives up."""
EMPLOYEES_READ: Final = 1_000
"""Employees of the companies found that are looked through for the one who was meant."""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """`employee`: whose name or number it was that found the company; "" where its own did."""

    member: MemberHeader
    employee: str = ""


async def search_members(session: AsyncSession, text: str, limit: int = 10) -> list[SearchHit]:
    """The members found, at most `limit`; whole words before mere beginnings. Nothing for an empty text.
    An employee's name or number finds the company. Never raises for a text."""
    limit = min(max(limit, 1), MOST_RESULTS)
    text = text[:200]
    if digits := _number_digits(text):
        employees = await _by_number(session, digits, limit)
        found = await read_headers(session, list(employees)[:limit])
    elif typed := words(text)[:MOST_WORDS]:
        ids = await _by_words(session, typed, limit)
        found = await read_headers(session, list(dict.fromkeys(ids))[:limit])
        employees = await _who_fits(session, typed, found)
    else:
        return []
    return [SearchHit(member, employees.get(member.member_id, "")) for member in found]


def _number_digits(text: str) -> str:
    """The digits, behind `+` where it is international; "" where the text begins no number."""
    if any(letter.isalpha() for letter in text):
        return ""
    digits = "".join(letter for letter in text if letter.isascii() and letter.isdigit())
    if len(digits.lstrip("0")) < FEWEST_DIGITS:
        return ""
    if text.strip().startswith("+"):
        return "+" + digits
    return "+" + digits[2:] if digits.startswith("00") else digits


async def _by_number(session: AsyncSession, digits: str, limit: int) -> dict[int, str]:
    """The members, and the name of the employee who has the number; "" where it is the member's own."""
    # Without a + it may be the whole number or the national part, which nobody writes with its 0 alike.
    national = digits.lstrip("+0")
    international = _beginning(Phone.e164, "+" + national)
    wanted = (
        international if digits.startswith("+") else or_(international, _beginning(Phone.suffix, national))
    )
    query = (
        select(Phone.member_id, Employee.name)
        .outerjoin(Employee, Employee.employee_id == Phone.employee_id)
        .where(wanted)
        .order_by(Phone.e164, Phone.member_id, Phone.phone_id)
        .limit(limit * 3)
    )
    found: dict[int, str] = {}
    for member_id, employee in await session.execute(query):
        found.setdefault(member_id, employee or "")
    return found


async def _by_words(session: AsyncSession, typed: Sequence[str], limit: int) -> Sequence[int]:
    rarest, *others = await _rarest_first(session, typed)
    # In the order of the index: whole words come before words that only begin so.
    tried = (
        select(MemberWord.word, MemberWord.member_id)
        .where(_beginning(MemberWord.word, rarest))
        .order_by(MemberWord.word, MemberWord.member_id)
        .limit(TRIED)
        .subquery()
    )
    query = select(tried.c.word, tried.c.member_id)
    for other in others:
        has = aliased(MemberWord)
        # Written so that only the key by member can answer it: PostgreSQL takes each range of words for a
        # short one, and would read all who have the other word again for each who has this one.
        begins_so = func.substr(has.word, 1, len(other)) == other
        times = select(func.count()).where(has.member_id == tried.c.member_id, begins_so)
        query = query.where(times.correlate(tried).scalar_subquery() > 0)
    # A member may have several words that begin so; three times the limit leaves enough for all. There is no
    # ORDER BY out here: it would have all the tried ones looked at, where the first few found are enough.
    found = (await session.execute(query.limit(limit * 3))).all()
    return [member_id for _, member_id in sorted(tuple(row) for row in found)]


async def _who_fits(
    session: AsyncSession, typed: Sequence[str], found: Sequence[MemberHeader]
) -> dict[int, str]:
    """For each company whose own name does not explain why it was found, the employee whose name does best.
    Asks nothing where there is none."""
    unexplained = {
        member.member_id: missing
        for member in found
        if member.kind is MemberKind.COMPANY and (missing := _not_begun(typed, member.name))
    }
    if not unexplained:
        return {}
    employees = (
        select(Employee.company_id, Employee.name)
        .where(Employee.company_id.in_(unexplained))
        .order_by(Employee.employee_id)
        .limit(EMPLOYEES_READ)
    )
    best: dict[int, tuple[int, str]] = {}
    for company_id, name in await session.execute(employees):
        missing = unexplained[company_id]
        left = len(_not_begun(missing, name))
        if left < best.get(company_id, (len(missing), ""))[0]:
            best[company_id] = left, name
    return {company_id: name for company_id, (_, name) in best.items()}


def _not_begun(typed: Sequence[str], name: str) -> list[str]:
    """The words with which no word of the name begins."""
    own = words(name)
    return [word for word in typed if not any(has.startswith(word) for has in own)]


async def _rarest_first(session: AsyncSession, typed: Sequence[str]) -> list[str]:
    if len(typed) == 1:
        return list(typed)
    counts = (
        select(func.count())
        .select_from(
            select(MemberWord.member_id).where(_beginning(MemberWord.word, word)).limit(COUNTED).subquery()
        )
        .scalar_subquery()
        for word in typed
    )
    row = (await session.execute(select(*counts))).one()
    return [
        word
        for _, _, word in sorted((count, -len(word), word) for count, word in zip(row, typed, strict=True))
    ]


def _beginning(column: InstrumentedAttribute[str], prefix: str) -> ColumnElement[bool]:
    """A range instead of LIKE, since a range is what an index of any database has."""
    after = prefix[:-1] + chr(ord(prefix[-1]) + 1)
    return and_(column >= prefix, column < after)
