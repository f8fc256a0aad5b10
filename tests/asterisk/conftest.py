"""A real Asterisk for the whole run, and for each test what it asks for: an ear, a server, a browser."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from playwright.async_api import Browser, Error, async_playwright

from santral.console.web.static_urls import STATIC
from santral.crm_core.migrate import migrate
from tests.asterisk.console import Console, people_the_house
from tests.asterisk.exchange import Exchange
from tests.asterisk.installation import Installation, find_installation
from tests.asterisk.tap import Tap
from tests.browser.chromium import find_chromium, launch_options
from tests.patience import make_browsers_patient

make_browsers_patient()
SERVERS_REQUIRED = os.environ.get("SANTRAL_REQUIRE_REAL_SERVERS") == "1"


def missing(reason: str) -> NoReturn:
    """Skip for want of a real server, or fail where real servers are required."""
    if SERVERS_REQUIRED:
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def installation() -> Installation:
    found = find_installation()
    return missing(found) if isinstance(found, str) else found


@pytest.fixture(scope="session")
def shared_exchange(installation: Installation) -> Iterator[Exchange]:
    exchange = Exchange(installation)
    yield exchange
    exchange.remove()


@pytest.fixture
async def exchange(shared_exchange: Exchange) -> Exchange:
    """The exchange, running and without a call, whatever the test before did to it."""
    return await _at_rest(shared_exchange)


@pytest.fixture(scope="session")
def shared_wider_exchange(installation: Installation) -> Iterator[Exchange]:
    exchange = Exchange(installation, wider=True)
    yield exchange
    exchange.remove()


@pytest.fixture
async def wider_exchange(shared_wider_exchange: Exchange) -> Exchange:
    """An exchange that can do more than the sample (`wider/*.conf`), running and without a call."""
    return await _at_rest(shared_wider_exchange)


async def _at_rest(exchange: Exchange) -> Exchange:
    """A call that a test left behind would ring at the phones of the next: Asterisk repeats for half a minute
    what nobody answered, and hanging up does not end that everywhere. It starts within a second."""
    if exchange.running:
        async with Tap(exchange) as tap:
            if await tap.calls_live():
                exchange.kill()
    if not exchange.running:
        await asyncio.to_thread(exchange.start)
    return exchange


@pytest.fixture
async def tap(exchange: Exchange) -> AsyncIterator[Tap]:
    """Hears and may do everything."""
    async with Tap(exchange) as tap:
        yield tap


@pytest.fixture(scope="session")
def empty_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the newest schema, made once, to be copied."""
    path = tmp_path_factory.mktemp("houses") / "empty.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
async def installed(exchange: Exchange, empty_house: Path, tmp_path: Path) -> Console:
    """The server, installed with its people and customers, not started."""
    database_url = f"sqlite:///{shutil.copy(empty_house, tmp_path / 'house.db')}"
    await people_the_house(database_url)
    return Console(exchange, tmp_path, database_url)


@pytest.fixture
async def console(installed: Console) -> AsyncIterator[Console]:
    """The server, up. At the end it must stop when told to, and must not have met a fault."""
    try:
        await installed.start()
        yield installed
        assert await installed.stop() == 0
        assert "Traceback" not in "".join(installed.log)
    finally:
        await installed.kill()
        # Shown by pytest where the test failed.
        sys.stdout.write("".join(installed.log))


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    if find_chromium() is None:
        missing("no Chromium: run scripts/install-test-servers, or install the package chromium")
    if not (STATIC / "vendor/htmx.min.js").exists():
        pytest.fail("the browser libraries are missing: run `make setup`")
    async with async_playwright() as playwright:
        try:
            browser = await playwright.chromium.launch(**launch_options())
        except Error as error:
            missing(f"Chromium does not start ({error}): run scripts/install-test-servers")
        yield browser
        await browser.close()
