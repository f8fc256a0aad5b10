from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from santral.crm_core.members.tables import Member
from santral.crm_core.timeline import append
from santral.crm_core.users.audit import AuditFilter, read_audit
from tests.integration.console.house import SCRIPT, Console, Person, open_console, settings_for
from tests.integration.crm_core.people import AYSE, NOW, SWITCHBOARD, company, days_ago, employee, person
from tests.patience import PATIENCE_S

HTMX = SCRIPT | {"hx-request": "true", "accept": "text/html"}


@pytest.fixture
async def console(database_url: str, tmp_path: Path) -> AsyncIterator[Console]:
    """On each kind of database."""
    async with open_console(settings_for(database_url, tmp_path)) as console:
        yield console


@pytest.fixture
async def deniz(console: Console) -> Person:
    return await console.person("deniz")


@pytest.fixture
async def ayse(console: Console) -> int:
    async with console.house.database.session() as session:
        member_id = await person(session, "Ayşe Çelik", AYSE, city="İzmir")
        for number in range(45):
            kind = "sms" if number % 3 == 0 else "call"
            await append(session, member_id, at=days_ago(number), kind=kind, title=f"Görüşme {number}.")
        await append(session, member_id, at=NOW, kind="call", title="<script>alert(1)</script>")
    return member_id


async def audited(console: Console, action: str) -> list[tuple[str, str, str]]:
    async with asyncio.timeout(PATIENCE_S):
        while console.house.writer.backlog:  # noqa: ASYNC110 - the writer tells nobody when it is done
            await asyncio.sleep(0)
    async with console.house.database.reading() as session:
        rows, _ = await read_audit(session, AuditFilter(action=action))
    return [(row.by, row.subject_kind, row.subject_id) for row in rows]


async def test_the_page_of_a_customer_shows_who_it_is_and_is_audited(
    console: Console, deniz: Person, ayse: int
) -> None:
    page = await deniz.get(f"/customers/{ayse}")
    assert page.status_code == 200
    for text in ("Ayşe Çelik", "İzmir", "0532 111 22 33", "Görüşme 0."):
        assert text in page.text
    assert "<script>alert" not in page.text
    assert await audited(console, "viewed") == [("Deniz", "member", str(ayse))]


async def test_scrolling_reads_the_whole_history(console: Console, deniz: Person, ayse: int) -> None:
    seen: list[str] = []
    path: str | None = f"/customers/{ayse}/timeline"
    while path:
        rows = await deniz.get(path, HTMX)
        assert rows.status_code == 200
        seen += re.findall(r"Görüşme (\d+)\.", rows.text)
        following = re.search(r'hx-get="([^"]+/timeline[^"]*)"', rows.text)
        path = following[1].replace("&amp;", "&") if following else None
    assert list(dict.fromkeys(seen)) == [str(number) for number in range(45)]


async def test_a_kind_narrows_the_history(deniz: Person, ayse: int) -> None:
    rows = await deniz.get(f"/customers/{ayse}/timeline?kind=sms", HTMX)
    assert set(re.findall(r'data-kind="(\w+)"', rows.text)) == {"sms"}
    assert (await deniz.get(f"/customers/{ayse}/timeline?kind=none", HTMX)).status_code == 200


async def test_a_cursor_that_is_none_gets_a_sentence(deniz: Person, ayse: int) -> None:
    for cursor in ("x", "AAAA", "%00", "' OR 1=1 --"):
        answer = await deniz.get(f"/customers/{ayse}/timeline?cursor={cursor}", HTMX)
        assert answer.status_code == 400, cursor
        assert answer.json()["error"]


async def test_who_does_not_exist_has_no_page(console: Console, deniz: Person) -> None:
    for member_id in ("404", "99999999999999999999999999", "0"):
        assert (await deniz.get(f"/customers/{member_id}")).status_code == 404, member_id
    assert await audited(console, "viewed") == []


async def test_a_search_finds_while_one_types(deniz: Person, ayse: int) -> None:
    for typed in ("celik", "ÇEL", "0532", "ayse cel"):
        assert f"/customers/{ayse}" in (await deniz.get(f"/search?q={typed}", HTMX)).text
    page = await deniz.get("/customers?q=celik")
    assert "Ayşe Çelik" in page.text
    assert "nobody-at-all" in (await deniz.get("/search?q=nobody-at-all", HTMX)).text
    inside_a_call = await deniz.get("/search?q=celik&call_id=17.1", HTMX)
    assert "/calls/17.1/member" in inside_a_call.text


async def test_what_is_found_says_why_and_writes_numbers_as_people_do(
    console: Console, deniz: Person, ayse: int
) -> None:
    async with console.house.database.session() as session:
        guven = await company(session, "Güven Ev Aletleri", SWITCHBOARD)
        await employee(session, guven, "Ayşe Demir")
    shown = (await deniz.get("/search?q=ayse", HTMX)).text
    assert shown.index("Güven Ev Aletleri") < shown.index("employee: Ayşe Demir")
    assert shown.count("employee:") == 1
    for number in ("0532 111 22 33", "(0212) 333 44 55"):
        assert number in shown
    assert "+90" not in shown


async def test_a_new_person_is_saved_and_shown(console: Console, deniz: Person) -> None:
    assert (await deniz.get("/members/new")).status_code == 200
    answer = await deniz.post(
        "/members/new", {"kind": "person", "name": "Şükrü Öğüt", "phone": "0542 123 45 67"}
    )
    assert answer.status_code == 303
    page = await deniz.get(answer.headers["location"])
    assert "Şükrü Öğüt" in page.text
    assert [(by, kind) for by, kind, _ in await audited(console, "created")] == [("Deniz", "member")]


async def test_a_mistake_is_told_at_its_field_and_what_was_typed_stays(
    console: Console, deniz: Person
) -> None:
    answer = await deniz.post(
        "/members/new", {"kind": "company", "name": "Öz Gıda", "phone": "12", "city": "Van"}
    )
    assert answer.status_code == 422
    assert "This is not a phone number" in answer.text
    for typed in ("Öz Gıda", "Van", 'value="company" checked'):
        assert typed in answer.text
    async with console.house.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Member)) == 0


async def test_a_known_number_is_warned_about_once_and_then_allowed(
    console: Console, deniz: Person, ayse: int
) -> None:
    form = {"kind": "person", "name": "Ayşe'nin Eşi", "phone": "0532 111 22 33"}
    warned = await deniz.post("/members/new", form, HTMX)
    assert warned.status_code == 422
    assert "Ayşe Çelik has this number already" in warned.text
    agreed = re.search(r'name="same_number" value="([^"]+)"', warned.text)
    assert agreed
    saved = await deniz.post("/members/new", form | {"same_number": agreed[1]}, HTMX)
    assert saved.status_code == 200
    assert saved.headers["hx-redirect"].startswith("/customers/")


async def test_a_call_that_is_gone_does_not_lose_the_new_member(console: Console, deniz: Person) -> None:
    answer = await deniz.post("/members/new", {"kind": "person", "name": "Can Er", "call_id": "17.1"}, HTMX)
    assert answer.status_code == 200
    assert "Can Er" in answer.text
    assert (await deniz.get("/members/new?call_id=17.1", HTMX)).status_code in (404, 503)
