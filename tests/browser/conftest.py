"""A real Chromium for the tests of this folder. Without one they are skipped, or fail where demanded."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, sync_playwright

from santral.console.web.templating import STATIC
from santral.crm_core.migrate import migrate
from tests.browser.chromium import find_chromium, launch_options
from tests.browser.stage import Stage
from tests.integration.console.centre import Centre, open_centre
from tests.patience import PATIENCE_S, make_browsers_patient

make_browsers_patient()
FOLDER = Path("build/screenshots")
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


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    stage.pages = {"/": ("console.html", {})}
    with stage.open():
        yield stage


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(
        locale="tr-TR",
        timezone_id="Europe/Istanbul",
        reduced_motion="reduce",
        viewport={"width": 1440, "height": 900},
    )
    made.set_default_timeout(PATIENCE_S * 1000)
    yield made
    made.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console complained about."""
    return []


@pytest.fixture
def page(context: BrowserContext, complaints: list[str]) -> Page:
    return watched(context.new_page(), complaints)


def watched(page: Page, complaints: list[str]) -> Page:
    """Collects every error and warning of the page."""

    def on_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    def on_error(error: Error) -> None:
        complaints.append(str(error))

    page.on("console", on_console)
    page.on("pageerror", on_error)
    return page


def picture(page: Page, name: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=FOLDER / f"{name}.png")
