"""What was promised, in a real browser: it counts down, is told to who is there, and waits in the bell."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from santral.crm_core.service_levels.business_calendar import always_open
from santral.crm_core.users.roles import Role
from tests.browser.chromium import launch_options
from tests.browser.conftest import FOLDER, chromium_or_skip
from tests.integration.console.centre import Centre
from tests.integration.crm_core.cases import Somebody, case

pytestmark = pytest.mark.browser

LEFT_S = 25
"""Long enough for two browsers to have their pages."""


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    chromium_or_skip()
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(**launch_options())
        yield launched
        await launched.close()


async def somebody(centre: Centre, browser: Browser, name: str, device: str, role: Role) -> BrowserContext:
    tab = await centre.agent(name, device, role)
    context = await browser.new_context(
        timezone_id="Europe/Istanbul", viewport={"width": 1440, "height": 900}, reduced_motion="reduce"
    )
    cookie, _, value = tab.cookie.partition("=")
    await context.add_cookies([{"name": cookie, "value": value, "url": f"http://{centre.address}"}])
    return context


async def at(context: BrowserContext, address: str, complaints: list[str]) -> Page:
    page = await context.new_page()
    page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(address)
    return page


async def test_it_counts_down_is_told_when_it_is_late_and_waits_in_the_bell(
    centre: Centre, browser: Browser
) -> None:
    complaints: list[str] = []
    ayse = await somebody(centre, browser, "Ayşe Yılmaz", "PJSIP/1001", Role.AGENT)
    deniz = await somebody(centre, browser, "Deniz Öztürk", "PJSIP/1002", Role.SUPERVISOR)
    member = await centre.member("Şükrü Öz", "+905321112233")
    house, owner = centre.house, centre.people["ayse"]
    supervisor = Somebody(centre.people["deniz"])
    await house.service_levels.save_calendar(always_open(), supervisor, datetime.now(UTC))
    theirs = await at(deniz, f"http://{centre.address}/applications", complaints)
    async with house.database.session() as session:  # to be answered within four hours, and nobody did
        opened_at = datetime.now(UTC) - timedelta(hours=4) + timedelta(seconds=LEFT_S)
        number = await case(session, member, owner, "Makine su kaçırıyor", at=opened_at, owner_id=str(owner))
    hers = await at(ayse, f"http://{centre.address}/applications/{number}", complaints)

    chip = hers.locator("[data-promise]").first
    await expect(chip).to_have_attribute("data-state", "warning")
    await expect(chip).to_contain_text("left")
    before = await chip.inner_text()
    await expect(chip).not_to_have_text(before)
    await expect(theirs.locator("#bell .bell-count")).to_have_text("1")

    await expect(chip).to_have_attribute("data-state", "breached")
    await expect(chip).to_contain_text("late")
    await expect(chip.locator(".promise-icon-breached")).to_be_visible()
    for page in (hers, theirs):
        await expect(page.locator("#toasts .toast-error")).to_contain_text("The first answer is late")
        await expect(page.locator("#bell .bell-count")).to_have_text("2")
    await hers.screenshot(path=FOLDER / "promise-late.png")

    await theirs.reload()
    await theirs.locator("#bell summary").click()
    await theirs.locator("#bell-latest .notification-unread", has_text="is late").click()
    await expect(theirs.get_by_role("heading", name="Makine su kaçırıyor")).to_be_visible()
    await expect(theirs.locator("#bell .bell-count")).to_have_text("1")
    assert complaints == []
