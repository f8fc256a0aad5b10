"""The rules of giving out cases, in the database, and how an administrator changes them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.assignment.choosing import LEVELS, Way
from santral.crm_core.assignment.rule import AssignmentRule
from santral.crm_core.assignment.tables import AssignmentRuleRow
from santral.crm_core.definitions.book import DefinitionBook
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.errors import InvalidInput, NotFound
from santral.crm_core.teams.reading import find_team
from santral.crm_core.users.audit import Actor, record

WAYS_OF_RULES = (Way.IN_TURN, Way.LEAST_BUSY, Way.BY_SKILL, Way.BY_HAND)
MOST_RULES = 200


async def read_rules(session: AsyncSession) -> tuple[AssignmentRule, ...]:
    """In the order in which they are asked."""
    rows = await session.scalars(
        select(AssignmentRuleRow).order_by(AssignmentRuleRow.position, AssignmentRuleRow.rule_id)
    )
    return tuple(_as_rule(row) for row in rows)


async def add_rule(
    session: AsyncSession,
    book: DefinitionBook,
    *,
    application_type: str,
    category: str,
    team: str,
    way: str,
    least_level: str,
    by: Actor,
    at: datetime,
) -> int:
    """A new rule behind the others; its id. Raises `InvalidInput` at the field."""
    book.check(DefinitionKind.APPLICATION_TYPE, application_type, "application_type")
    book.check(DefinitionKind.CATEGORY, category, "category")
    if way not in {one.value for one in WAYS_OF_RULES}:
        raise InvalidInput("way", "Choose one of the list.")
    if team:
        try:
            retired = (await find_team(session, team)).retired_at is not None
        except NotFound:
            retired = True
        if retired:
            raise InvalidInput("team", "Choose one of the list.")
    last, count = (
        await session.execute(
            select(func.max(AssignmentRuleRow.position), func.count(AssignmentRuleRow.rule_id))
        )
    ).one()
    if count >= MOST_RULES:
        raise InvalidInput("way", "This is too much: at most %(most)s entries.", most=MOST_RULES)
    row = AssignmentRuleRow(
        position=(last or 0) + 1,
        application_type=application_type,
        category=category,
        team=team,
        way=way,
        least_level=level_typed("least_level", least_level or str(LEVELS[0])),
    )
    session.add(row)
    await session.flush()
    await record(session, by, "created", "assignment rule", row.rule_id, {"way": way, "team": team}, at)
    return row.rule_id


async def remove_rule(session: AsyncSession, rule_id: int, by: Actor, at: datetime) -> None:
    """Raises `NotFound`."""
    row = await _find(session, rule_id)
    await session.delete(row)
    await record(session, by, "deleted", "assignment rule", rule_id, {"way": row.way, "team": row.team}, at)


async def raise_rule(session: AsyncSession, rule_id: int, by: Actor, at: datetime) -> None:
    """It is asked one place earlier; the first one stays where it is. Raises `NotFound`."""
    row = await _find(session, rule_id)
    above = await session.scalar(
        select(AssignmentRuleRow)
        .where(AssignmentRuleRow.position < row.position)
        .order_by(AssignmentRuleRow.position.desc())
        .limit(1)
        .with_for_update()
    )
    if above is None:
        return
    row.position, above.position = above.position, row.position
    await record(session, by, "moved", "assignment rule", rule_id, at=at)


def level_typed(field: str, typed: str) -> int:
    """Raises `InvalidInput`."""
    if typed not in {str(level) for level in LEVELS}:
        raise InvalidInput(field, "Choose one of the list.")
    return int(typed)


async def _find(session: AsyncSession, rule_id: int) -> AssignmentRuleRow:
    row = await session.get(AssignmentRuleRow, rule_id, with_for_update=True)
    if row is None:
        raise NotFound("There is no such rule. A colleague may have removed it.")
    return row


def _as_rule(row: AssignmentRuleRow) -> AssignmentRule:
    return AssignmentRule(
        row.rule_id, row.application_type, row.category, row.team, Way(row.way), row.least_level
    )
