"""An administrator draws a process without any script, with pointer and keyboard; an agent goes its way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from santral.crm_core.migrate import migrate
from santral.crm_core.users.roles import Role
from tests.browser.chromium import launch_options
from tests.browser.conftest import FOLDER, chromium_or_skip
from tests.integration.console.centre import Browser as Tab
from tests.integration.console.centre import Centre, open_centre
from tests.integration.crm_core.cases import case
from tests.integration.crm_core.people import person

pytestmark = pytest.mark.browser

COMPLAINT = "/administration/processes/application.complaint"


@pytest.fixture
def empty_database(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'house.db'}"
    migrate(url)
    return url


@pytest.fixture
async def centre(empty_database: str, tmp_path: Path) -> AsyncIterator[Centre]:
    async with open_centre(empty_database, tmp_path) as centre:
        yield centre


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    chromium_or_skip()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(**launch_options())
        yield browser
        await browser.close()


async def opened(chromium: Browser, centre: Centre, tab: Tab, path: str, *, script: bool) -> Page:
    """A page of somebody who is signed in, in a browser of their own."""
    context = await chromium.new_context(
        java_script_enabled=script, viewport={"width": 1440, "height": 1800}, reduced_motion="reduce"
    )
    cookie, _, value = tab.cookie.partition("=")
    await context.add_cookies([{"name": cookie, "value": value, "url": f"http://{centre.address}"}])
    page = await context.new_page()
    await page.goto(f"http://{centre.address}{path}")
    return page


async def draw(page: Page, between: str) -> None:
    """Press an empty place of the matrix, by keyboard."""
    await page.get_by_role("button", name=f"Draw a move: {between}", exact=True).press("Enter")
    await expect(page.get_by_role("heading", name=between.replace(" to ", " → "))).to_be_visible()


async def test_a_process_is_drawn_and_an_agent_makes_the_moves_that_are_theirs(
    centre: Centre, chromium: Browser
) -> None:
    chief = await centre.agent("Ayşe Yılmaz", "", Role.ADMINISTRATOR)
    agent = await centre.agent("Elif Kaya", "PJSIP/1001")
    page = await opened(chromium, centre, chief, COMPLAINT, script=False)

    await page.get_by_text("New stage").click()
    await page.locator("#add-name_tr").fill("Hukukta")
    await page.locator("#add-name_en").fill("With legal")
    await page.get_by_role("button", name="Add", exact=True).click()
    await expect(page.get_by_text("2 things are to be mended")).to_be_visible()

    await draw(page, "New to With legal")
    await page.locator("#move-name_en").fill("Ask legal")
    await page.get_by_role("button", name="Save").click()
    await draw(page, "With legal to Closed")
    await page.locator("#move-name_en").fill("Settle out of court")
    await page.get_by_role("checkbox", name="Agent", exact=True).uncheck()
    await page.get_by_role("button", name="Save").click()
    await page.screenshot(path=FOLDER / "process-drawn.png")
    await expect(page.locator("svg[role=img] .process-box")).to_have_count(10)
    await page.get_by_role("button", name="Put in force").click()
    await expect(page.get_by_text("In force: version 1.")).to_be_visible()

    async with centre.house.database.session() as session:
        number = await case(session, await person(session, "Şükrü Öz"), centre.people["elif"])
    desk = await opened(chromium, centre, agent, f"/applications/{number}", script=True)
    await desk.get_by_role("button", name="Ask legal").click()
    await expect(desk.get_by_role("heading", name="Stage: With legal")).to_be_visible()
    await expect(desk.get_by_text("Nothing can be moved from here by you.")).to_be_visible()
    await expect(desk.get_by_text("Settle out of court")).to_have_count(0)
    refused = await agent.send(f"/applications/{number}/move", to="closed", seen="with-legal")
    assert refused.status_code == 403
    await desk.reload()
    await expect(desk.get_by_role("heading", name="Stage: With legal")).to_be_visible()
