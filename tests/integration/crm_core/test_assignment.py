"""Cases are given out by rule, on each kind of database: fairly, at once, and to nobody who is not here."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from santral.crm_core.applications.edit import find_application
from santral.crm_core.applications.history import read_history
from santral.crm_core.applications.move import move_application
from santral.crm_core.assignment.rules import add_rule, raise_rule, read_rules, remove_rule
from santral.crm_core.assignment.skills import come_back, drop_skill, go_away, read_skilled_people, set_skill
from santral.crm_core.db import Database
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.definitions.tables import DefinitionRow
from santral.crm_core.errors import InvalidInput
from santral.crm_core.notifications.reading import read_notifications
from santral.crm_core.processes.book import ProcessBook, ProcessInForce
from santral.crm_core.processes.process import (
    Assign,
    AssignStrategy,
    AssignTo,
    Move,
    Process,
    RecordKind,
    Stage,
    StageMeaning,
)
from santral.crm_core.service_levels.business_calendar import always_open
from santral.crm_core.teams.changes import TeamForm, create_team
from santral.crm_core.users.accounts import UserAccount, disable_account
from santral.crm_core.users.roles import Role
from tests.integration.crm_core.cases import BOOK, Somebody, case
from tests.integration.crm_core.people import NOW, person, user
from tests.integration.crm_core.test_application_moves import Mover

CHIEF = Somebody(1)


class Centre:
    """Three agents, a supervisor, a customer."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def fill(self) -> None:
        async with self.database.session() as session:
            self.customer = await person(session, "Ayşe Çelik")
            self.elif_ = await user(session, "Elif")
            self.mert = await user(session, "Mert")
            self.usta = await user(session, "Usta")
            self.chief = await user(session, "Şef")
            account = await session.get(UserAccount, self.chief)
            assert account is not None
            account.role = Role.SUPERVISOR
            above = None
            for code in ("delivery", "late"):  # the same tree as in BOOK
                row = DefinitionRow(
                    kind=DefinitionKind.CATEGORY,
                    code=code,
                    parent_id=above,
                    name_tr=code,
                    name_en=code,
                    position=0,
                    colour="",
                    is_default=False,
                    created_at=NOW,
                    changed_at=NOW,
                )
                session.add(row)
                await session.flush()
                above = row.definition_id
        self.agents = (self.elif_, self.mert, self.usta)

    async def rule(
        self, way: str, team: str = "", application_type: str = "", category: str = "", least_level: str = "1"
    ) -> int:
        async with self.database.session() as session:
            return await add_rule(
                session,
                BOOK,
                application_type=application_type,
                category=category,
                team=team,
                way=way,
                least_level=least_level,
                by=CHIEF,
                at=NOW,
            )

    async def skill(self, user_id: int, level: int, *, category: str = "", product: str = "") -> None:
        async with self.database.session() as session:
            await set_skill(
                session,
                BOOK,
                user_id,
                category=category,
                product=product,
                level=str(level),
                by=CHIEF,
                at=NOW,
            )

    async def opened(self, subject: str = "Kargo gelmedi", **fields: Any) -> int | None:
        """Who owns a new case."""
        return await self.owner(await self.case(subject, **fields))

    async def case(self, subject: str = "Kargo gelmedi", **fields: Any) -> int:
        async with self.database.session() as session:
            return await case(session, self.customer, self.chief, subject, **fields)

    async def owner(self, application_id: int) -> int | None:
        async with self.database.reading() as session:
            return (await find_application(session, application_id)).owner_id

    async def told(self, user_id: int) -> list[str]:
        async with self.database.reading() as session:
            rows, _ = await read_notifications(session, user_id)
        return [row.kind for row in rows]


@pytest.fixture
async def centre(database: Database) -> Centre:
    centre = Centre(database)
    await centre.fill()
    return centre


async def test_without_a_rule_and_by_hand_it_waits_for_somebody_to_choose(centre: Centre) -> None:
    assert await centre.opened() is None
    await centre.rule("by_hand", application_type="complaint")
    await centre.rule("in_turn")
    assert await centre.opened() is None
    assert await centre.told(centre.chief) == []


async def test_in_turn_goes_on_where_it_was_after_a_restart(centre: Centre, database_url: str) -> None:
    await centre.rule("in_turn")
    first = [await centre.opened() for _ in range(2)]
    again = Database(database_url)
    try:
        after = Centre(again)
        after.customer, after.chief = centre.customer, centre.chief
        rest = [await after.opened() for _ in range(4)]
    finally:
        await again.dispose()
    assert [*first, *rest] == [*centre.agents, *centre.agents]


@pytest.mark.parametrize("way", ["in_turn", "least_busy"])
async def test_cases_opened_at_the_same_moment_do_not_go_to_one_person(centre: Centre, way: str) -> None:
    await centre.rule(way)
    owners = Counter(await asyncio.gather(*(centre.opened(subject=f"{n}") for n in range(9))))
    assert owners == dict.fromkeys(centre.agents, 3)


async def test_the_least_busy_gets_it_and_what_is_solved_does_not_count(centre: Centre) -> None:
    await centre.rule("least_busy")
    mine = [await centre.case(owner_id=str(centre.elif_)) for _ in range(2)]
    await centre.case(owner_id=str(centre.mert))
    assert await centre.opened() == centre.usta
    async with centre.database.session() as session:
        for application_id in mine:
            (await find_application(session, application_id)).solved_at = NOW
    assert await centre.opened() == centre.elif_


async def test_by_skill_the_nearest_category_and_the_product_count(centre: Centre) -> None:
    await centre.rule("by_skill", least_level="2")
    await centre.skill(centre.elif_, 3, category="delivery")
    await centre.skill(centre.elif_, 1, category="late")
    await centre.skill(centre.mert, 2, category="delivery")
    await centre.skill(centre.usta, 2, product="Çamaşır Makinesi X-20")
    assert await centre.opened(category="late") == centre.mert
    assert await centre.opened(category="delivery") == centre.elif_
    assert await centre.opened(product="camasir makinesi x 20") == centre.usta
    async with centre.database.session() as session:
        await drop_skill(session, centre.mert, "delivery", "", CHIEF, NOW)
    nobody = await centre.case(category="late")
    assert await centre.owner(nobody) is None
    assert await centre.told(centre.chief) == ["unassigned"]
    async with centre.database.reading() as session:
        assert [row.kind for row in await read_history(session, nobody)] == ["not-assigned", "opened"]


async def test_who_is_away_or_gone_or_in_no_such_team_is_never_chosen(centre: Centre) -> None:
    async with centre.database.session() as session:
        form = TeamForm("Kurye", frozenset({centre.elif_, centre.mert}))
        team = await create_team(session, form, CHIEF, NOW)
    await centre.rule("in_turn", team)
    async with centre.database.session() as session:
        await go_away(session, centre.elif_, NOW + timedelta(days=2), CHIEF, NOW)
    assert [await centre.opened() for _ in range(2)] == [centre.mert, centre.mert]
    async with centre.database.session() as session:
        await disable_account(session, centre.mert, NOW)
    assert await centre.opened() is None
    async with centre.database.session() as session:
        [away] = [one for one in await read_skilled_people(session, NOW) if one.away_since]
        assert (away.user_id, away.away_until) == (centre.elif_, NOW + timedelta(days=2))
        await come_back(session, centre.elif_, CHIEF, NOW)
    assert await centre.opened() == centre.elif_


async def test_an_absence_ends_by_itself(centre: Centre) -> None:
    await centre.rule("in_turn")
    for one in (centre.mert, centre.usta, centre.elif_):
        async with centre.database.session() as session:
            await go_away(session, one, NOW + timedelta(hours=1) if one == centre.elif_ else None, CHIEF, NOW)
    assert await centre.opened() is None
    async with centre.database.session() as session:
        later = await case(session, centre.customer, centre.chief, at=NOW + timedelta(hours=1))
    assert await centre.owner(later) == centre.elif_


async def test_who_gets_it_is_told_and_who_takes_it_is_not(centre: Centre) -> None:
    await centre.rule("in_turn")
    await centre.opened()
    await centre.case(owner_id=str(centre.chief))
    await centre.case(owner_id=str(centre.mert))
    assert await centre.told(centre.elif_) == ["assigned"]
    assert await centre.told(centre.mert) == ["assigned"]
    assert await centre.told(centre.chief) == []


async def test_a_stage_gives_it_to_a_team_or_in_a_way(centre: Centre) -> None:
    async with centre.database.session() as session:
        team = await create_team(session, TeamForm("Saha", frozenset({centre.mert})), CHIEF, NOW)
    drawn = Process(
        "service",
        RecordKind.APPLICATION,
        "",
        (
            Stage("new", "Yeni", "New", StageMeaning.NEW, 0),
            Stage("field", "Sahada", "In the field", StageMeaning.OPEN, 1, (Assign(AssignTo.TEAM, team),)),
            Stage(
                "desk",
                "Masada",
                "At a desk",
                StageMeaning.OPEN,
                2,
                (Assign(AssignTo.STRATEGY, AssignStrategy.LEAST_BUSY.value),),
            ),
            Stage("closed", "Kapandı", "Closed", StageMeaning.CLOSED, 3),
        ),
        (
            Move("new", "field", "Sahaya", "To the field"),
            Move("field", "desk", "Masaya", "To a desk"),
            Move("desk", "closed", "Kapat", "Close"),
        ),
    )
    application_id = await centre.case(owner_id=str(centre.elif_))
    await centre.case(owner_id=str(centre.elif_))

    async def moved(seen: str, to: str) -> int | None:
        async with centre.database.session() as session:
            await move_application(
                session,
                ProcessBook((ProcessInForce(drawn, 1),)),
                always_open(),
                application_id,
                to,
                seen=seen,
                by=Mover(centre.elif_, Role.AGENT),
                by_name="Elif",
                at=NOW,
            )
        return await centre.owner(application_id)

    assert await moved("new", "field") == centre.mert
    assert await centre.told(centre.mert) == ["assigned"]
    assert await moved("field", "desk") == centre.usta


async def test_rules_are_asked_in_their_order_and_checked(centre: Centre) -> None:
    one = await centre.rule("in_turn")
    two = await centre.rule("by_hand", category="delivery")
    assert await centre.opened(category="late") == centre.elif_
    async with centre.database.session() as session:
        await raise_rule(session, two, CHIEF, NOW)
        assert [rule.rule_id for rule in await read_rules(session)] == [two, one]
    assert await centre.opened(category="late") is None
    async with centre.database.session() as session:
        await remove_rule(session, two, CHIEF, NOW)
    assert await centre.opened(category="late") == centre.mert
    for wrong in ({"way": "at_random"}, {"way": "in_turn", "team": "x"}, {"way": "in_turn", "category": "x"}):
        with pytest.raises(InvalidInput):
            await centre.rule(**wrong)
    with pytest.raises(InvalidInput):
        await centre.skill(centre.elif_, 4, category="delivery")
    with pytest.raises(InvalidInput):
        await centre.skill(centre.elif_, 1)
