"""Who can get a case now, as the database knows them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.tables import Application, ApplicationChange
from santral.crm_core.assignment.choosing import Candidate
from santral.crm_core.assignment.tables import AbsenceRow, SkillRow
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.definitions.tables import DefinitionRow
from santral.crm_core.folding import words
from santral.crm_core.teams.reading import members_of
from santral.crm_core.users.accounts import UserAccount
from santral.crm_core.users.roles import Role


async def read_candidates(
    session: AsyncSession, team: str, category_path: Collection[str], product: str, at: datetime
) -> tuple[Candidate, ...]:
    """Those of the team, or all agents where it is "". `category_path` begins with the category itself."""
    query = select(UserAccount.user_id, UserAccount.disabled_at)
    if team:
        query = query.where(UserAccount.user_id.in_(await members_of(session, team)))
    else:
        query = query.where(UserAccount.role == Role.AGENT, UserAccount.disabled_at.is_(None))
    people = (await session.execute(query)).all()
    ids = [user_id for user_id, _ in people]
    levels = await _levels(session, ids, category_path, product)
    busy = {owner: count for owner, count in await session.execute(open_cases_of(ids)) if owner is not None}
    away = await _away(session, at)
    return tuple(
        Candidate(
            user_id,
            open_cases=busy.get(user_id, 0),
            level=levels.get(user_id, 0),
            away=user_id in away,
            disabled=disabled_at is not None,
        )
        for user_id, disabled_at in people
    )


async def read_category_path(session: AsyncSession, category: str) -> tuple[str, ...]:
    """The category and all above it, the nearest first."""
    path: list[str] = []
    row = await session.scalar(
        select(DefinitionRow).where(
            DefinitionRow.kind == DefinitionKind.CATEGORY, DefinitionRow.code == category
        )
    )
    while row is not None and row.code not in path:
        path.append(row.code)
        row = await session.get(DefinitionRow, row.parent_id) if row.parent_id else None
    return tuple(path) or ((category,) if category else ())


async def read_last_owner(session: AsyncSession, application_id: int, now: int | None) -> int | None:
    """Who had the case last before, or has it `now`."""
    if now is not None:
        return now
    change = ApplicationChange
    query = (
        select(change.before)
        .where(change.application_id == application_id, change.field == "owner_id", change.before != "")
        .order_by(change.change_id.desc())
        .limit(1)
    )
    before = await session.scalar(query)
    return int(before) if before else None


def product_key(typed: str) -> str:
    """By this a product is recognised, however its name is typed."""
    return " ".join(words(typed))


async def _levels(
    session: AsyncSession, ids: Collection[int], category_path: Collection[str], product: str
) -> Mapping[int, int]:
    """How well each knows the case: the product, or the category by what is nearest to it in the tree."""
    place = {code: n for n, code in enumerate(category_path)}
    key = product_key(product)
    query = select(SkillRow).where(
        SkillRow.user_id.in_(ids),
        or_(SkillRow.category.in_(tuple(place)), (SkillRow.product == key) & (SkillRow.product != "")),
    )
    levels: dict[int, int] = {}
    nearest: dict[int, tuple[int, int]] = {}
    for skill in await session.scalars(query):
        if skill.product:
            levels[skill.user_id] = skill.level
        else:
            known = (place[skill.category], skill.level)
            nearest[skill.user_id] = min(nearest.get(skill.user_id, known), known)
    for user_id, (_, level) in nearest.items():
        levels[user_id] = max(level, levels.get(user_id, 0))
    return levels


def open_cases_of(ids: Collection[int]) -> Select[int | None, int]:
    """How many cases each of them owns that are not solved yet. Asked while nobody else can write, so an
    index alone has to answer."""
    return (
        select(Application.owner_id, func.count())
        .where(
            Application.owner_id.in_(ids), Application.closed_at.is_(None), Application.solved_at.is_(None)
        )
        .group_by(Application.owner_id)
    )


async def _away(session: AsyncSession, at: datetime) -> frozenset[int]:
    query = select(AbsenceRow.user_id).where(
        AbsenceRow.since <= at, or_(AbsenceRow.until.is_(None), AbsenceRow.until > at)
    )
    return frozenset(await session.scalars(query))
