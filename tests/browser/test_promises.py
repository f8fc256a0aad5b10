"""What was promised, in a real browser: it counts down, is told to who is there, and waits in the bell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Browser, expect

from santral.crm_core.promises.watch import PromiseWatch
from santral.crm_core.service_levels.business_calendar import always_open
from santral.crm_core.users.roles import Role
from tests.browser.conftest import FOLDER
from tests.browser.people import at, somebody
from tests.integration.console.centre import Centre
from tests.integration.crm_core.cases import Somebody, case

pytestmark = pytest.mark.browser

LEFT = timedelta(minutes=10)
"""So long nothing is late, however slow the machine is; then the clocks are put forward."""
SHOWN_MS = 10_000
"""Longer than a message stays at the edge of the screen."""


async def test_it_counts_down_is_told_when_it_is_late_and_waits_in_the_bell(
    centre: Centre, chromium: Browser, complaints: list[str]
) -> None:
    ayse = await somebody(chromium, centre, "Ayşe Yılmaz", "PJSIP/1001", Role.AGENT)
    deniz = await somebody(chromium, centre, "Deniz Öztürk", "PJSIP/1002", Role.SUPERVISOR)
    member = await centre.member("Şükrü Öz", "+905321112233")
    house, owner = centre.house, centre.people["ayse"]
    supervisor = Somebody(centre.people["deniz"])
    await house.service_levels.save_calendar(always_open(), supervisor, datetime.now(UTC))
    await ayse.clock.install()
    theirs = await at(deniz, f"http://{centre.address}/applications", complaints)
    async with house.database.session() as session:  # to be answered within four hours, and nobody did
        opened_at = datetime.now(UTC) - timedelta(hours=4) + LEFT
        number = await case(session, member, owner, "Makine su kaçırıyor", at=opened_at, owner_id=str(owner))
    hers = await at(ayse, f"http://{centre.address}/applications/{number}", complaints)

    chip = hers.locator("[data-promise]").first
    await expect(chip).to_have_attribute("data-state", "warning")
    await expect(chip).to_contain_text("left")
    before = await chip.inner_text()
    await expect(chip).not_to_have_text(before)
    await expect(theirs.locator("#bell .bell-count")).to_have_text("1")

    later = datetime.now(UTC) + LEFT
    await hers.clock.fast_forward(int(LEFT.total_seconds() * 1000))
    await expect(chip).to_have_attribute("data-state", "breached")
    await expect(chip).to_contain_text("late")
    await expect(chip.locator(".promise-icon-breached")).to_be_visible()
    watch = PromiseWatch(
        house.database,
        lambda: house.service_levels.levels,
        lambda: house.definitions.book,
        lambda: house.processes.book,
        lambda: later,
    )
    await watch.round()
    for page in (hers, theirs):
        await expect(page.locator("#toasts .toast-error")).to_contain_text("The first answer is late")
        await expect(page.locator("#bell .bell-count")).to_have_text("2")
    await hers.screenshot(path=FOLDER / "promise-late.png")
    await hers.clock.fast_forward(SHOWN_MS)
    await expect(hers.locator("#toasts .toast")).to_have_count(0)  # it waits under the bell

    await theirs.reload()
    await theirs.locator("#bell summary").click()
    await theirs.locator("#bell-latest .notification-unread", has_text="is late").click()
    await expect(theirs.get_by_role("heading", name="Makine su kaçırıyor")).to_be_visible()
    await expect(theirs.locator("#bell .bell-count")).to_have_text("1")
    assert complaints == []
