"""Who follows an interaction up: its author, unless it was given to somebody else."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.assignment.candidates import read_candidates
from santral.crm_core.assignment.choosing import Way, choose
from santral.crm_core.assignment.turns import give_turn, take_turn
from santral.crm_core.interactions.history import note_changes, note_line
from santral.crm_core.interactions.tables import Interaction
from santral.crm_core.interactions.telling import tell_responsible, tell_that_nobody_fits
from santral.crm_core.teams.reading import members_of
from santral.crm_core.users.accounts import UserAccount
from santral.crm_core.users.audit import Actor

POOL: Final = "follow-up:"
"""Before the code of a team: whose turn it is to follow up, which is not the turn of its applications."""
NOBODY_FITS: Final = "nobody_fits"
"""A line of history: it was to be given to somebody and could not."""


def who_follows_up(interaction: Interaction) -> int:
    return interaction.responsible_id or interaction.user_id


def following_up() -> ColumnElement[int]:
    """The same, in a query."""
    return func.coalesce(Interaction.responsible_id, Interaction.user_id)


async def give_to_person(
    session: AsyncSession, interaction: Interaction, user_id: int, by: Actor, at: datetime
) -> None:
    """As a stage asks; to nobody new where the account is closed. The interaction has its new version."""
    account = await session.get(UserAccount, user_id)
    if account is None or account.disabled_at is not None:
        await _to_nobody(session, interaction, at)
    else:
        await _give(session, interaction, user_id, by, at)


async def give_to_team(
    session: AsyncSession, interaction: Interaction, team: str, by: Actor, at: datetime
) -> None:
    """To who of the team has the fewest to follow up, of these in turn. It stays with one of the team who has
    it already."""
    if who_follows_up(interaction) in await members_of(session, team):
        return
    await session.flush()
    pool = f"{POOL}{team}"
    last = await take_turn(session, pool)
    known = await read_candidates(session, team, (), "", at)
    busy = await _to_follow_up(session, [one.user_id for one in known])
    candidates = [replace(one, open_cases=busy.get(one.user_id, 0)) for one in known]
    chosen = choose(Way.LEAST_BUSY, candidates, last)
    if chosen is None:
        await _to_nobody(session, interaction, at)
        return
    await give_turn(session, pool, chosen)
    await _give(session, interaction, chosen, by, at)


async def _give(
    session: AsyncSession, interaction: Interaction, user_id: int, by: Actor, at: datetime
) -> None:
    if user_id == who_follows_up(interaction):
        return
    value = None if user_id == interaction.user_id else user_id
    note_changes(session, interaction, {"responsible_id": value}, None, at)
    await tell_responsible(session, interaction, user_id, by, at)


async def _to_nobody(session: AsyncSession, interaction: Interaction, at: datetime) -> None:
    """It stays as it is, and those who can choose are told."""
    note_line(session, interaction, None, at, NOBODY_FITS)
    await tell_that_nobody_fits(session, interaction, at)


async def _to_follow_up(session: AsyncSession, ids: Collection[int]) -> Mapping[int, int]:
    query = (
        select(following_up(), func.count())
        .where(
            following_up().in_(ids),
            Interaction.follow_up_at.is_not(None),
            Interaction.follow_up_done_at.is_(None),
        )
        .group_by(following_up())
    )
    return {int(user_id): count for user_id, count in await session.execute(query)}
