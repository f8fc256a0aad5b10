"""Who knows what, and who is away: what an administrator keeps about the people cases are given to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.people import check_colleague
from santral.crm_core.assignment.candidates import product_key
from santral.crm_core.assignment.rules import level_typed
from santral.crm_core.assignment.tables import LONGEST_PRODUCT, AbsenceRow, SkillRow
from santral.crm_core.definitions.book import DefinitionBook
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.errors import InvalidInput
from santral.crm_core.typed_text import one_line
from santral.crm_core.users.accounts import UserAccount
from santral.crm_core.users.audit import Actor, record

MOST_SKILLS = 200


@dataclass(frozen=True, slots=True)
class Skill:
    """`category` is a code, or "" for a product; `product` its key and `product_name` as it was typed."""

    category: str
    product: str
    product_name: str
    level: int


@dataclass(frozen=True, slots=True)
class SkilledPerson:
    """`away_since` is None for who is here; `away_until` None: until told otherwise."""

    user_id: int
    name: str
    role: str
    skills: tuple[Skill, ...]
    away_since: datetime | None
    away_until: datetime | None


async def read_skilled_people(session: AsyncSession, at: datetime) -> tuple[SkilledPerson, ...]:
    """Everybody who works here, by name."""
    skills: defaultdict[int, list[Skill]] = defaultdict(list)
    for row in await session.scalars(
        select(SkillRow).order_by(SkillRow.level.desc(), SkillRow.category, SkillRow.product)
    ):
        skills[row.user_id].append(Skill(row.category, row.product, row.product_name, row.level))
    away = {
        row.user_id: row
        for row in await session.scalars(select(AbsenceRow))
        if row.until is None or row.until > at
    }
    accounts = await session.execute(
        select(UserAccount.user_id, UserAccount.display_name, UserAccount.role)
        .where(UserAccount.disabled_at.is_(None))
        .order_by(UserAccount.display_name, UserAccount.user_id)
    )
    people = []
    for user_id, name, role in accounts:
        absence = away.get(user_id)
        since, until = (absence.since, absence.until) if absence else (None, None)
        people.append(SkilledPerson(user_id, name, role, tuple(skills[user_id]), since, until))
    return tuple(people)


async def set_skill(
    session: AsyncSession,
    book: DefinitionBook,
    user_id: int,
    *,
    category: str,
    product: str,
    level: str,
    by: Actor,
    at: datetime,
) -> None:
    """Somebody knows a category, or a product, this well; what was kept about the same is replaced. Raises
    `InvalidInput` at the field."""
    await check_colleague(session, "user_id", user_id)
    book.check(DefinitionKind.CATEGORY, category, "category")
    name = one_line("product", product, LONGEST_PRODUCT)
    key = product_key(name)[:LONGEST_PRODUCT]
    if bool(category) == bool(key):
        raise InvalidInput("category", "Choose a category or write a product, one of the two.")
    known = (await session.scalars(select(SkillRow).where(SkillRow.user_id == user_id))).all()
    row = next((one for one in known if (one.category, one.product) == (category, key)), None)
    if row is None:
        if len(known) >= MOST_SKILLS:
            raise InvalidInput("category", "This is too much: at most %(most)s entries.", most=MOST_SKILLS)
        row = SkillRow(user_id=user_id, category=category, product=key)
        session.add(row)
    row.level, row.product_name = level_typed("level", level), name if key else ""
    detail = {"category": category, "product": name, "level": row.level}
    await record(session, by, "changed", "skill", user_id, detail, at)
    await session.flush()


async def drop_skill(
    session: AsyncSession, user_id: int, category: str, product: str, by: Actor, at: datetime
) -> None:
    """A second click changes nothing."""
    row = await session.get(SkillRow, (user_id, category, product))
    if row is not None:
        await session.delete(row)
        detail = {"category": category, "product": row.product_name}
        await record(session, by, "deleted", "skill", user_id, detail, at)


async def go_away(
    session: AsyncSession, user_id: int, until: datetime | None, by: Actor, at: datetime
) -> None:
    """No more cases for somebody until then. Raises `InvalidInput`."""
    await check_colleague(session, "user_id", user_id)
    if until is not None and until <= at:
        raise InvalidInput("until", "This time is over. Choose a later one.")
    row = await session.get(AbsenceRow, user_id)
    if row is None:
        row = AbsenceRow(user_id=user_id)
        session.add(row)
    row.since, row.until = at, until
    detail = {"away_until": until.isoformat() if until else ""}
    await record(session, by, "changed", "absence", user_id, detail, at)
    await session.flush()


async def come_back(session: AsyncSession, user_id: int, by: Actor, at: datetime) -> None:
    """A second click changes nothing."""
    row = await session.get(AbsenceRow, user_id)
    if row is not None:
        await session.delete(row)
        await record(session, by, "deleted", "absence", user_id, at=at)
