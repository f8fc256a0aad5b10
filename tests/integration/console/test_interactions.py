"""Interactions over HTTP: written by hand, kept while they are typed, opened again, corrected."""

from __future__ import annotations

import re

import pytest
import pytest_asyncio
from sqlalchemy import select

from santral.console.settings import Settings
from santral.crm_core.interactions.tables import Interaction, InteractionChange, InteractionDraft
from santral.crm_core.timeline import read_timeline
from santral.crm_core.users import audit
from santral.crm_core.users.roles import Role
from tests.integration.console.house import SCRIPT, Console, Person, version_in
from tests.integration.crm_core.people import company, employee, person

FUTURE = "2999-05-04T10:30"
VISIT = {
    "notes": "Mağazaya geldi. Makineyi gördü.",
    "result": "information-given",
    "method": "walk-in",
    "direction": "inbound",
    "category": "delivery-late",
    "campaign": "Kış bakımı",
    "project": "P-7",
    "version": "0",
}


async def written(who: Person, member: int, **fields: str) -> int:
    answer = await who.post("/interactions/new", VISIT | {"member": str(member)} | fields)
    assert answer.status_code == 303, answer.text
    found = re.fullmatch(r"/interactions/(\d+)\?saved=1", answer.headers["location"])
    assert found
    return int(found[1])


async def stored(console: Console, interaction_id: int) -> Interaction:
    async with console.house.database.reading() as session:
        return await session.get_one(Interaction, interaction_id)


async def test_a_visit_is_written_down_and_stands_in_the_history(
    console: Console, elif_: Person, ayse: int
) -> None:
    interaction = await written(elif_, ayse)
    async with console.house.database.reading() as session:
        [entry] = (await read_timeline(session, ayse)).rows
    assert (entry.title, entry.result, entry.interaction_id) == (
        "Mağazaya geldi.", "information-given", interaction,
    )  # fmt: skip
    page = (await elif_.get(f"/interactions/{interaction}")).text
    for shown in ("Makineyi gördü.", "Kış bakımı", "P-7", "Late delivery", f"/customers/{ayse}", "Walk-in"):
        assert shown in page
    assert f'href="/interactions/{interaction}"' in (await elif_.get(f"/customers/{ayse}")).text
    assert f'href="/interactions/new?member={ayse}"' in (await elif_.get(f"/customers/{ayse}")).text
    async with console.house.database.reading() as session:
        actions = list(await session.scalars(select(audit.AuditEntry.action)))
    assert "saved" in actions


async def test_what_is_typed_is_there_again_and_forgotten_once_saved(
    console: Console, elif_: Person, ayse: int
) -> None:
    draft = f"/interactions/new/{ayse}/draft"
    kept = await elif_.post(draft, VISIT | {"notes": "yarım", "result": ""}, headers=SCRIPT)
    assert kept.json() == {"version": 1}
    page = (await elif_.get(f"/interactions/new?member={ayse}")).text
    assert ">yarım</textarea>" in page
    assert 'value="Kış bakımı"' in page
    assert 'data-version="1"' in page
    stale = await elif_.post(draft, VISIT | {"notes": "başka", "version": "0"}, headers=SCRIPT)
    assert stale.status_code == 409
    assert stale.json()["notes"] == "yarım"
    await written(elif_, ayse, version="1", notes="yarım kaldı, bitti")
    async with console.house.database.reading() as session:
        assert (await session.scalars(select(InteractionDraft))).all() == []
    assert "yarım" not in (await elif_.get(f"/interactions/new?member={ayse}")).text


async def test_two_windows_of_a_form_lose_no_word(elif_: Person, ayse: int) -> None:
    draft = f"/interactions/new/{ayse}/draft"
    await elif_.post(draft, VISIT | {"notes": "ilk pencere"}, headers=SCRIPT)
    second = await elif_.post("/interactions/new", VISIT | {"member": str(ayse), "notes": "ikinci"})
    assert second.status_code == 409
    assert "ilk pencere\n\nikinci" in second.text


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def who_saves_nothing(shared_console: Console) -> tuple[Person, int]:
    """With a customer."""
    async with shared_console.house.database.session() as session:
        return await shared_console.person("elif"), await person(session, "Ayşe Çelik")


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"notes": " ", "result": "", "category": "", "campaign": "", "project": ""}, "notes"),
        ({"category": "no-such"}, "category"),
        ({"method": "pigeon"}, "method"),
        ({"direction": "sideways"}, "direction"),
        ({"at": FUTURE}, "at"),
        ({"follow_up_at": "soon"}, "follow_up_at"),
        ({"employee_id": "99"}, "employee_id"),
        ({"campaign": "x" * 121}, "campaign"),
    ],
)
async def test_what_cannot_be_is_said_at_its_field_and_nothing_is_saved(
    shared_console: Console, who_saves_nothing: tuple[Person, int], fields: dict[str, str], field: str
) -> None:
    elif_, ayse = who_saves_nothing
    answer = await elif_.post("/interactions/new", VISIT | {"member": str(ayse)} | fields)
    assert answer.status_code == 422
    assert f'id="error-{field}"' in answer.text or field == "employee_id"
    async with shared_console.house.database.reading() as session:
        assert (await session.scalars(select(Interaction))).all() == []


async def test_who_of_the_company_it_was_is_kept(console: Console, elif_: Person) -> None:
    async with console.house.database.session() as session:
        firm = await company(session, "Işıl Lojistik")
        worker = await employee(session, firm, "Şükrü Işık")
    interaction = await written(elif_, firm, employee_id=str(worker))
    assert (await stored(console, interaction)).employee_id == worker
    assert "Şükrü Işık" in (await elif_.get(f"/interactions/{interaction}")).text


async def test_its_author_corrects_it_and_what_was_there_stays_in_sight(
    console: Console, elif_: Person, ayse: int
) -> None:
    interaction = await written(elif_, ayse)
    at = f"/interactions/{interaction}"
    version = version_in((await elif_.get(at)).text)
    answer = await elif_.post(at, VISIT | {"notes": "Telefonla değil, elden.", "version": version})
    assert answer.status_code == 303
    page = (await elif_.get(at)).text
    assert "Mağazaya geldi. Makineyi gördü." in page
    assert "Telefonla değil, elden." in page
    async with console.house.database.reading() as session:
        [entry] = (await read_timeline(session, ayse)).rows
        changes = [change.field for change in await session.scalars(select(InteractionChange))]
        actions = list(await session.scalars(select(audit.AuditEntry.action)))
    assert entry.title == "Telefonla değil, elden."
    assert changes == ["notes"]
    assert "corrected" in actions


async def test_only_the_author_or_a_supervisor_corrects(console: Console, elif_: Person, ayse: int) -> None:
    interaction = await written(elif_, ayse)
    at = f"/interactions/{interaction}"
    other, boss = await console.person("deniz"), await console.person("boss", Role.SUPERVISOR)
    version = version_in((await elif_.get(at)).text)
    changed = VISIT | {"notes": "başkası yazdı", "version": version}
    assert 'action="' + at + '"' not in (await other.get(at)).text
    assert (await other.post(at, changed)).status_code == 403
    assert (await boss.post(at, changed)).status_code == 303
    assert (await stored(console, interaction)).notes == "başkası yazdı"


async def test_a_correction_over_a_correction_shows_both(console: Console, elif_: Person, ayse: int) -> None:
    interaction = await written(elif_, ayse)
    at = f"/interactions/{interaction}"
    version = version_in((await elif_.get(at)).text)
    await elif_.post(at, VISIT | {"notes": "birinci", "version": version})
    second = await elif_.post(at, VISIT | {"notes": "ikinci", "version": version})
    assert second.status_code == 409
    assert ">ikinci</textarea>" in second.text
    assert "birinci" in second.text
    assert (await stored(console, interaction)).notes == "birinci"
    third = await elif_.post(at, VISIT | {"notes": "ikinci", "version": version_in(second.text)})
    assert third.status_code == 303


async def test_a_follow_up_stands_on_the_desk_until_it_is_done(
    console: Console, elif_: Person, ayse: int
) -> None:
    await console.house.roster.load()
    interaction = await written(elif_, ayse, follow_up_at=FUTURE)
    callbacks = console.house.push.floor.callbacks
    [due] = callbacks.of(elif_.user_id)
    assert (due.member.name if due.member else "", due.interaction_id) == ("Ayşe Çelik", interaction)
    assert due.due is not None
    assert due.due.isoformat() == "2999-05-04T07:30:00+00:00"
    version = version_in((await elif_.get(f"/interactions/{interaction}")).text)
    moved = VISIT | {"follow_up_at": "2998-05-04T10:30", "version": version}
    await elif_.post(f"/interactions/{interaction}", moved)
    assert [one.due.year for one in callbacks.of(elif_.user_id) if one.due] == [2998]
    done = await elif_.post(f"/interactions/{interaction}/follow-up/done", headers=SCRIPT)
    assert done.status_code == 204
    assert callbacks.of(elif_.user_id) == ()
    assert (await stored(console, interaction)).follow_up_done_at is not None


async def test_what_is_not_there_is_not_found(elif_: Person, ayse: int) -> None:
    for path in ("/interactions/77", "/interactions/99999999999999999999", "/interactions/new?member=99"):
        assert (await elif_.get(path)).status_code == 404
    draft = await elif_.post("/interactions/new/99/draft", VISIT, headers=SCRIPT)
    assert draft.status_code == 404
    interaction = await written(elif_, ayse)
    nothing = await elif_.post(f"/interactions/{interaction}/follow-up/done", headers=SCRIPT)
    assert nothing.status_code == 422


@pytest.mark.parametrize("wrong", ["javascript:alert(1)", "ftp://x", "https://a b"])
def test_a_recordings_address_is_one_of_the_web(wrong: str) -> None:
    with pytest.raises(ValueError, match="recording_link"):
        Settings(ami_secret="x", recording_link=wrong)
