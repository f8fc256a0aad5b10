"""An administrator draws what happens to interactions on a stage; it happens, and everybody sees it."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

import pytest

from santral.crm_core.interactions.save import save_interaction
from santral.crm_core.processes.process import (
    Assign,
    AssignTo,
    Notify,
    NotifyWhom,
    RecordKind,
    RequireResult,
    SetDue,
)
from santral.crm_core.teams.changes import TeamForm, create_team
from santral.crm_core.users.roles import Role
from tests.integration.console.house import Console, Person
from tests.integration.crm_core.cases import Somebody
from tests.integration.crm_core.people import NOW, person

PLACE = "/administration/processes/interaction"
SEEN = re.compile(r'name="seen" value="(\d+)"')
FOLLOW_UP = {"name_tr": "Takipte", "name_en": "To follow up", "meaning": "open"}
DONE = {"name_tr": "Tamamlandı", "name_en": "Done", "meaning": "closed"}


@pytest.fixture
async def boss(console: Console) -> Person:
    return await console.person("boss", Role.ADMINISTRATOR)


@pytest.fixture
async def elif_(console: Console) -> Person:
    return await console.person("elif")


@pytest.fixture
async def deniz(console: Console) -> Person:
    return await console.person("deniz")


async def draw(who: Person, path: str, fields: Mapping[str, str]) -> tuple[int, str]:
    found = SEEN.search((await who.get(PLACE)).text)
    assert found
    answer = await who.post(f"{PLACE}/{path}", {"seen": found[1]} | dict(fields))
    status = answer.status_code
    if status == 303:
        answer = await who.get(answer.headers["location"])
    return status, html.unescape(answer.text)


async def written(console: Console, who: Person) -> str:
    async with console.house.database.session() as session:
        saved = await save_interaction(
            session,
            user_id=who.user_id,
            call_id=None,
            member_id=await person(session, "Ayşe Çelik"),
            notes="Fiyat sordu.",
            at=NOW,
        )
    return f"/interactions/{saved.interaction_id}"


async def test_what_is_drawn_happens_and_stands_on_the_page_and_on_the_desk(
    console: Console, boss: Person, elif_: Person, deniz: Person
) -> None:
    async with console.house.database.session() as session:
        team = await create_team(session, TeamForm("Arama", frozenset({deniz.user_id})), Somebody(1), NOW)
    entry = {"assign": f"team:{team}", "notify": "supervisors", "due": "4", "due_unit": "hours"}
    await draw(boss, "stages/follow-up", FOLLOW_UP | entry)
    _, page = await draw(boss, "put-in-force", {})
    words = "goes to the team Arama", "supervisors are told", "is to be followed up within 4 hours"
    for said in words:
        assert said in page
    stage = console.house.processes.book.process(RecordKind.INTERACTION).stage("follow-up")
    assert stage is not None
    assert stage.entry_actions == (
        Assign(AssignTo.TEAM, team),
        Notify(NotifyWhom.SUPERVISORS),
        SetDue(240),
    )
    path = await written(console, elif_)
    assert (await elif_.post(f"{path}/move", {"to": "follow-up", "seen": "open"})).status_code == 303
    page = html.unescape((await elif_.get(path)).text)
    history = page[page.index('id="history-title"') :]
    assert "<del>who wrote it</del>" in history
    for said in ("Deniz", "Told of it", "supervisors", "Santral", "Follow-up"):
        assert said in history
    callbacks = console.house.push.floor.callbacks
    [due] = callbacks.of(deniz.user_id)
    assert due.member is not None
    assert (due.member.name, due.interaction_id) == ("Ayşe Çelik", int(path.rsplit("/", 1)[1]))
    assert callbacks.of(elif_.user_id) == ()
    customer = html.unescape((await boss.get(f"/customers/{due.member.member_id}")).text)
    items = customer[customer.index('class="panel open-items"') : customer.index('class="timeline"')]
    assert f'href="{path}"' in items
    assert "follows up" in items
    assert "Nothing is open." not in items
    # A supervisor gives it back to who wrote it: it changes desks.
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    form = {"notes": "Fiyat sordu.", "method": "phone", "version": version[1]}
    form |= {"follow_up_at": _shown(page), "responsible_id": str(elif_.user_id)}
    assert (await boss.post(path, form)).status_code == 303
    assert callbacks.of(deniz.user_id) == ()
    assert [one.interaction_id for one in callbacks.of(elif_.user_id)] == [due.interaction_id]
    assert (await elif_.post(f"{path}/move", {"to": "done", "seen": "follow-up"})).status_code == 303
    assert callbacks.of(elif_.user_id) == ()


def _shown(page: str) -> str:
    found = re.search(r'name="follow_up_at"[^>]*value="([^"]*)"', page)
    assert found
    return found[1]


async def test_the_screen_offers_only_what_can_happen_and_refuses_the_rest(boss: Person) -> None:
    editor = html.unescape((await boss.get(f"{PLACE}?stage=follow-up")).text)
    for offered in ('name="result"', 'name="notes"', "Is followed up by", 'value="owner"'):
        assert offered in editor
    for other in ("Chosen by rule", 'value="assignees"', 'name="resolution"'):
        assert other not in editor
    first = html.unescape((await boss.get(f"{PLACE}?stage=open")).text)
    assert "Every interaction begins on this stage." in first
    assert 'name="due"' not in first
    move = html.unescape((await boss.get(f"{PLACE}?move=open.done")).text)
    required = re.findall(r'name="required" value="([^"]+)"', move)
    assert required == ["member", "category", "result", "notes"]
    for fields, sentence in (
        ({"assign": "strategy:in_turn"}, "The rules give out applications only."),
        ({"notify": "assignees"}, "An interaction has one person who follows it up"),
        ({"resolution": "1"}, "Interactions have no solution"),
        ({"due": "1", "meaning": "new"}, "Every interaction begins on this stage."),
    ):
        status, page = await draw(boss, "stages/follow-up", FOLLOW_UP | fields)
        assert status == 422
        assert f"<span>{sentence}" in page
        assert "Being drawn." not in page


async def test_what_a_stage_needs_can_be_written_with_the_move(
    console: Console, boss: Person, elif_: Person, deniz: Person
) -> None:
    await draw(boss, "stages/done", DONE | {"result": "1"})
    await draw(boss, "put-in-force", {})
    stage = console.house.processes.book.process(RecordKind.INTERACTION).stage("done")
    assert stage is not None
    assert stage.entry_actions == (RequireResult(),)
    path = await written(console, elif_)
    move = {"to": "done", "seen": "open"}
    assert 'id="move-done-result"' in (await deniz.get(path)).text
    refused = await deniz.post(f"{path}/move", move)
    assert refused.status_code == 422
    assert 'id="error-move-done-result"' in refused.text
    unknown = await deniz.post(f"{path}/move", move | {"result": "no-such"})
    assert unknown.status_code == 422
    assert 'id="error-move-done-result"' in unknown.text
    assert (await deniz.post(f"{path}/move", move | {"result": "solved"})).status_code == 303
    page = (await deniz.get(path)).text
    assert "Stage: Done" in page
