"""A move can ask for a field that an administrator added: drawn on the screen, enforced by the server."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

import pytest

from santral.crm_core.applications.tables import Application
from santral.crm_core.processes.process import RecordKind
from santral.crm_core.users.roles import Role
from tests.integration.console.api_centre import program
from tests.integration.console.house import Console, Person
from tests.integration.crm_core.people import AYSE, person

COMPLAINT = "/administration/processes/application.complaint"
GENERAL = "/administration/processes/application"
FIELDS = "/administration/custom-fields/complaint"
POLICY = {"name_tr": "Poliçe no", "name_en": "Policy number", "kind": "text"}
DATE = {"name_tr": "Hasar günü", "name_en": "Day of damage", "kind": "date"}
REQUIRED = "custom:policy-number", "custom:day-of-damage"
MOVE = "moves/new/in-progress"
NEW = {"type": "complaint", "subject": "Kapı çizik geldi", "priority": "normal"}
SEEN = re.compile(r'name="seen" value="(\d+)"')


@pytest.fixture
async def boss(console: Console) -> Person:
    boss = await console.person("boss", Role.ADMINISTRATOR)
    for field in (POLICY, DATE):
        assert (await boss.post(FIELDS, field)).status_code == 303
    return boss


@pytest.fixture
async def case(console: Console, boss: Person) -> str:
    async with console.house.database.session() as session:
        member = await person(session, "Ayşe Çelik", AYSE)
    opened = await boss.post("/applications/new", NEW | {"member": str(member)})
    return opened.headers["location"].removesuffix("?saved=1")


async def draw(who: Person, path: str, fields: Mapping[str, str | list[str]], at: str = COMPLAINT) -> str:
    found = SEEN.search((await who.get(at)).text)
    assert found
    answer = await who.post(f"{at}/{path}", {"seen": found[1]} | dict(fields))
    if answer.status_code == 303:
        answer = await who.get(answer.headers["location"])
    return html.unescape(answer.text)


async def require(who: Person, *required: str) -> str:
    fields: dict[str, str | list[str]] = {"name_tr": "İncele", "name_en": "Look into it"}
    fields |= {"roles": ["agent", "administrator"], "required": list(required)}
    await draw(who, MOVE, fields)
    return await draw(who, "put-in-force", {})


async def stored(console: Console, case: str) -> Application:
    async with console.house.database.reading() as session:
        return await session.get_one(Application, int(case.rsplit("/", 1)[1]))


async def test_the_screen_offers_what_was_added_to_the_type_and_says_it_by_name(
    console: Console, boss: Person
) -> None:
    editor = (await boss.get(f"{COMPLAINT}?move=new.in-progress")).text
    assert 'name="required" value="custom:policy-number"' in editor
    assert "<span>Policy number</span>" in editor
    general = (await boss.get(f"{GENERAL}?move=new.in-progress")).text
    assert "custom:policy-number" not in general
    assert "Fields that you added to a type stand in the process of that type." in general
    page = await require(boss, *REQUIRED)
    assert "needs: Policy number, Day of damage" in page
    moves = console.house.processes.book.process(RecordKind.APPLICATION, "complaint").moves
    assert next(move.required_fields for move in moves if move.target == "in-progress") == REQUIRED


async def test_it_is_filled_in_with_the_move_and_missed_at_its_field(
    console: Console, boss: Person, case: str
) -> None:
    await require(boss, *REQUIRED)
    assert 'name="custom:complaint:policy-number"' in (await boss.get(case)).text
    move = {"to": "in-progress", "seen": "new"}
    typed = move | {"custom:complaint:policy-number": "POL 77412"}
    refused = await boss.post(f"{case}/move", typed)
    assert refused.status_code == 422
    told = 'id="error-move-in-progress-custom:complaint:day-of-damage">'
    assert told in refused.text
    assert 'value="POL 77412"' in refused.text
    wrong = await boss.post(f"{case}/move", typed | {"custom:complaint:day-of-damage": "yesterday"})
    assert wrong.status_code == 422
    assert "This is not a date." in wrong.text
    assert told in wrong.text
    assert (await stored(console, case)).custom == {}
    done = await boss.post(f"{case}/move", typed | {"custom:complaint:day-of-damage": "3.11.2026"})
    assert done.status_code == 303
    kept = await stored(console, case)
    assert kept.stage == "in-progress"
    assert kept.custom == {"policy-number": "POL 77412", "day-of-damage": "2026-11-03"}
    page = (await boss.get(case)).text
    assert "03.11.2026" in page[page.index('id="history') :]


async def test_what_a_colleague_filled_in_meanwhile_is_not_written_over(
    console: Console, boss: Person, case: str
) -> None:
    await require(boss, "custom:policy-number")
    name = "custom:complaint:policy-number"
    version = re.search(r'name="version" value="(\d+)"', (await boss.get(case)).text)
    assert version
    await boss.post(case, NEW | {"version": version[1], name: "POL 1"})
    move = {"to": "in-progress", "seen": "new"}
    assert (await boss.post(f"{case}/move", move | {name: "POL 2"})).status_code == 409
    assert (await boss.post(f"{case}/move", move)).status_code == 303
    assert (await stored(console, case)).custom == {"policy-number": "POL 1"}


async def test_a_field_that_a_move_requires_stays(console: Console, boss: Person) -> None:
    await require(boss, "custom:policy-number")
    for way in ("retire", "delete"):
        refused = await boss.post(f"{FIELDS}/policy-number/{way}")
        assert refused.status_code == 422
        assert "A move requires “Policy number”, so it stays." in html.unescape(refused.text)
    assert (await boss.post(f"{FIELDS}/day-of-damage/retire")).status_code == 303
    # What is only being drawn does not hold it, but cannot be put in force without it.
    fields = {"name_tr": "İncele", "name_en": "Look into it", "roles": "agent"}
    await draw(boss, MOVE, fields)
    await draw(boss, "put-in-force", {})
    await draw(boss, MOVE, fields | {"required": "custom:policy-number"})
    assert (await boss.post(f"{FIELDS}/policy-number/retire")).status_code == 303
    assert "There is no added field “policy-number” here any more." in await draw(boss, "put-in-force", {})


async def test_a_program_is_refused_at_the_same_field(console: Console, boss: Person, case: str) -> None:
    await require(boss, "custom:policy-number")
    robot = await program(console)
    refused = await robot.post(f"{case}/moves", {"to": "in-progress", "seen": "new"})
    assert refused.status_code == 422
    assert [one["name"] for one in refused.json()["fields"]] == ["custom.policy-number"]
    assert (await stored(console, case)).stage == "new"
