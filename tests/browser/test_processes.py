"""An administrator draws a process without any script, with pointer and keyboard; an agent goes its way."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Page, expect

from santral.crm_core.users.roles import Role
from tests.browser.conftest import FOLDER
from tests.browser.people import at, signed_in
from tests.integration.console.centre import Centre
from tests.integration.crm_core.cases import case
from tests.integration.crm_core.people import person

pytestmark = pytest.mark.browser

TALL = {"width": 1440, "height": 1800}
COMPLAINT = "/administration/processes/application.complaint"


async def draw(page: Page, between: str) -> None:
    """Press an empty place of the matrix, by keyboard."""
    await page.get_by_role("button", name=f"Draw a move: {between}", exact=True).press("Enter")
    await expect(page.get_by_role("heading", name=between.replace(" to ", " → "))).to_be_visible()


async def test_a_process_is_drawn_and_an_agent_makes_the_moves_that_are_theirs(
    centre: Centre, chromium: Browser, complaints: list[str]
) -> None:
    chief = await centre.agent("Ayşe Yılmaz", "", Role.ADMINISTRATOR)
    agent = await centre.agent("Elif Kaya", "PJSIP/1001")
    plain = await signed_in(chromium, centre, chief, java_script_enabled=False, viewport=TALL)
    page = await at(plain, f"http://{centre.address}{COMPLAINT}", complaints)

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
    hers = await signed_in(chromium, centre, agent, viewport=TALL)
    desk = await at(hers, f"http://{centre.address}/applications/{number}", complaints)
    await desk.get_by_role("button", name="Ask legal").click()
    await expect(desk.get_by_role("heading", name="Stage: With legal")).to_be_visible()
    await expect(desk.get_by_text("Nothing can be moved from here by you.")).to_be_visible()
    await expect(desk.get_by_text("Settle out of court")).to_have_count(0)
    refused = await agent.send(f"/applications/{number}/move", to="closed", seen="with-legal")
    assert refused.status_code == 403
    await desk.reload()
    await expect(desk.get_by_role("heading", name="Stage: With legal")).to_be_visible()
    assert complaints == []
