"""Who gets which application in the invented house: two teams, what their people know, and the rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.assignment.choosing import Way
from santral.crm_core.assignment.rules import add_rule
from santral.crm_core.assignment.skills import go_away, set_skill
from santral.crm_core.db import Database
from santral.crm_core.definitions.defaults import default_book
from santral.crm_core.sample_data.names import FIELD_STAFF, HOUSE_STAFF
from santral.crm_core.teams.changes import TeamForm, create_team
from santral.crm_core.users.accounts import UserAccount

TECHNICAL, DELIVERIES = "Teknik destek", "Teslimat ve iade"
HERS: Final = (("washing-machine", 3), ("dishwasher", 3), ("small-appliance", 2))
HIS: Final = (("refrigerator", 3), ("air-conditioner", 3), ("washing-machine", 1))
ALL_PRODUCTS: Final = (("product", 1),)
AWAY_DAYS: Final = 3


@dataclass(frozen=True, slots=True)
class WhoSetIt:
    """The administrator, as the audit record tells it."""

    user_id: int


async def give_out_by_rule(database: Database, her: int, him: int, administrator: int, now: datetime) -> None:
    """After `load_sample_data`, with the accounts of two agents: faults of products go to who knows them,
    deliveries and returns go round in a team, complaints about people wait for a supervisor, and anything
    else stays with whoever opens it."""
    by = WhoSetIt(administrator)
    async with database.session() as session:
        ece, burak = await _ids(session, HOUSE_STAFF[1:3])
        (sedat,) = await _ids(session, FIELD_STAFF[1:2])
        people = {her: (*HERS, *ALL_PRODUCTS), him: (*HIS, *ALL_PRODUCTS), sedat: ALL_PRODUCTS}
        technical = await create_team(session, TeamForm(TECHNICAL, frozenset(people), her), by, now)
        team = TeamForm(DELIVERIES, frozenset((her, him, ece, burak)), him)
        deliveries = await create_team(session, team, by, now)
        for user_id, skills in people.items():
            for category, level in skills:
                await set_skill(
                    session,
                    default_book(),
                    user_id,
                    category=category,
                    product="",
                    level=str(level),
                    by=by,
                    at=now,
                )
        for category, chosen, way in (
            ("staff", "", Way.BY_HAND),
            ("product", technical, Way.BY_SKILL),
            ("service", technical, Way.LEAST_BUSY),
            ("delivery", deliveries, Way.IN_TURN),
            ("return-and-exchange", deliveries, Way.IN_TURN),
        ):
            await add_rule(
                session, default_book(), application_type="", category=category, team=chosen, way=way.value,
                least_level="1", by=by, at=now,
            )  # fmt: skip
        await go_away(session, burak, now + timedelta(days=AWAY_DAYS), by, now)


async def _ids(session: AsyncSession, names: Iterable[str]) -> tuple[int, ...]:
    """Of the invented staff, in the order of their names."""
    query = select(UserAccount.user_id).where(UserAccount.display_name.in_(tuple(names)))
    return tuple(await session.scalars(query.order_by(UserAccount.user_id)))
