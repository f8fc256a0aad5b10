"""The clock of an application: everything that happens to it moves by when it is due."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.edit import edit_application
from santral.crm_core.applications.follow_ups import add_follow_up
from santral.crm_core.applications.merge import merge_into
from santral.crm_core.applications.move import move_application
from santral.crm_core.applications.tables import Application
from santral.crm_core.db import Database
from santral.crm_core.members.tables import Member
from santral.crm_core.processes.defaults import default_processes
from santral.crm_core.promises.keep import tier_changed
from santral.crm_core.promises.standing import Standing, from_columns
from santral.crm_core.promises.tables import ServiceClock
from santral.crm_core.service_levels.defaults import DEFAULT_CALENDAR
from santral.crm_core.service_levels.targets import TargetKind
from santral.crm_core.users.roles import Role
from tests.integration.crm_core.cases import Somebody, case
from tests.integration.crm_core.people import person, user

TUESDAY_10 = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)
"""At ten in Istanbul; the house works from nine to six, and Saturdays until one."""


class Mover(Somebody):
    role = Role.SUPERVISOR
    teams: frozenset[str] = frozenset()


def at(hours: float) -> datetime:
    return TUESDAY_10 + timedelta(hours=hours)


async def standing(session: AsyncSession, application_id: int) -> Standing | None:
    one = await session.get(Application, application_id)
    assert one is not None
    return from_columns(one.due_kind, one.due_at, one.due_warn_at, one.due_left_s)


async def move(session: AsyncSession, application_id: int, to: str, by: int, when: datetime) -> None:
    one = await session.get(Application, application_id)
    assert one is not None
    await move_application(
        session,
        default_processes(),
        DEFAULT_CALENDAR,
        application_id,
        to,
        seen=one.stage,
        by=Mover(by),
        by_name="Elif",
        at=when,
        note="Not.",
        resolution="Conta değişti." if to == "solved" else "",
    )


async def opened(session: AsyncSession, **fields: str) -> tuple[int, int]:
    """A case of Tuesday at ten; its id and who opened it."""
    by = await user(session, "Elif Kaya")
    member = await person(session, "Ayşe Çelik")
    kind = {"type": "service"} | fields
    return await case(session, member, by, at=TUESDAY_10, **kind), by


async def test_a_new_one_is_to_be_answered_first(database: Database) -> None:
    async with database.session() as session:
        application_id, _ = await opened(session)
        assert await standing(session, application_id) == Standing(
            TargetKind.FIRST_ANSWER, at(4), at(4 * 0.8), None
        )


async def test_then_the_customer_is_to_hear_of_it_until_it_is_solved(database: Database) -> None:
    async with database.session() as session:
        application_id, by = await opened(session)
        await move(session, application_id, "in-progress", by, at(1))
        # Eighteen hours of business after eleven on Tuesday: eleven on Thursday.
        found = await standing(session, application_id)
        assert found is not None
        assert (found.kind, found.due_at) == (TargetKind.NEXT_UPDATE, at(1 + 48))
        await add_follow_up(
            session, application_id, "Müşteriyi aradım", Somebody(by), at(3), customer_told=True
        )
        found = await standing(session, application_id)
        assert found is not None
        assert (found.kind, found.due_at) == (TargetKind.NEXT_UPDATE, at(3 + 48))
        await move(session, application_id, "solved", by, at(5))
        assert await standing(session, application_id) is None
        kept = await session.get(ServiceClock, application_id)
        assert kept is not None
        assert (kept.mark, kept.look_at) == ("", None)


async def test_a_note_of_which_the_customer_does_not_hear_is_no_answer(database: Database) -> None:
    async with database.session() as session:
        application_id, by = await opened(session)
        before = await standing(session, application_id)
        await add_follow_up(session, application_id, "Depoya sordum", Somebody(by), at(1))
        assert await standing(session, application_id) == before
        await add_follow_up(session, application_id, "Aradım", Somebody(by), at(2), customer_told=True)
        one = await session.get(Application, application_id)
        assert one is not None
        assert one.first_answered_at == at(2)


async def test_time_stands_still_while_the_customer_is_waited_for(database: Database) -> None:
    async with database.session() as session:
        application_id, by = await opened(session)
        await move(session, application_id, "waiting-customer", by, at(1))
        found = await standing(session, application_id)
        assert found == Standing(TargetKind.NEXT_UPDATE, None, None, 18 * 3600)
        await move(session, application_id, "in-progress", by, at(1 + 24))
        found = await standing(session, application_id)
        assert found is not None
        assert (found.kind, found.due_at) == (TargetKind.NEXT_UPDATE, at(1 + 24 + 48))


async def test_one_that_is_opened_again_runs_again(database: Database) -> None:
    async with database.session() as session:
        application_id, by = await opened(session)
        await move(session, application_id, "in-progress", by, at(1))
        await move(session, application_id, "solved", by, at(2))
        assert await standing(session, application_id) is None
        await move(session, application_id, "in-progress", by, at(3))
        found = await standing(session, application_id)
        assert found is not None
        assert (found.kind, found.due_at) == (TargetKind.NEXT_UPDATE, at(3 + 48))


async def test_another_priority_promises_otherwise(database: Database) -> None:
    async with database.session() as session:
        application_id, by = await opened(session)
        await edit_application(
            session, application_id, {"priority": "high"}, based_on=1, by=Somebody(by), at=at(1)
        )
        found = await standing(session, application_id)
        assert found is not None
        assert found.due_at == at(2)


async def test_another_tier_of_the_customer_does_too(database: Database) -> None:
    async with database.session() as session:
        application_id, _ = await opened(session, priority="high")
        one = await session.get(Application, application_id)
        assert one is not None
        member = await session.get(Member, one.member_id)
        assert member is not None
        member.tier = "platinum"
        await tier_changed(session, one.member_id, "platinum", at(0.5))
        found = await standing(session, application_id)
        assert found is not None
        assert found.due_at == at(1)


async def test_another_tier_takes_back_nothing_that_a_colleague_writes_at_the_same_moment(
    database: Database,
) -> None:
    async with database.session() as session:
        application_id, by = await opened(session, priority="high")
        member_id = (await session.get_one(Application, application_id)).member_id

    async def raise_tier() -> None:
        async with database.session() as session:
            await tier_changed(session, member_id, "platinum", at(1))

    async with database.session() as session:
        await add_follow_up(session, application_id, "Aradım", Somebody(by), at(0.5), customer_told=True)
        raising = asyncio.create_task(raise_tier())
        await asyncio.wait([raising], timeout=0.3)  # it has read by now what it may read
    await raising
    async with database.reading() as session:
        found = await standing(session, application_id)
    assert found is not None
    assert (found.kind, found.due_at) == (TargetKind.NEXT_UPDATE, at(0.5 + 4))


async def test_one_that_goes_on_in_another_promises_nothing(database: Database) -> None:
    async with database.session() as session:
        application_id, by = await opened(session)
        one = await session.get(Application, application_id)
        assert one is not None
        other = await session.get(Application, await case(session, one.member_id, by, at=TUESDAY_10))
        assert other is not None
        await merge_into(
            session, application_id, other.number, closed_stage=lambda _: "closed", by=Somebody(by), at=at(1)
        )
        assert await standing(session, application_id) is None
        assert await standing(session, other.application_id) is not None


@pytest.mark.parametrize("answered", [True, False])
async def test_one_that_came_without_a_clock_gets_one_from_what_it_tells(
    database: Database, answered: bool
) -> None:
    async with database.session() as session:
        application_id, by = await opened(session)
        kept = await session.get(ServiceClock, application_id)
        await session.delete(kept)
        one = await session.get(Application, application_id)
        assert one is not None
        one.first_answered_at = at(1) if answered else None
        await session.flush()
        await edit_application(
            session, application_id, {"priority": "high"}, based_on=1, by=Somebody(by), at=at(2)
        )
        found = await standing(session, application_id)
        assert found is not None
        assert found.kind is (TargetKind.NEXT_UPDATE if answered else TargetKind.FIRST_ANSWER)
