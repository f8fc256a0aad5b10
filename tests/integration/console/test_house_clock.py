"""Times typed and shown over HTTP in a house whose clocks are put forward and back."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from santral.crm_core.interactions.tables import Interaction
from santral.crm_core.users.roles import Role
from tests.integration.console.house import Console, Person
from tests.integration.crm_core.cases import case
from tests.integration.crm_core.people import person

SKIPPED = "2099-03-29T02:30"
"""A Sunday on which the clocks of Berlin are put forward from two to three."""


@pytest.fixture
async def chief(console: Console) -> Person:
    """An administrator of a house in Berlin."""
    chief = await console.person("deniz", Role.ADMINISTRATOR)
    shown = (await chief.get("/administration/service-levels")).text
    [form] = re.findall(r'action="/administration/service-levels/calendar">(.*?)</form>', shown, re.DOTALL)
    typed = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]*? value="([^"]*)"', form))
    answer = await chief.post(
        "/administration/service-levels/calendar",
        typed | {"time_zone": "Europe/Berlin", "country": "", "own_days": ""},
    )
    assert answer.status_code == 303
    return chief


async def test_every_form_reads_and_shows_the_houses_clock_and_refuses_what_it_skips(
    console: Console, chief: Person
) -> None:
    async with console.house.database.session() as session:
        member = await person(session, "Ayşe Çelik")
        number = await case(session, member, chief.user_id)
    by_hand = {
        "member": str(member),
        "method": "visit",
        "direction": "inbound",
        "notes": "Geldi.",
        "version": "0",
    }
    forms: tuple[tuple[str, dict[str, str], str], ...] = (
        ("/interactions/new", by_hand, "at"),
        ("/interactions/new", by_hand, "follow_up_at"),
        (f"/applications/{number}/follow-ups", {"follow_up": "Aradım."}, "due_at"),
        (f"/applications/{number}/tasks", {"title": "Ara", "assignee_id": str(chief.user_id)}, "task_due_at"),
        (f"/administration/assignment/people/{chief.user_id}/away", {}, "until"),
    )
    for path, fields, name in forms:
        refused = await chief.post(path, fields | {name: SKIPPED})
        assert (refused.status_code, f'id="error-{name}"' in refused.text) == (422, True), (path, name)
        assert "The clocks are put forward on this day: there is no 02:30." in refused.text
        assert f'value="{SKIPPED}"' in refused.text

    kept = await chief.post(
        f"/applications/{number}/follow-ups", {"follow_up": "Aradım.", "due_at": "2099-07-01T09:30"}
    )
    assert kept.status_code == 303
    page = (await chief.get(f"/applications/{number}")).text
    assert '<meta name="house-zone" content="Europe/Berlin">' in page
    assert re.search(r'datetime="2099-07-01T07:30:00.000Z" data-time="clock">[^<]*9:30', page)


async def test_of_a_time_that_comes_twice_the_earlier_one_is_meant_and_the_later_one_is_not_lost(
    console: Console, chief: Person
) -> None:
    async with console.house.database.session() as session:
        member = await person(session, "Ayşe Çelik")
    typed = {
        "member": str(member),
        "method": "visit",
        "direction": "inbound",
        "notes": "Geldi.",
        "version": "0",
    }
    twice = {"at": "2025-10-26T02:30", "follow_up_at": "2099-10-25T02:30"}
    saved = await chief.post("/interactions/new", typed | twice)
    place = saved.headers["location"].split("?")[0]
    number = int(place.rsplit("/", 1)[1])
    async with console.house.database.session() as session:
        one = await session.get_one(Interaction, number)
        assert one.at == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
        assert one.follow_up_at == datetime(2099, 10, 25, 0, 30, tzinfo=UTC)
        one.follow_up_at = later = datetime(2099, 10, 25, 1, 30, tzinfo=UTC)  # as a program wrote it

    corrected = await chief.post(place, typed | twice | {"notes": "Geldi, gördü.", "version": "1"})
    assert corrected.status_code == 303
    async with console.house.database.reading() as session:
        one = await session.get_one(Interaction, number)
        assert (one.notes, one.follow_up_at) == ("Geldi, gördü.", later)
