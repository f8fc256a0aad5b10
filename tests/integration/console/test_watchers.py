"""What strangers, programs on the same machine and those with the token read of how the server is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import httpx2
import pytest
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from santral.console.settings import BadSettings, load_settings
from tests.integration.console.house import BASE_URL, Console, open_console, settings_for
from tests.integration.console.server import serving

TOKEN = "çok-gizli-bir-sözcük"
NONE: Mapping[str, str] = {}
STATES = {
    "ready": False,
    "server": {"state": "up"},
    "database": {"state": "up"},
    "telephony": {"state": "down"},
    "journal": {"state": "up"},
    "tasks": {"state": "up"},
    "webhooks": {"state": "up"},
}


async def ask(
    console: Console, path: str, address: str, headers: Mapping[str, str] = NONE, trusted: str = "127.0.0.1"
) -> httpx2.Response:
    """As uvicorn hands on a request from `address`."""
    app = ProxyHeadersMiddleware(console.app, trusted)  # type: ignore[arg-type]
    transport = httpx2.ASGITransport(app, client=(address, 40000))  # type: ignore[arg-type]
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    async with httpx2.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        return await client.get(path, headers=raw)


@pytest.fixture
async def with_token(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Console]:
    async with open_console(settings_for(sqlite_url, tmp_path, metrics_token=TOKEN)) as console:
        yield console


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"])
async def test_programs_on_this_machine_read_all(console: Console, address: str) -> None:
    figures = await ask(console, "/metrics", address)
    assert (figures.status_code, "santral_link_up" in figures.text) == (200, True)
    assert "says" in (await ask(console, "/readyz", address)).json()["database"]


@pytest.mark.parametrize(
    "address", ["192.0.2.7", "10.0.0.1", "2001:db8::1", "::ffff:192.0.2.7", "not an address"]
)
async def test_strangers_read_states_and_no_figures(console: Console, address: str) -> None:
    refused = await ask(console, "/metrics", address)
    assert (refused.status_code, "santral_" in refused.text) == (403, False)
    assert (await ask(console, "/readyz", address)).json() == STATES
    assert (await ask(console, "/healthz", address)).json() == {"alive": True}


@pytest.mark.parametrize("trusted", ["127.0.0.1", "127.0.0.1,192.0.2.7", "*", "198.51.100.1"])
@pytest.mark.parametrize(
    "headers",
    [
        {"x-forwarded-for": "192.0.2.7"},
        {"x-forwarded-for": "127.0.0.1"},
        {"x-forwarded-for": "127.0.0.1, 192.0.2.7"},
        {"x-forwarded-for": ""},
        {"x-forwarded-proto": "https"},
        {"x-real-ip": "127.0.0.1"},
        {"forwarded": "for=127.0.0.1"},
        {"via": "1.1 proxy"},
    ],
    ids=str,
)
async def test_who_comes_through_a_proxy_on_this_machine_is_a_stranger(
    console: Console, headers: Mapping[str, str], trusted: str
) -> None:
    assert (await ask(console, "/metrics", "127.0.0.1", headers, trusted)).status_code == 403
    assert (await ask(console, "/readyz", "127.0.0.1", headers, trusted)).json() == STATES


@pytest.mark.parametrize("address", ["127.0.0.1", "192.0.2.7"])
async def test_with_a_token_it_is_needed_and_enough_everywhere(with_token: Console, address: str) -> None:
    for scheme in ("Bearer", "bearer"):
        told = {"authorization": f"{scheme} {TOKEN}"}
        assert (await ask(with_token, "/metrics", address, told)).status_code == 200
        assert "says" in (await ask(with_token, "/readyz", address, told)).json()["database"]
    proxied = {"authorization": f"Bearer {TOKEN}", "x-forwarded-for": "192.0.2.9"}
    assert (await ask(with_token, "/metrics", address, proxied)).status_code == 200
    for wrong in (
        "",
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN[:-1]}",
        "Bearer",
        "Bearer ",
        f"Basic {TOKEN}",
        TOKEN,
    ):
        refused = await ask(with_token, "/metrics", address, {"authorization": wrong} if wrong else NONE)
        assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
        assert "santral_" not in refused.text
        assert (await ask(with_token, "/readyz", address, {"authorization": wrong})).json() == STATES


async def test_a_real_server_tells_who_came_through_its_proxy(sqlite_url: str, tmp_path: Path) -> None:
    environment = {
        "SANTRAL_DATABASE_URL": sqlite_url,
        "SANTRAL_VAR_DIR": str(tmp_path),
        "SANTRAL_AMI_SECRET": "invented",
        "SANTRAL_AMI_PORT": "9",
    }
    async with serving(tmp_path, environment) as server, httpx2.AsyncClient() as client:
        direct = await client.get(f"{server.address}/metrics")
        proxied = await client.get(f"{server.address}/metrics", headers={"x-forwarded-for": "127.0.0.1"})
    assert (direct.status_code, proxied.status_code) == (200, 403)


def test_a_short_token_is_refused_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadSettings) as refused:
        load_settings(ami_secret="x", metrics_token="kısa")
    assert "SANTRAL_METRICS_TOKEN" in str(refused.value)
    assert "kısa" not in str(refused.value)
