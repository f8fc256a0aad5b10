"""A real Chromium for the tests of this folder. Without one they are skipped, or fail where demanded."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser as AsyncBrowser
from playwright.async_api import async_playwright
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    ViewportSize,
    sync_playwright,
)

from santral.console.web.static_urls import STATIC
from santral.crm_core.migrate import migrate
from tests.browser.chromium import find_chromium, launch_options
from tests.browser.stage import Stage
from tests.browser.stage_server import COOKIE, EMPTY, StageServer
from tests.integration.console.centre import Centre, open_centre
from tests.patience import PATIENCE_S, make_browsers_patient

make_browsers_patient()
FOLDER = Path("build/screenshots")
WIDE: ViewportSize = {"width": 1440, "height": 900}
WANTED = "install Chromium (as `apt-get install chromium`) or name it in SANTRAL_CHROMIUM"


def chromium_or_skip() -> None:
    if find_chromium() is None:
        if os.environ.get("SANTRAL_REQUIRE_REAL_SERVERS") == "1":
            pytest.fail(WANTED)
        pytest.skip(WANTED)
    if not (STATIC / "vendor/htmx.min.js").exists():
        pytest.fail("the browser libraries are missing: run `make setup`")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium a module; it ends with the module, since its event loop must not outlive it."""
    chromium_or_skip()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(**launch_options())
        yield launched
        launched.close()


@pytest.fixture
async def chromium() -> AsyncIterator[AsyncBrowser]:
    """One for a test that has the server in its own event loop; `people.py` opens pages in it."""
    chromium_or_skip()
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(**launch_options())
        yield launched
        await launched.close()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the newest schema, made once, to be copied."""
    path = tmp_path_factory.mktemp("browser") / "empty.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
async def centre(empty_database: Path, tmp_path: Path) -> AsyncIterator[Centre]:
    """A call centre with a simulated exchange, for tests that have the whole server behind the browser."""
    url = f"sqlite:///{shutil.copy(empty_database, tmp_path / 'house.db')}"
    async with open_centre(url, tmp_path) as centre:
        yield centre


@pytest.fixture(scope="session")
def stage_server() -> Iterator[StageServer]:
    with StageServer().open() as server:
        yield server


@pytest.fixture
def stage(stage_server: StageServer) -> Iterator[Stage]:
    stage = Stage()
    stage.pages = {"/": ("console.html", {})}
    with stage.on(stage_server):
        yield stage


@contextmanager
def agents_browser(browser: Browser) -> Iterator[BrowserContext]:
    """As it is on an agent's computer: Turkish, a wide screen, nothing moves."""
    made = browser.new_context(
        locale="tr-TR", timezone_id="Europe/Istanbul", reduced_motion="reduce", viewport=WIDE
    )
    made.set_default_timeout(PATIENCE_S * 1000)
    yield made
    made.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of the test's own, which fetches everything anew: see `own_page`."""
    with agents_browser(browser) as made:
        yield made


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console complained about."""
    return []


@pytest.fixture
def own_page(context: BrowserContext, complaints: list[str]) -> Page:
    """For what cannot be taken back from a page: a clock, scripts before all others, permissions."""
    page = context.new_page()
    watch(page, complaints)
    return page


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    """The window of a module's tests. What pages are made of is fetched and compiled once: with a new browser
    for every test, four fifths of the time would go into that."""
    with agents_browser(browser) as made:
        yield made.new_page()


@pytest.fixture
def page(window: Page, stage: Stage, complaints: list[str]) -> Iterator[Page]:
    """The module's window, as if it were new."""
    window.context.add_cookies([{"name": COOKIE, "value": stage.name, "url": stage.address}])
    forget = watch(window, complaints)
    yield window
    forget()
    window.unroute_all(behavior="ignoreErrors")
    window.goto(stage.address + EMPTY)
    window.evaluate("() => { localStorage.clear(); sessionStorage.clear() }")
    window.set_viewport_size(WIDE)


def watch(page: Page, complaints: list[str]) -> Callable[[], None]:
    """Collects every error and warning of the page, until what it gives is called."""

    def on_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    def on_error(error: Error) -> None:
        complaints.append(str(error))

    def forget() -> None:
        page.remove_listener("console", on_console)
        page.remove_listener("pageerror", on_error)

    page.on("console", on_console)
    page.on("pageerror", on_error)
    return forget


def picture(page: Page, name: str) -> None:
    """Where one is asked for (`SANTRAL_PICTURES=1`): `make screenshots` takes those that are judged by."""
    if os.environ.get("SANTRAL_PICTURES") != "1":
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=FOLDER / f"{name}.png")
