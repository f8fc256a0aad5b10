"""What every answer carries, what no request may do, and what somebody reads when it goes wrong."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from santral.console.app import create_app
from santral.crm_core.guarded_route import CLOSE_NOT_SIGNED_IN, GuardedSocket
from santral.crm_core.users.roles import EVERYBODY, Role
from santral.crm_core.users.signed_in_user import signed_in
from tests.integration.console.house import BASE_URL, PAGE, SCRIPT, Console, open_console, settings_for


async def test_no_page_may_run_a_foreign_script_or_stand_in_a_foreign_frame(console: Console) -> None:
    person = await console.person("elif")
    async with console.visitor() as stranger:
        answers = [
            await person.get("/"),
            await person.get("/nowhere"),
            await stranger.get("/sign-in", headers=PAGE),
            await stranger.get("/healthz"),
            await stranger.get("/static/no-such-file.css"),
            await stranger.post("/sign-in", headers={"origin": "https://evil.example"}),
            await stranger.post("/sign-in", content=b"x" * (300 * 1024), headers={"origin": BASE_URL}),
        ]
    assert [answer.status_code for answer in answers] == [200, 404, 200, 200, 404, 403, 413]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self' 'sha256-")
        assert "frame-ancestors 'none'; base-uri 'none'; form-action 'self'" in policy
        assert "unsafe" not in policy
        assert "; style-src 'self'; " in policy
        assert "connect-src 'self' ws://santral.example;" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "strict-transport-security" not in answer.headers
        assert answer.headers["x-request-id"]
    assert answers[0].headers["cache-control"] == "no-store"


async def test_under_https_cookies_are_encrypted_only_and_browsers_told_to_stay(
    sqlite_url: str, tmp_path: Path
) -> None:
    settings = settings_for(sqlite_url, tmp_path, base_url="https://santral.example")
    async with open_console(settings) as console, console.visitor() as client:
        page = await client.get("https://santral.example/sign-in", headers=PAGE)
        assert page.headers["strict-transport-security"] == "max-age=31536000"
        assert "secure" in page.headers["set-cookie"].lower()
        assert "connect-src 'self' wss://santral.example;" in page.headers["content-security-policy"]


async def test_the_only_script_in_a_page_is_the_import_map_and_the_policy_names_it(console: Console) -> None:
    async with console.visitor() as client:
        page = await client.get("/sign-in", headers=PAGE)
    inline = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>(.*?)</script>", page.text, re.DOTALL)
    [(kind, text)] = [(kind, text) for kind, text in inline if "application/json" not in kind]
    assert 'type="importmap"' in kind
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    assert f"script-src 'self' 'sha256-{digest}';" in page.headers["content-security-policy"]


async def test_static_files_are_kept_for_ever_only_under_their_hash(console: Console) -> None:
    url = console.house.static.url("css/tokens.css")
    assert "?v=" in url
    async with console.visitor() as client:
        assert "immutable" in (await client.get(url)).headers["cache-control"]
        assert (await client.get("/static/css/tokens.css")).headers["cache-control"] == "no-cache"


async def test_somebody_who_navigates_reads_a_page_and_a_script_gets_a_sentence(console: Console) -> None:
    person = await console.person("elif")
    page = await person.get("/administration/users")
    assert page.status_code == 403
    assert "<html" in page.text
    assert "Your role does not allow this." in page.text
    data = await person.get("/administration/users", SCRIPT)
    assert data.json() == {"error": "Your role does not allow this.", "field": ""}
    nothing = await person.get("/nowhere", SCRIPT)
    assert (nothing.status_code, nothing.json()["error"]) == (404, "There is nothing here.")
    wrong = await person.client.delete("/", headers=SCRIPT | {"origin": BASE_URL})
    assert wrong.status_code == 405


async def test_what_nobody_foresaw_is_a_sentence_too_and_tells_no_secret(console: Console) -> None:
    async def explode(_request: object) -> None:
        raise RuntimeError("the secret is kestane")

    console.app.router.routes.append(Route("/explode", explode))
    person = await console.person("elif")
    answer = await person.get("/explode")
    assert answer.status_code == 500
    assert "Something went wrong in Santral." in answer.text
    assert "kestane" not in answer.text
    assert "content-security-policy" in answer.headers


async def test_while_the_accounts_cannot_be_read_nobody_is_sent_to_sign_in(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await console.person("elif")

    async def away(*_: object) -> None:
        raise OperationalError("select", None, OSError("away"))

    monkeypatch.setattr("santral.console.account.auth.resume_session", away)
    answer = await person.get("/", SCRIPT | {"accept-language": "en"})
    assert answer.status_code == 503
    assert "The database cannot be reached" in answer.json()["error"]


@pytest.mark.parametrize(
    ("origin", "host", "accepted"),
    [
        (BASE_URL, "santral.example", True),
        ("http://10.0.0.5:8000", "10.0.0.5:8000", True),
        ("https://evil.example", "santral.example", False),
        ("null", "santral.example", False),
        (None, "santral.example", False),
    ],
)
def test_a_socket_opens_for_our_own_pages_and_signed_in_users_only(
    sqlite_url: str, tmp_path: Path, origin: str | None, host: str, accepted: bool
) -> None:
    async def greet(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text(signed_in(websocket).username)
        await websocket.close()

    app = create_app(settings_for(sqlite_url, tmp_path))
    app.router.routes.append(GuardedSocket("/greeting", greet, roles=EVERYBODY))
    console = Console(app, app.state.house)
    headers = {"host": host} | ({"origin": origin} if origin else {})
    with TestClient(app, base_url=BASE_URL) as client:
        assert client.portal is not None
        if accepted:
            with client.websocket_connect("/greeting", headers=headers) as socket:
                with pytest.raises(WebSocketDisconnect) as closed:
                    socket.receive_text()
                assert closed.value.code == CLOSE_NOT_SIGNED_IN
        person = client.portal.call(console.person, "elif", Role.AGENT)
        headers["cookie"] = "; ".join(f"{c.name}={c.value}" for c in person.client.cookies.jar)
        if accepted:
            with client.websocket_connect("/greeting", headers=headers) as socket:
                assert socket.receive_text() == "elif"
        else:
            with pytest.raises(WebSocketDisconnect), client.websocket_connect("/greeting", headers=headers):
                pass
        client.portal.call(person.client.aclose)
