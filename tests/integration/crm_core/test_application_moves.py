"""A case moves as its process says: nothing else is accepted, and what is missing is said at its field."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from santral.crm_core.applications.edit import find_application
from santral.crm_core.applications.history import read_history
from santral.crm_core.applications.move import (
    Moved,
    check_type_fits,
    closing_stage,
    first_stage,
    move_application,
)
from santral.crm_core.db import Database
from santral.crm_core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from santral.crm_core.members.page import read_customer_page
from santral.crm_core.processes.book import ProcessInForce
from santral.crm_core.processes.defaults import default_processes
from santral.crm_core.processes.process import (
    Assign,
    AssignTo,
    Move,
    Process,
    RecordKind,
    SetDue,
    Stage,
    StageMeaning,
)
from santral.crm_core.service_levels.business_calendar import BusinessCalendar, always_open
from santral.crm_core.users.roles import Role
from tests.integration.crm_core.cases import case
from tests.integration.crm_core.people import NOW, person, user

BOOK = default_processes()
LATER = NOW + timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Mover:
    user_id: int
    role: Role = Role.AGENT
    teams: frozenset[str] = field(default_factory=frozenset)


async def move(
    database: Database,
    application_id: int,
    seen: str,
    to: str,
    by: Mover,
    *,
    calendar: BusinessCalendar | None = None,
    note: str = "",
    resolution: str = "",
) -> Moved:
    async with database.session() as session:
        return await move_application(
            session,
            BOOK,
            calendar or always_open(),
            application_id,
            to,
            seen=seen,
            by=by,
            by_name="Elif",
            at=LATER,
            note=note,
            resolution=resolution,
        )


@pytest.fixture
async def opened(database: Database) -> tuple[int, Mover]:
    async with database.session() as session:
        ayse, elif_ = await person(session, "Ayşe Çelik"), await user(session, "Elif")
        return await case(session, ayse, elif_, type="service"), Mover(elif_)


async def test_solved_and_closed_it_leaves_the_open_items_and_stays_in_the_history(
    database: Database, opened: tuple[int, Mover]
) -> None:
    application_id, elif_ = opened
    await move(database, application_id, "new", "in-progress", elif_)
    await move(database, application_id, "in-progress", "solved", elif_, resolution="Pompa değişti.")
    async with database.reading() as session:
        application = await find_application(session, application_id)
        page = await read_customer_page(session, application.member_id, now=LATER, hot_days=3)
        assert (application.solved_at, application.closed_at) == (LATER, None)
        assert [item.stage for item in page.open_items] == ["solved"]
        newest = page.timeline.rows[0]
        assert (newest.kind, newest.result, newest.body) == ("application", "solved", "Pompa değişti.")
    await move(database, application_id, "solved", "closed", elif_)
    async with database.reading() as session:
        application = await find_application(session, application_id)
        page = await read_customer_page(session, application.member_id, now=LATER, hot_days=3)
        assert application.closed_at == LATER
        assert page.open_items == ()
        told = [(row.before, row.after) for row in await read_history(session, application_id)]
    assert ("solved", "closed") in told


async def test_reopened_it_is_open_again_and_says_why(database: Database, opened: tuple[int, Mover]) -> None:
    application_id, elif_ = opened
    await move(database, application_id, "new", "solved", elif_, resolution="Pompa değişti.")
    await move(database, application_id, "solved", "closed", elif_)
    with pytest.raises(InvalidInput) as refused:
        await move(database, application_id, "closed", "in-progress", elif_)
    assert refused.value.field == "note"
    await move(database, application_id, "closed", "in-progress", elif_, note="Yine su kaçırıyor.")
    async with database.reading() as session:
        application = await find_application(session, application_id)
        kinds = [row.kind for row in await read_history(session, application_id)]
    assert (application.solved_at, application.closed_at, application.stage) == (None, None, "in-progress")
    assert kinds[:2] == ["noted", "moved"]


async def test_what_solves_it_needs_the_solution_and_nothing_is_kept_without(
    database: Database, opened: tuple[int, Mover]
) -> None:
    application_id, elif_ = opened
    with pytest.raises(InvalidInput) as refused:
        await move(database, application_id, "new", "solved", elif_, resolution="  ")
    assert refused.value.field == "resolution"
    async with database.reading() as session:
        application = await find_application(session, application_id)
        assert (application.stage, application.version) == ("new", 1)


async def test_only_who_may_and_only_where_a_move_leads(
    database: Database, opened: tuple[int, Mover]
) -> None:
    application_id, elif_ = opened
    with pytest.raises(NotAllowed):
        await move(database, application_id, "new", "cancelled", elif_, note="Vazgeçti")
    with pytest.raises(NotFound):
        await move(database, application_id, "new", "closed", elif_)
    with pytest.raises(NotFound):
        await move(database, application_id, "new", "no-such-stage", elif_)
    supervisor = Mover(elif_.user_id, Role.SUPERVISOR)
    await move(database, application_id, "new", "cancelled", supervisor, note="Vazgeçti")
    async with database.reading() as session:
        application = await find_application(session, application_id)
    assert (application.closed_at, application.solved_at) == (LATER, None)


async def test_who_looked_at_an_old_page_moves_nothing(database: Database, opened: tuple[int, Mover]) -> None:
    application_id, elif_ = opened
    await move(database, application_id, "new", "in-progress", elif_)
    with pytest.raises(Conflict):
        await move(database, application_id, "new", "waiting-customer", elif_)


async def test_a_stage_gives_it_to_somebody_and_sets_when_it_is_due(
    database: Database, opened: tuple[int, Mover]
) -> None:
    application_id, elif_ = opened
    async with database.session() as session:
        usta = await user(session, "Usta")
    drawn = Process(
        "service",
        RecordKind.APPLICATION,
        "service",
        (
            Stage("new", "Yeni", "New", StageMeaning.NEW, 0),
            Stage(
                "field",
                "Sahada",
                "In the field",
                StageMeaning.OPEN,
                1,
                (Assign(AssignTo.USER, str(usta)), SetDue(90)),
            ),
            Stage("closed", "Kapandı", "Closed", StageMeaning.CLOSED, 2),
        ),
        (Move("new", "field", "Sahaya", "To the field"), Move("field", "closed", "Kapat", "Close")),
    )
    async with database.session() as session:
        moved = await move_application(
            session,
            BOOK.put(ProcessInForce(drawn, 1)),
            always_open(),
            application_id,
            "field",
            seen="new",
            by=elif_,
            by_name="Elif",
            at=LATER,
        )
    assert moved.application.owner_id == usta
    assert moved.application.follow_up_at == LATER + timedelta(minutes=90)


def test_every_type_begins_and_ends_somewhere_and_changes_only_where_it_fits() -> None:
    assert first_stage(BOOK, "complaint") == "new"
    assert closing_stage(BOOK, "complaint") == "closed"
    check_type_fits(BOOK, "in-progress", "service")
    with pytest.raises(InvalidInput) as refused:
        check_type_fits(BOOK, "with-department", "service")
    assert refused.value.field == "type"
