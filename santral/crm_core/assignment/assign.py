"""A case is given to somebody by rule, in the transaction in which it was opened or moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.history import note_change
from santral.crm_core.applications.owner_told import tell_owner, tell_that_nobody_fits
from santral.crm_core.applications.tables import Application
from santral.crm_core.assignment.candidates import read_candidates, read_category_path, read_last_owner
from santral.crm_core.assignment.choosing import Way, choose
from santral.crm_core.assignment.rule import rule_for
from santral.crm_core.assignment.rules import read_rules
from santral.crm_core.assignment.turns import ALL, give_turn, take_turn
from santral.crm_core.users.accounts import UserAccount
from santral.crm_core.users.audit import Actor


@dataclass(frozen=True, slots=True)
class Given:
    """`owner_id` None: nobody was suitable."""

    owner_id: int | None


async def assign_by_rule(session: AsyncSession, application: Application, at: datetime) -> Given | None:
    """Give the case to whom the rules say. None where they leave it to people."""
    path = await read_category_path(session, application.category)
    rule = rule_for(await read_rules(session), application.type, path)
    if rule is None or rule.way is Way.BY_HAND:
        return None
    return await _give(session, application, rule.team, rule.way, path, at, rule.least_level)


async def assign_to_team(
    session: AsyncSession, application: Application, team: str, at: datetime
) -> Given | None:
    """Give the case to somebody of the team, in the way of the rule for it, or to the least busy. None where
    one of the team has it already."""
    path = await read_category_path(session, application.category)
    rule = rule_for(await read_rules(session), application.type, path)
    way = Way.LEAST_BUSY if rule is None or rule.way is Way.BY_HAND else rule.way
    candidates = await read_candidates(session, team, path, application.product, at)
    if any(one.user_id == application.owner_id for one in candidates):
        return None
    return await _give(session, application, team, way, path, at, rule.least_level if rule else 1)


async def assign_to_person(
    session: AsyncSession, application: Application, user_id: int, by: Actor | None, at: datetime
) -> Given:
    """Give the case to exactly this one, as a stage asks; to nobody new where the account is closed."""
    account = await session.get(UserAccount, user_id)
    if account is None or account.disabled_at is not None:
        return await _to_nobody(session, application, at)
    if user_id != application.owner_id:
        note_change(session, application, by, at, "changed", "owner_id", application.owner_id, user_id)
        application.owner_id = user_id
        await tell_owner(session, application, by, at)
    return Given(user_id)


async def assign_in_way(session: AsyncSession, application: Application, way: Way, at: datetime) -> Given:
    """Give the case to somebody chosen in this way, of the team that the rules name for it."""
    path = await read_category_path(session, application.category)
    rule = rule_for(await read_rules(session), application.type, path)
    team, level = (rule.team, rule.least_level) if rule else ("", 1)
    return await _give(session, application, team, way, path, at, level)


async def _give(
    session: AsyncSession,
    application: Application,
    team: str,
    way: Way,
    path: tuple[str, ...],
    at: datetime,
    least_level: int,
) -> Given:
    # Two cases at the same moment: the second waits here until the first is written, and counts it.
    await session.flush()
    await take_turn(session, ALL)
    last = await take_turn(session, team)
    before = application.owner_id
    last_owner = (
        await read_last_owner(session, application.application_id, before) if way is Way.LAST_OWNER else None
    )
    candidates = await read_candidates(session, team, path, application.product, at)
    chosen = choose(way, candidates, last, least_level=least_level, last_owner=last_owner)
    if chosen is None:
        return await _to_nobody(session, application, at)
    await give_turn(session, team, chosen)
    if chosen != before:
        note_change(session, application, None, at, "changed", "owner_id", before, chosen)
        application.owner_id = chosen
        await tell_owner(session, application, None, at)
    await session.flush()
    return Given(chosen)


async def _to_nobody(session: AsyncSession, application: Application, at: datetime) -> Given:
    """It stays as it is, and those who can choose are told."""
    note_change(session, application, None, at, "not-assigned")
    await tell_that_nobody_fits(session, application, at)
    return Given(None)
