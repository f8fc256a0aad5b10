"""What a stage asks for on entry happens: it is given to somebody, due in time, told to whom it concerns."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from santral.crm_core.applications.assignees import set_assignees
from santral.crm_core.applications.edit import find_application
from santral.crm_core.applications.follow_ups import add_follow_up, read_follow_ups
from santral.crm_core.applications.move import move_application
from santral.crm_core.applications.open_by_process import open_by_process
from santral.crm_core.applications.tables import Application
from santral.crm_core.db import Database
from santral.crm_core.notifications.tables import Notification
from santral.crm_core.processes.book import ProcessBook, ProcessInForce
from santral.crm_core.processes.defaults import COMPLAINT, default_processes
from santral.crm_core.processes.process import (
    Assign,
    AssignStrategy,
    AssignTo,
    EntryAction,
    Notify,
    NotifyWhom,
    SetDue,
)
from santral.crm_core.service_levels.business_calendar import always_open
from santral.crm_core.teams.changes import TeamForm, create_team, retire_team
from santral.crm_core.users.accounts import read_account
from santral.crm_core.users.roles import Role
from tests.integration.crm_core.cases import ISTANBUL, Somebody, case
from tests.integration.crm_core.people import NOW, person, user

LATER = NOW + timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Mover:
    user_id: int
    role: Role = Role.AGENT
    teams: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class People:
    elif_: int
    usta: int
    deniz: int
    chief: int


@pytest.fixture
async def people(database: Database) -> People:
    async with database.session() as session:
        names = [await user(session, name) for name in ("Elif", "Usta", "Deniz", "Şef")]
        (await read_account(session, names[3])).role = Role.SUPERVISOR
        (await read_account(session, names[1])).language = "en"
    return People(*names)


def asking(stage: str, *actions: EntryAction) -> ProcessBook:
    """The default process of complaints, with one stage that asks for something on entry."""
    stages = tuple(
        replace(each, entry_actions=actions) if each.code == stage else replace(each, entry_actions=())
        for each in COMPLAINT.stages
    )
    return default_processes().put(ProcessInForce(replace(COMPLAINT, stages=stages), 1))


async def opened(database: Database, by: int, owner_id: str = "") -> int:
    async with database.session() as session:
        return await case(session, await person(session, "Ayşe Çelik"), by, owner_id=owner_id)


async def moved(database: Database, book: ProcessBook, application_id: int, to: str, by: int) -> Application:
    async with database.session() as session:
        seen = (await find_application(session, application_id)).stage
        made = await move_application(
            session,
            book,
            always_open(),
            application_id,
            to,
            seen=seen,
            by=Mover(by),
            by_name="Elif",
            at=LATER,
        )
    return made.application


async def told(database: Database) -> list[tuple[int, str, str]]:
    """Who was told of a stage, how it is called for them, and where that leads."""
    query = select(Notification).where(Notification.kind == "stage").order_by(Notification.user_id)
    async with database.reading() as session:
        return [(n.user_id, n.values["stage"], n.link) for n in await session.scalars(query)]


async def test_everybody_a_stage_names_is_told_once_in_their_language(
    database: Database, people: People
) -> None:
    async with database.session() as session:
        team = await create_team(
            session, TeamForm("Kalite", frozenset({people.deniz, people.elif_})), Somebody(1), NOW
        )
    book = asking(
        "in-progress",
        Notify(NotifyWhom.OWNER),
        Notify(NotifyWhom.ASSIGNEES),
        Notify(NotifyWhom.SUPERVISORS),
        Notify(NotifyWhom.TEAM, team),
    )
    application_id = await opened(database, people.elif_, owner_id=str(people.deniz))
    async with database.session() as session:
        helpers = {people.usta, people.chief}
        await set_assignees(session, application_id, helpers, Somebody(people.elif_), NOW)
    await moved(database, book, application_id, "in-progress", people.elif_)
    link = f"/applications/{application_id}"
    assert await told(database) == [
        (people.usta, "In progress", link),
        (people.deniz, "İncelemede", link),
        (people.chief, "İncelemede", link),
    ]


async def test_nobody_is_told_where_a_move_is_refused(database: Database, people: People) -> None:
    book = asking("solved", Notify(NotifyWhom.SUPERVISORS), SetDue(30))
    application_id = await opened(database, people.elif_)
    with pytest.raises(Exception, match="no such move"):
        await moved(database, book, application_id, "solved", people.elif_)
    assert await told(database) == []
    async with database.reading() as session:
        assert await read_follow_ups(session, application_id) == ()


async def test_it_goes_to_the_least_busy_one_of_a_team(database: Database, people: People) -> None:
    async with database.session() as session:
        members = frozenset({people.usta, people.deniz})
        team = await create_team(session, TeamForm("Saha", members), Somebody(1), NOW)
    book = asking("with-department", Assign(AssignTo.TEAM, team), Notify(NotifyWhom.OWNER))
    await opened(database, people.elif_, owner_id=str(people.usta))
    application_id = await opened(database, people.elif_)
    application = await moved(database, book, application_id, "with-department", people.elif_)
    assert application.owner_id == people.deniz
    assert await told(database) == []  # whose it is now hears that already
    async with database.session() as session:
        await retire_team(session, team, (), Somebody(1), NOW)
    await moved(database, book, application_id, "in-progress", people.elif_)
    again = await moved(database, book, application_id, "with-department", people.elif_)
    assert again.owner_id == people.deniz  # nobody is in a retired team; it stays where it is


@pytest.mark.parametrize("strategy", AssignStrategy)
async def test_each_way_of_choosing_somebody_chooses_somebody(
    database: Database, people: People, strategy: AssignStrategy
) -> None:
    book = asking("in-progress", Assign(AssignTo.STRATEGY, strategy.value))
    application_id = await opened(database, people.elif_, owner_id=str(people.usta))
    application = await moved(database, book, application_id, "in-progress", people.elif_)
    assert application.owner_id in (people.elif_, people.usta, people.deniz)
    if strategy is AssignStrategy.LAST_OWNER:
        assert application.owner_id == people.usta


async def test_what_is_due_on_a_stage_lasts_until_it_leaves_it(database: Database, people: People) -> None:
    book = asking("in-progress", SetDue(90))
    application_id = await opened(database, people.elif_, owner_id=str(people.usta))
    application = await moved(database, book, application_id, "in-progress", people.elif_)
    assert application.follow_up_at == LATER + timedelta(minutes=90)
    async with database.session() as session:
        later = LATER + timedelta(days=1)
        await add_follow_up(session, application_id, "Aradım, açmadı.", Somebody(people.elif_), LATER, later)
        [mine, due] = await read_follow_ups(session, application_id)
        assert (due.stage, due.by, due.due_at) == ("in-progress", "Usta", LATER + timedelta(minutes=90))
        assert (mine.stage, mine.note) == ("", "Aradım, açmadı.")
        application = await find_application(session, application_id)
        assert application.follow_up_at == LATER + timedelta(minutes=90)
    application = await moved(database, book, application_id, "with-department", people.elif_)
    assert application.follow_up_at == later
    async with database.reading() as session:
        assert [one.done_at for one in await read_follow_ups(session, application_id)] == [None, LATER]


async def test_the_first_stage_is_entered_too(database: Database, people: People) -> None:
    book = asking("new", Assign(AssignTo.USER, str(people.usta)), Notify(NotifyWhom.SUPERVISORS), SetDue(45))
    async with database.session() as session:
        application = await open_by_process(
            session,
            book,
            always_open(),
            await person(session, "Ayşe Çelik"),
            {"type": "complaint", "subject": "Kargo gelmedi", "priority": "normal"},
            by=Somebody(people.elif_),
            by_name="Elif",
            at=NOW,
            zone=ISTANBUL,
        )
    assert (application.stage, application.owner_id) == ("new", people.usta)
    assert application.follow_up_at == NOW + timedelta(minutes=45)
    assert [(one, name) for one, name, _ in await told(database)] == [(people.chief, "Yeni")]
