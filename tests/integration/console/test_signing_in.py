"""The door: who gets in, who does not, and what they learn from it."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx2
import pytest
from sqlalchemy import select

from santral.crm_core.users.accounts import disable_account
from santral.crm_core.users.audit import AuditEntry
from santral.crm_core.users.sessions import UserSession
from tests.integration.console.house import BASE_URL, PAGE, PASSWORD, SCRIPT, Console, token_of

ORIGIN = {"origin": BASE_URL}
WRONG = "The user name or the password is wrong."


async def attempt(client: httpx2.AsyncClient, **fields: str) -> httpx2.Response:
    token = await token_of(client)
    headers = PAGE | ORIGIN | {"accept-language": "en"}
    return await client.post("/sign-in", data={"csrf_token": token} | fields, headers=headers)


async def actions(console: Console) -> list[str]:
    async with console.house.database.reading() as session:
        return list(await session.scalars(select(AuditEntry.action).order_by(AuditEntry.entry_id)))


async def test_the_right_password_opens_the_console(console: Console) -> None:
    await console.account("elif")
    async with console.visitor() as client:
        answer = await attempt(client, username=" Elif ", password=PASSWORD)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        cookie = answer.headers["set-cookie"]
        assert "httponly" in cookie.lower()
        assert "samesite=lax" in cookie.lower()
        assert (await client.get("/", headers=PAGE)).status_code == 200
    assert await actions(console) == ["signed in"]


async def test_what_is_stored_opens_no_session(console: Console) -> None:
    person = await console.person("elif")
    async with console.house.database.reading() as session:
        stored = (await session.scalars(select(UserSession.token_hash))).one()
    assert stored not in str(person.client.cookies)
    async with console.visitor() as thief:
        thief.cookies.set("santral", stored)
        assert (await thief.get("/", headers=PAGE)).status_code == 303


@pytest.mark.parametrize(
    ("username", "password"),
    [("elif", "wrong-password"), ("nobody", PASSWORD), ("gone", PASSWORD), ("", ""), ("elif", "x" * 5000)],
)
async def test_whatever_is_wrong_the_sentence_is_the_same(
    console: Console, username: str, password: str
) -> None:
    await console.account("elif")
    gone = await console.account("gone")
    async with console.house.database.session() as session:
        await disable_account(session, gone, datetime.now(UTC))
    async with console.visitor() as client:
        answer = await attempt(client, username=username, password=password)
        assert answer.status_code == 422
        assert WRONG in answer.text
        assert f'value="{username}"' in answer.text
        assert password not in answer.text or not password
        assert (await client.get("/", headers=PAGE)).status_code == 303
    assert await actions(console) == ["sign-in refused"]


async def test_guessing_has_to_wait_and_so_has_the_right_password_meanwhile(console: Console) -> None:
    await console.account("elif")
    async with console.visitor() as client:
        for _ in range(console.house.settings.sign_in_attempts_per_user):
            assert (await attempt(client, username="elif", password="guess-guess")).status_code == 422
        answer = await attempt(client, username="ELIF", password=PASSWORD)
        assert answer.status_code == 429
        assert int(answer.headers["retry-after"]) > 0
        assert "Too many failed attempts" in answer.text
        assert (await attempt(client, username="other", password="guess-guess")).status_code == 422


async def test_a_form_from_another_site_signs_nobody_in(console: Console) -> None:
    await console.account("elif")
    fields = {"username": "elif", "password": PASSWORD}
    async with console.visitor() as client:
        token = await token_of(client)
        foreign = await client.post(
            "/sign-in", data=fields | {"csrf_token": token}, headers={"origin": "https://evil.example"}
        )
        assert foreign.status_code == 403
        cross = await client.post(
            "/sign-in", data=fields | {"csrf_token": token}, headers={"sec-fetch-site": "cross-site"}
        )
        assert cross.status_code == 403
        without = await client.post("/sign-in", data=fields, headers=SCRIPT | ORIGIN)
        assert without.status_code == 401
        forged = await client.post(
            "/sign-in", data=fields | {"csrf_token": "0" * 64}, headers=SCRIPT | ORIGIN
        )
        assert forged.status_code == 401
    assert await actions(console) == []


async def test_one_comes_back_to_where_one_was_going_but_never_elsewhere(console: Console) -> None:
    await console.account("elif")
    async with console.visitor() as client:
        sent = await client.get("/administration/audit?action=viewed", headers=PAGE)
        assert sent.headers["location"] == "/sign-in?next=/administration/audit%3Faction%3Dviewed"
    for wanted, got in [
        ("/administration/audit?action=viewed", "/administration/audit?action=viewed"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\r\nset-cookie: x=y", "/"),
    ]:
        async with console.visitor() as client:
            answer = await attempt(client, username="elif", password=PASSWORD, next=wanted)
            assert answer.headers["location"] == got


async def test_signing_out_ends_this_browser_or_all_of_them(console: Console) -> None:
    here = await console.person("elif")
    there = await console.browser(here.user_id, "elif")
    third = await console.browser(here.user_id, "elif")
    assert (await here.post("/sign-out")).headers["location"] == "/sign-in"
    assert (await here.get("/")).status_code == 303
    assert (await there.get("/")).status_code == 200
    await there.post("/sign-out", {"everywhere": "1"})
    assert (await third.get("/")).status_code == 303


async def test_a_script_is_told_to_sign_in_by_a_status_not_by_a_page(console: Console) -> None:
    async with console.visitor() as client:
        answer = await client.get("/", headers=SCRIPT | {"accept-language": "en"})
        assert answer.status_code == 401
        assert answer.json() == {"error": "Please sign in.", "field": ""}
        assert answer.headers["hx-redirect"] == "/sign-in"
