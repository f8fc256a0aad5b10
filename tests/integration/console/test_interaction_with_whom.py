"""An interaction was saved with the wrong customer: it is put right, and nothing is lost."""

from __future__ import annotations

import html
import re

import pytest
from sqlalchemy import select

from santral.crm_core.applications.history import read_history
from santral.crm_core.interactions.correct import find_interaction
from santral.crm_core.interactions.details import Details
from santral.crm_core.interactions.history import read_changes
from santral.crm_core.interactions.save import save_interaction
from santral.crm_core.interactions.tables import Interaction
from santral.crm_core.members.tables import Member
from santral.crm_core.timeline import read_timeline
from santral.crm_core.users.audit import AuditEntry
from santral.crm_core.users.roles import Role
from tests.integration.console.house import Console, Person
from tests.integration.crm_core.cases import case
from tests.integration.crm_core.people import AYSE, NOW, company, employee, person


class Members:
    """Ayşe, and two companies with one employee each."""

    ayse: int
    firm: int
    sukru: int
    other: int
    gul: int


@pytest.fixture
async def members(console: Console) -> Members:
    made = Members()
    async with console.house.database.session() as session:
        made.ayse = await person(session, "Ayşe Çelik", AYSE)
        made.firm = await company(session, "Işıl Lojistik")
        made.sukru = await employee(session, made.firm, "Şükrü Işık")
        made.other = await company(session, "Yıldız Market")
        made.gul = await employee(session, made.other, "Gül Yıldız")
    return made


@pytest.fixture
async def elif_(console: Console) -> Person:
    return await console.person("elif")


async def written(
    console: Console, who: Person, member_id: int, call_id: str | None = None, result: str = ""
) -> str:
    async with console.house.database.session() as session:
        saved = await save_interaction(
            session,
            user_id=who.user_id,
            call_id=call_id,
            member_id=member_id,
            notes="Kargo sordu.",
            result=result,
            at=NOW,
        )
    return f"/interactions/{saved.interaction_id}"


async def stored(console: Console, path: str) -> Interaction:
    async with console.house.database.reading() as session:
        return await find_interaction(session, int(path.rsplit("/", 1)[1]))


async def histories(console: Console, *members: int) -> list[tuple[list[str], int]]:
    """What each member's history says, and how many contacts it counts."""
    async with console.house.database.reading() as session:
        return [
            (
                [row.title for row in (await read_timeline(session, one)).rows],
                (await session.get_one(Member, one)).contact_count,
            )
            for one in members
        ]


async def put_right(who: Person, path: str, member_id: int | str, **more: str) -> int:
    found = re.search(r'name="version" value="(\d+)"', (await who.get(path)).text)
    version = {"version": found[1] if found else "1"}
    fields = version | {"member_id": str(member_id)} | more
    return (await who.post(f"{path}/with-whom", fields)).status_code


async def test_it_leaves_the_one_history_and_enters_the_other(
    console: Console, elif_: Person, members: Members
) -> None:
    path = await written(console, elif_, members.ayse)
    assert f'href="{path}/with-whom"' in (await elif_.get(path)).text
    search = html.unescape((await elif_.get(f"{path}/with-whom?q=isil")).text)
    assert f'name="member_id" value="{members.firm}"' in search
    assert f'<option value="{members.sukru}">Şükrü Işık' in search
    assert await histories(console, members.ayse, members.firm) == [(["Kargo sordu."], 1), ([], 0)]
    assert await put_right(elif_, path, members.firm, employee_id=str(members.sukru)) == 303
    assert await histories(console, members.ayse, members.firm) == [([], 0), (["Kargo sordu."], 1)]
    kept = await stored(console, path)
    assert (kept.member_id, kept.employee_id) == (members.firm, members.sukru)
    # Another company: who it was of the first one does not work there.
    assert await put_right(elif_, path, members.other) == 303
    assert ((await stored(console, path)).employee_id) is None
    # The same company, somebody else of it.
    assert await put_right(elif_, path, members.other, employee_id=str(members.gul)) == 303
    assert (await stored(console, path)).employee_id == members.gul
    page = html.unescape((await elif_.get(path)).text)
    history = page[page.index('id="history-title"') :]
    for said in ("<del>Ayşe Çelik</del>", "<del>Işıl Lojistik</del>", "<del>Şükrü Işık</del>", "Gül Yıldız"):
        assert said in history
    async with console.house.database.reading() as session:
        rows = await read_changes(session, kept.interaction_id)
        audited = list(await session.scalars(select(AuditEntry).where(AuditEntry.action == "corrected")))
    assert [(row.by, row.before, row.after) for row in rows if row.field == "member_id"] == [
        ("Elif", str(members.firm), str(members.other)),
        ("Elif", str(members.ayse), str(members.firm)),
    ]
    assert [(one.detail.get("member_before"), one.detail.get("member")) for one in audited] == [
        (members.ayse, members.firm),
        (members.firm, members.other),
        (None, None),
    ]


async def test_only_who_may_correct_may_and_only_what_there_is(
    console: Console, elif_: Person, members: Members
) -> None:
    path = await written(console, elif_, members.ayse)
    other, boss = await console.person("deniz"), await console.person("boss", Role.SUPERVISOR)
    assert "/with-whom" not in (await other.get(path)).text
    assert (await other.get(f"{path}/with-whom")).status_code == 403
    assert await put_right(other, path, members.firm) == 403
    assert await put_right(elif_, path, 77777) == 422
    assert await put_right(elif_, path, "") == 422  # who a visit was with is known
    assert await put_right(elif_, path, "x") == 422
    assert await put_right(elif_, path, members.firm, employee_id=str(members.gul)) == 422
    assert (await elif_.get("/interactions/7777/with-whom")).status_code == 404
    assert await histories(console, members.ayse, members.firm) == [(["Kargo sordu."], 1), ([], 0)]
    assert await put_right(boss, path, members.firm) == 303
    late = {"version": "1", "member_id": str(members.other)}
    refused = await elif_.post(f"{path}/with-whom", late)
    assert refused.status_code == 409
    assert "A colleague changed this meanwhile." in refused.text
    assert (await stored(console, path)).member_id == members.firm


async def test_of_a_call_nobody_may_be_known_again_and_then_somebody(
    console: Console, elif_: Person, members: Members
) -> None:
    await console.house.roster.load()
    path = await written(console, elif_, members.ayse, "call-1", result="call-back-promised")
    form = (await elif_.get(f"{path}/with-whom")).text
    assert "Nobody known" in form
    assert await put_right(elif_, path, "") == 303
    assert (await stored(console, path)).entry_id is None
    assert await histories(console, members.ayse) == [([], 0)]
    assert "Say who it was" in (await elif_.get(path)).text
    assert await put_right(elif_, path, members.firm) == 303
    assert await histories(console, members.firm) == [(["Kargo sordu."], 1)]


async def test_who_is_to_be_called_back_is_another_on_the_desk_too(
    console: Console, elif_: Person, members: Members
) -> None:
    await console.house.roster.load()
    answer = await elif_.post(
        "/interactions/new",
        {"member": str(members.ayse), "notes": "Aransın.", "method": "visit", "version": "0",
         "follow_up_at": "2999-05-04T10:30"},
    )  # fmt: skip
    path = answer.headers["location"].removesuffix("?saved=1")
    callbacks = console.house.push.floor.callbacks
    assert [one.member.name for one in callbacks.of(elif_.user_id) if one.member] == ["Ayşe Çelik"]
    await put_right(elif_, path, members.firm)
    assert [one.member.name for one in callbacks.of(elif_.user_id) if one.member] == ["Işıl Lojistik"]


async def test_it_leaves_the_application_of_the_customer_it_was_not_with(
    console: Console, elif_: Person, members: Members
) -> None:
    async with console.house.database.session() as session:
        application_id = await case(session, members.ayse, elif_.user_id)
        saved = await save_interaction(
            session,
            user_id=elif_.user_id,
            call_id=None,
            member_id=members.ayse,
            notes="Kargo sordu.",
            at=NOW,
            details=Details(application_id=application_id),
        )
    path = f"/interactions/{saved.interaction_id}"
    assert await put_right(elif_, path, members.firm) == 303
    assert (await stored(console, path)).application_id is None
    async with console.house.database.reading() as session:
        lines = [(row.kind, row.by) for row in await read_history(session, application_id)]
    assert ("contact-removed", "Elif") in lines
