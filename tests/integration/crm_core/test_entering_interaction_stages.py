"""What a stage of interactions asks for on entry happens, once, and stands in the interaction's history."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from santral.crm_core.assignment.tables import AbsenceRow
from santral.crm_core.db import Database
from santral.crm_core.errors import Conflict, InvalidInput
from santral.crm_core.interactions.correct import CorrectionConflict, correct_interaction
from santral.crm_core.interactions.details import Details
from santral.crm_core.interactions.follow_ups import read_follow_ups
from santral.crm_core.interactions.history import read_changes
from santral.crm_core.interactions.move import move_interaction
from santral.crm_core.interactions.save import save_interaction
from santral.crm_core.interactions.tables import Interaction
from santral.crm_core.notifications.tables import Notification
from santral.crm_core.processes.book import ProcessBook, ProcessInForce
from santral.crm_core.processes.defaults import INTERACTION, default_processes
from santral.crm_core.processes.process import (
    Assign,
    AssignTo,
    EntryAction,
    Notify,
    NotifyWhom,
    RequireNotes,
    RequireResult,
    SetDue,
)
from santral.crm_core.service_levels.business_calendar import always_open
from santral.crm_core.teams.changes import TeamForm, create_team
from santral.crm_core.timeline import TimelineEntry
from santral.crm_core.users.accounts import read_account
from santral.crm_core.users.roles import Role
from santral.crm_core.users.signed_in_user import SignedInUser
from tests.integration.crm_core.cases import Somebody
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
    team: str
    ayse: int


@pytest.fixture
async def people(database: Database) -> People:
    """Usta and Deniz are in a team, Şef is a supervisor; Usta reads English."""
    async with database.session() as session:
        names = [await user(session, name) for name in ("Elif", "Usta", "Deniz", "Şef")]
        (await read_account(session, names[3])).role = Role.SUPERVISOR
        (await read_account(session, names[1])).language = "en"
        form = TeamForm("Arama", frozenset(names[1:3]))
        team = await create_team(session, form, Somebody(1), NOW)
        elif_, usta, deniz, chief = names
        return People(elif_, usta, deniz, chief, team, await person(session, "Ayşe Çelik"))


def writer(user_id: int) -> SignedInUser:
    return SignedInUser(user_id, "elif", "Elif", Role.AGENT, "", "", "tr", "system", 1)


def asking(**actions: tuple[EntryAction, ...]) -> ProcessBook:
    """The default process, with stages that ask for something; `follow_up` is the stage "follow-up"."""
    by_code = {code.replace("_", "-"): asked for code, asked in actions.items()}
    stages = tuple(replace(stage, entry_actions=by_code.get(stage.code, ())) for stage in INTERACTION.stages)
    return default_processes().put(ProcessInForce(replace(INTERACTION, stages=stages), 1))


async def written(
    database: Database, people: People, notes: str = "Fiyat sordu.", due: datetime | None = None
) -> int:
    async with database.session() as session:
        saved = await save_interaction(
            session,
            user_id=people.elif_,
            call_id=None,
            member_id=people.ayse,
            notes=notes,
            at=NOW,
            details=Details(follow_up_at=due),
            result="" if notes else "solved",
        )
    return saved.interaction_id


async def moved(
    database: Database, book: ProcessBook, one: int, to: str, by: int, written: dict[str, str] | None = None
) -> Interaction:
    async with database.session() as session:
        seen = (await session.get_one(Interaction, one)).stage or "open"
        await move_interaction(
            session, book, always_open(), one, to, seen=seen, by=Mover(by), at=LATER, written=written
        )
        return await session.get_one(Interaction, one)


async def history(database: Database, one: int) -> list[tuple[str, str, str, str]]:
    """By whom, what, before and after; the oldest first."""
    async with database.reading() as session:
        rows = await read_changes(session, one)
    return [(row.by, row.field, row.before, row.after) for row in reversed(rows)]


async def told(database: Database) -> list[tuple[int, str, str]]:
    async with database.reading() as session:
        rows = await session.scalars(select(Notification).order_by(Notification.notification_id))
        return [(row.user_id, row.kind, row.values.get("stage", "")) for row in rows]


async def test_it_is_given_set_due_and_told_and_its_history_says_so(
    database: Database, people: People
) -> None:
    book = asking(
        follow_up=(
            Assign(AssignTo.USER, str(people.deniz)),
            SetDue(90),
            Notify(NotifyWhom.OWNER),
            Notify(NotifyWhom.SUPERVISORS),
            Notify(NotifyWhom.TEAM, people.team),
        )
    )
    one = await written(database, people)
    interaction = await moved(database, book, one, "follow-up", people.elif_)
    assert interaction.responsible_id == people.deniz
    assert interaction.follow_up_at == LATER + timedelta(minutes=90)
    # Deniz is told once, that it is his; everybody else in the language they read.
    assert await told(database) == [
        (people.deniz, "assigned", ""),
        (people.chief, "stage", "Takipte"),
        (people.usta, "stage", "To follow up"),
    ]
    assert await history(database, one) == [
        ("Elif", "stage", "open", "follow-up"),
        ("", "responsible_id", "", str(people.deniz)),
        ("", "follow_up_at", "", "2026-11-21T13:00Z"),
        ("", "told", "", "supervisors"),
        ("", "told", "", f"team:{people.team}"),
    ]
    async with database.reading() as session:
        [due] = await read_follow_ups(session)
    assert (due.user_id, due.interaction_id) == (people.deniz, one)


async def test_of_a_team_who_has_the_fewest_to_follow_up_gets_it_and_of_these_in_turn(
    database: Database, people: People
) -> None:
    book = asking(follow_up=(Assign(AssignTo.TEAM, people.team), SetDue(60)))
    given = []
    for _ in range(4):
        one = await written(database, people)
        given.append((await moved(database, book, one, "follow-up", people.elif_)).responsible_id)
    assert given == [people.usta, people.deniz, people.usta, people.deniz]
    mine = await moved(database, book, one, "done", people.deniz)
    assert mine.follow_up_done_at == LATER
    async with database.session() as session:
        session.add(AbsenceRow(user_id=people.usta, since=NOW, until=None))
    fifth = await written(database, people)
    away = await moved(database, book, fifth, "follow-up", people.elif_)
    assert away.responsible_id == people.deniz
    again = await moved(database, book, one, "follow-up", people.elif_)
    assert again.responsible_id == people.deniz  # one of the team has it already


async def test_where_nobody_is_there_it_stays_and_supervisors_are_told(
    database: Database, people: People
) -> None:
    async with database.session() as session:
        (await read_account(session, people.deniz)).disabled_at = NOW
    one = await written(database, people)
    book = asking(follow_up=(Assign(AssignTo.USER, str(people.deniz)),))
    interaction = await moved(database, book, one, "follow-up", people.elif_)
    assert interaction.responsible_id is None
    assert await told(database) == [(people.chief, "unassigned", "")]
    assert ("", "nobody_fits", "", "") in await history(database, one)


async def test_what_a_stage_set_ends_with_it_and_what_a_person_set_stays(
    database: Database, people: People
) -> None:
    book = asking(follow_up=(SetDue(30),))
    tuesday = NOW + timedelta(days=3)
    agreed, free = await written(database, people, due=tuesday), await written(database, people)
    kept = await moved(database, book, agreed, "follow-up", people.elif_)
    assert (kept.follow_up_at, kept.follow_up_stage) == (tuesday, "")
    assert (await moved(database, book, agreed, "done", people.elif_)).follow_up_done_at is None
    asked = await moved(database, book, free, "follow-up", people.elif_)
    assert (asked.follow_up_at, asked.follow_up_done_at) == (LATER + timedelta(minutes=30), None)
    assert (await moved(database, book, free, "done", people.elif_)).follow_up_done_at == LATER
    # A second time it is asked for again, though the moment is the same.
    again = await moved(database, book, free, "follow-up", people.elif_)
    assert (again.follow_up_at, again.follow_up_done_at) == (LATER + timedelta(minutes=30), None)
    async with database.session() as session:
        await correct_interaction(
            session,
            free,
            {"follow_up_at": tuesday},
            based_on=again.version,
            by=writer(people.elif_),
            at=LATER,
        )
    mine = await moved(database, book, free, "done", people.elif_)
    assert (mine.follow_up_at, mine.follow_up_done_at) == (tuesday, None)


async def test_what_a_stage_needs_is_missed_or_written_with_the_move(
    database: Database, people: People
) -> None:
    book = asking(done=(RequireResult(), RequireNotes()))
    one = await written(database, people)
    with pytest.raises(InvalidInput) as missing:
        await moved(database, book, one, "done", people.deniz)
    assert missing.value.field == "result"
    async with database.reading() as session:
        assert (await session.get_one(Interaction, one)).stage == ""
    over = {"result": "solved", "notes": "Başka bir not"}
    with pytest.raises(Conflict):
        await moved(database, book, one, "done", people.deniz, written=over)
    done = await moved(database, book, one, "done", people.deniz, written={"result": "solved"})
    assert (done.stage, done.result, done.notes) == ("done", "solved", "Fiyat sordu.")
    assert ("Deniz", "result", "", "solved") in await history(database, one)
    silent = await written(database, people, notes="")
    told_of = await moved(database, book, silent, "done", people.deniz, written={"notes": "Sordu. Aldı."})
    async with database.reading() as session:
        entry = await session.get_one(TimelineEntry, told_of.entry_id)
    assert (entry.title, entry.body, entry.result) == ("Sordu.", "Aldı.", "solved")


async def test_a_correction_begun_before_the_move_does_not_undo_what_the_stage_did(
    database: Database, people: People
) -> None:
    one = await written(database, people)
    async with database.reading() as session:
        seen = (await session.get_one(Interaction, one)).version
    await moved(database, asking(follow_up=(SetDue(30),)), one, "follow-up", people.usta)
    async with database.session() as session:
        values = {"notes": "Fiyat ve süre sordu.", "follow_up_at": None}
        with pytest.raises(CorrectionConflict) as told_so:
            await correct_interaction(session, one, values, based_on=seen, by=writer(people.elif_), at=LATER)
    assert list(told_so.value.theirs) == ["follow_up_at"]
