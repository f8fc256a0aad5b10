"""An administrator draws a process, change by change, and puts it in force; nothing of it holds before."""

from __future__ import annotations

import html
import re

import pytest
import pytest_asyncio
from sqlalchemy import select

from santral.crm_core.processes.process import (
    Assign,
    AssignTo,
    Notify,
    NotifyWhom,
    RecordKind,
    RequireResolution,
    SetDue,
)
from santral.crm_core.teams.changes import TeamForm, create_team
from santral.crm_core.users.audit import AuditEntry
from santral.crm_core.users.roles import Role
from tests.integration.console.house import Console, Person
from tests.integration.crm_core.cases import Somebody, case
from tests.integration.crm_core.people import NOW, person

PLACE = "/administration/processes"
COMPLAINT = f"{PLACE}/application.complaint"
SEEN = re.compile(r'name="seen" value="(\d+)"')


@pytest.fixture
async def ayse(console: Console) -> Person:
    return await console.person("ayse", Role.ADMINISTRATOR)


async def draw(who: Person, path: str, /, at: str = COMPLAINT, **fields: str) -> tuple[int, str]:
    """Send one of the page's forms as the page would; the status, and the page that came of it."""
    found = SEEN.search((await who.get(at)).text)
    assert found
    answer = await who.post(f"{at}/{path}", {"seen": found[1]} | fields)
    if answer.status_code == 303:
        return 303, html.unescape((await who.get(answer.headers["location"])).text)
    return answer.status_code, html.unescape(answer.text)


async def test_a_stage_is_added_joined_to_others_and_put_in_force(console: Console, ayse: Person) -> None:
    status, page = await draw(ayse, "stages", name_tr="Hukukta", name_en="With legal", meaning="open")
    assert status == 303
    assert "It holds for nobody before it is put in force." in page
    assert "No way leads here from the first stage. Draw a move to it." in page
    assert "From here no way leads to a stage that means “solved” or “closed”." in page
    refused, page = await draw(ayse, "put-in-force")
    assert refused == 422
    assert "2 things are to be mended" in page
    processes = console.house.processes
    assert processes.book.version(RecordKind.APPLICATION, "complaint") == 0
    _, page = await draw(ayse, "moves", between="in-progress.with-legal")
    assert "In progress → With legal" in page
    await draw(ayse, "moves", between="with-legal.solved")
    status, page = await draw(ayse, "put-in-force")
    assert status == 303
    assert "In force: version 1." in page
    drawn = processes.book.process(RecordKind.APPLICATION, "complaint")
    stage = drawn.stage("with-legal")
    assert stage is not None
    assert (stage.name_tr, stage.meaning.value) == ("Hukukta", "open")
    assert processes.book.process(RecordKind.APPLICATION).stage("with-legal") is None
    async with console.house.database.reading() as session:
        audited = (
            await session.scalars(select(AuditEntry).where(AuditEntry.subject_kind == "process"))
        ).all()
    assert [(e.action, e.subject_id, e.detail["version"]) for e in audited] == [("changed", "complaint", 1)]


async def test_what_happens_on_entry_is_typed_kept_and_shown_again(console: Console, ayse: Person) -> None:
    async with console.house.database.session() as session:
        team = await create_team(session, TeamForm("Saha", frozenset()), Somebody(1), NOW)
    names = {"name_tr": "Çözüldü", "name_en": "Solved", "meaning": "solved"}
    entry = {"assign": f"team:{team}", "notify": "assignees", "due": "36", "due_unit": "hours"}
    await draw(ayse, "stages/solved", **names, **entry, resolution="1")
    _, page = await draw(ayse, "put-in-force")
    assert "goes to the team Saha" in page
    assert "those who work on it are told" in page
    assert "is due within 36 hours" in page
    assert "needs a solution" in page
    stage = console.house.processes.book.process(RecordKind.APPLICATION, "complaint").stage("solved")
    assert stage is not None
    assert stage.entry_actions == (
        Assign(AssignTo.TEAM, team),
        Notify(NotifyWhom.ASSIGNEES),
        SetDue(36 * 60),
        RequireResolution(),
    )
    editor = (await ayse.get(f"{COMPLAINT}?stage=solved")).text
    assert f'value="team:{team}" selected' in editor
    assert re.search(r'name="notify" value="assignees" checked', editor)
    assert re.search(r'name="due"[^>]*value="36"', editor)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def who_changes_nothing(shared_console: Console) -> Person:
    return await shared_console.person("ayse", Role.ADMINISTRATOR)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("path", "fields", "field", "sentence"),
    [
        ("stages", {"name_tr": " ", "meaning": "open"}, "add-name_tr", "Write a name."),
        ("stages", {"name_tr": "YENİ", "meaning": "open"}, "add-name_tr", "Another stage has “Yeni” too."),
        ("stages", {"name_tr": "Başka", "meaning": "asleep"}, "add-meaning", "Choose one of the list."),
        ("stages/new", {"name_tr": "x" * 61, "meaning": "new"}, "stage-name_tr", "This is too long"),
        ("stages/new", {"name_tr": "Yeni", "meaning": "new", "due": "-1"}, "due", "Write a whole number"),
        ("stages/new", {"name_tr": "Yeni", "meaning": "new", "assign": "user:999"}, "assign", "Choose one"),
        ("stages/new", {"name_tr": "Yeni", "meaning": "new", "notify": "team:no"}, "notify", "Choose one"),
        ("moves/new/in-progress", {"name_tr": "Al"}, "roles", "Choose who may make this move."),
        ("moves/new/in-progress", {"name_tr": "Al", "roles": "agent", "teams": "no"}, "teams", "Choose one"),
    ],
)
async def test_what_cannot_be_drawn_is_said_at_its_field_with_what_was_typed(
    who_changes_nothing: Person, path: str, fields: dict[str, str], field: str, sentence: str
) -> None:
    status, page = await draw(who_changes_nothing, path, **fields)
    assert status == 422
    told = re.search(rf'id="error-{field}">.*?<span>([^<]*)</span>', page)
    assert told, page
    assert told[1].startswith(sentence)
    assert f'value="{fields["name_tr"]}"' in page
    assert "Being drawn." not in page  # nothing was kept


async def test_a_stage_on_which_records_stand_stays(console: Console, ayse: Person) -> None:
    async with console.house.database.session() as session:
        await case(session, await person(session, "Ayşe Çelik"), ayse.user_id, stage="with-department")
    status, page = await draw(ayse, "stages/with-department/remove")
    assert status == 422
    assert "Records stand on this stage (1)" in page
    status, page = await draw(ayse, "stages/waiting-supplier/remove")
    assert status == 303
    assert 'id="stage-waiting-supplier"' not in page
    # The general process is another one: no complaint stands in it.
    status, _ = await draw(ayse, "stages/in-service/remove", at=f"{PLACE}/application")
    assert status == 303


async def test_the_order_is_changed_and_a_drawing_thrown_away(ayse: Person) -> None:
    _, page = await draw(ayse, "stages/with-department/shift", direction="up")
    assert page.index('id="stage-with-department"') < page.index('id="stage-in-progress"')
    status, page = await draw(ayse, "throw-away")
    assert status == 303
    assert page.index('id="stage-in-progress"') < page.index('id="stage-with-department"')
    assert "Being drawn." not in page


async def test_a_move_is_changed_and_erased(console: Console, ayse: Person) -> None:
    fields = {"name_tr": "Çöz", "name_en": "Solve it", "roles": "supervisor", "required": "product"}
    status, page = await draw(ayse, "moves/in-progress/solved", **fields, needs_note="1")
    assert status == 303
    assert "Solve it: supervisors" in page
    await draw(ayse, "moves/new/with-department/erase")
    await draw(ayse, "put-in-force")
    drawn = console.house.processes.book.process(RecordKind.APPLICATION, "complaint")
    moves = {(move.source, move.target): move for move in drawn.moves}
    assert ("new", "with-department") not in moves
    made = moves["in-progress", "solved"]
    assert (made.required_fields, made.needs_note) == (("product",), True)
    assert made.roles == {Role.SUPERVISOR}


async def test_a_type_gets_a_process_of_its_own(console: Console, ayse: Person) -> None:
    place = f"{PLACE}/application.service"
    page = (await ayse.get(place)).text
    assert "This type goes the way of applications in general." in page
    assert 'name="between"' not in page
    await ayse.post(f"{place}/begin", {"seen": "0"})
    await draw(ayse, "stages/in-service", at=place, name_tr="Atölyede", name_en="In the shop", meaning="open")
    await draw(ayse, "put-in-force", at=place)
    book = console.house.processes.book
    assert book.stage(RecordKind.APPLICATION, "in-service", "service").name_en == "In the shop"  # type: ignore[union-attr]
    assert book.stage(RecordKind.APPLICATION, "in-service", "problem").name_en == "In service"  # type: ignore[union-attr]


async def test_versions_are_kept_looked_at_and_drawn_on_from(console: Console, ayse: Person) -> None:
    for name in ("Geldi", "Alındı"):
        await draw(ayse, "stages/new", name_tr=name, name_en=name, meaning="new")
        await draw(ayse, "put-in-force")
    page = (await ayse.get(COMPLAINT)).text
    assert f'href="{COMPLAINT}/versions/1"' in page
    old = (await ayse.get(f"{COMPLAINT}/versions/1")).text
    assert "Geldi" in old
    assert "Alındı" not in old
    found = SEEN.search(old)
    assert found
    await ayse.post(f"{COMPLAINT}/versions/1/draw-again", {"seen": found[1]})
    _, page = await draw(ayse, "put-in-force")
    assert "In force: version 3." in page
    assert console.house.processes.book.process(RecordKind.APPLICATION, "complaint").first_stage.name_tr == (
        "Geldi"
    )
    assert (await ayse.get(f"{COMPLAINT}/versions/99")).status_code == 404


async def test_of_two_who_draw_at_once_the_second_is_told(console: Console, ayse: Person) -> None:
    can = await console.person("can", Role.ADMINISTRATOR)
    await draw(ayse, "stages/new", name_tr="Geldi", name_en="Came", meaning="new")
    late = {"seen": "0", "name_tr": "Öteki", "name_en": "Other", "meaning": "new"}
    answer = await can.post(f"{COMPLAINT}/stages/new", late)
    assert answer.status_code == 409
    assert (await can.post(f"{COMPLAINT}/put-in-force", {"seen": "0"})).status_code == 409
    assert "Came" in (await can.get(COMPLAINT)).text


async def test_the_picture_says_in_words_what_it_shows(ayse: Person) -> None:
    page = html.unescape((await ayse.get(COMPLAINT)).text)
    assert 'role="img" aria-labelledby="picture-title picture-text"' in page
    assert page.count('class="process-box ') == 9
    words = page[page.index('class="process-words"') :]
    assert "Mark as solved → <strong>Solved</strong>" in words
    assert "style=" not in page[page.index("<svg viewBox") : page.index("</svg>", page.index("<svg viewBox"))]


async def test_what_is_not_a_process_is_not_found(ayse: Person) -> None:
    for path in ("application.no-such-type", "invoice", "application.", "interaction.x"):
        assert (await ayse.get(f"{PLACE}/{path}")).status_code == 404
    assert (await ayse.get(f"{COMPLAINT}?stage=nowhere")).status_code == 404
    assert (await ayse.get(f"{COMPLAINT}?move=new.nowhere")).status_code == 404
