"""A day at the desk in a real browser, before the real server and the simulated exchange."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Page, expect

from santral.crm_core.users.roles import Role
from tests.browser.conftest import FOLDER
from tests.browser.people import at, somebody
from tests.integration.console.centre import Centre

pytestmark = pytest.mark.browser

AYSE = "PJSIP/1001"
NUMBER = "+905321112233"


async def sit_down(centre: Centre, chromium: Browser, complaints: list[str]) -> Page:
    """Open the console of a new agent, signed in."""
    context = await somebody(chromium, centre, "Ayşe Yılmaz", AYSE)
    page = await at(context, f"http://{centre.address}/", complaints)
    await expect(page.locator('#me[data-telephony="yes"]')).to_be_visible()
    return page


async def test_from_ring_to_the_history_of_the_next_call(
    centre: Centre, chromium: Browser, complaints: list[str]
) -> None:
    await centre.member("Şükrü Öz", NUMBER, "Asked for the price", "Order 18 delivered", "Opened an account")
    page = await sit_down(centre, chromium, complaints)

    centre.pbx.call(NUMBER)
    customer = page.locator('[data-region="customer"]:visible')
    await expect(customer.get_by_role("heading", name="Şükrü Öz")).to_be_visible()
    await expect(customer.locator(".timeline-row")).to_have_count(3)
    await expect(page.locator('.call-card[data-state="ringing"]')).to_be_visible()
    await expect(page.locator("#announce-now")).to_contain_text("Şükrü Öz")
    await page.screenshot(path=FOLDER / "server-ring.png")

    centre.pbx.phone(AYSE).answer()
    await expect(page.locator('.call-card[data-state="talking"]')).to_be_visible()
    work = page.locator('[data-region="work"]:visible')
    async with page.expect_response(lambda r: r.url.endswith("/draft") and r.ok):
        await work.locator("textarea").fill("Wants the price list. By e-mail.")
    await page.reload()
    await expect(work.locator("textarea")).to_have_value("Wants the price list. By e-mail.")
    await work.get_by_label("Solved").check()

    centre.pbx.phone(AYSE).hang_up()
    await expect(page.locator('.call-card[data-state="wrap-up"]')).to_be_visible()
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#idle")).to_be_visible()
    await expect(page.locator(".call-card")).to_have_count(0)

    centre.pbx.call(NUMBER)
    await expect(customer.locator(".timeline-row").first).to_contain_text("Wants the price list.")
    await expect(customer.locator(".timeline-row").first).to_contain_text("Solved")
    assert complaints == []


async def test_an_unknown_caller_becomes_a_customer_without_leaving_the_call(
    centre: Centre, chromium: Browser, complaints: list[str]
) -> None:
    page = await sit_down(centre, chromium, complaints)
    centre.pbx.call(NUMBER)
    customer = page.locator('[data-region="customer"]:visible')
    await expect(customer).to_contain_text("Unknown number")
    centre.pbx.phone(AYSE).answer()
    await page.locator('[data-region="work"]:visible textarea').fill("First call")

    await customer.get_by_role("button", name="New customer").click()
    await expect(customer.get_by_label("Phone")).to_have_value("0532 111 22 33")
    await customer.get_by_label("Name", exact=True).fill("…")
    await customer.get_by_role("button", name="Save customer").click()
    await expect(customer.get_by_label("Name", exact=True)).to_have_attribute("aria-invalid", "true")
    await page.screenshot(path=FOLDER / "server-new-customer.png")
    await customer.get_by_label("Name", exact=True).fill("Iğdır Kılıç")
    await customer.get_by_role("button", name="Save customer").click()

    await expect(customer.get_by_role("heading", name="Iğdır Kılıç")).to_be_visible()
    await expect(page.locator(".call-card .call-select")).to_have_text("Iğdır Kılıç")
    await expect(page.locator('[data-region="work"]:visible textarea')).to_have_value("First call")
    assert [text for text in complaints if "422" not in text] == []


async def test_an_application_is_opened_from_the_call_in_one_step(
    centre: Centre, chromium: Browser, complaints: list[str]
) -> None:
    await centre.member("Şükrü Öz", NUMBER)
    page = await sit_down(centre, chromium, complaints)
    centre.pbx.call(NUMBER)
    await expect(page.locator('.call-card[data-state="ringing"]')).to_be_visible()
    centre.pbx.phone(AYSE).answer()
    await expect(page.locator('.call-card[data-state="talking"]')).to_be_visible()
    notes = page.locator('[data-region="work"] textarea')
    await notes.fill("Makine su kaçırıyor. Mutfak ıslanmış.")
    await page.keyboard.press("Alt+a")  # at once: what was typed is saved first

    form = page.locator(".case form")
    await expect(form.get_by_label("What is it about?")).to_have_value("Makine su kaçırıyor.")
    await expect(form.get_by_label("Description")).to_have_value("Makine su kaçırıyor. Mutfak ıslanmış.")
    await expect(form.get_by_label("Came by")).to_have_value("phone")
    await expect(page.get_by_role("button", name="Hang up")).to_be_visible()
    await expect(form.get_by_role("region", name="Similar solutions")).to_be_visible()
    await page.screenshot(path=FOLDER / "server-case.png")

    await form.get_by_label("What is it about?").fill("")
    await page.keyboard.press("Control+Enter")
    await form.get_by_label("What is it about?").fill("Çamaşır makinesi su kaçırıyor")
    await page.keyboard.press("Alt+n")
    await expect(notes).to_be_focused()
    await page.keyboard.press("Alt+a")
    await expect(form.get_by_label("What is it about?")).to_have_value("Çamaşır makinesi su kaçırıyor")
    await page.keyboard.press("Control+Enter")

    opened = page.locator("[data-case-opened]")
    await expect(opened).to_contain_text("-000001 is open now.")
    await expect(opened.get_by_role("link")).to_have_attribute("href", "/applications/1")
    await expect(notes).to_be_focused()
    items = page.locator('[data-region="customer"]:visible .open-items')
    await expect(items).to_contain_text("Çamaşır makinesi su kaçırıyor")
    await page.screenshot(path=FOLDER / "server-case-opened.png")
    row = page.locator('[data-region="customer"]:visible .timeline-row[data-kind="application"]')
    await row.locator("summary").click()
    await expect(row.get_by_role("link")).to_have_attribute("href", "/applications/1")
    await page.get_by_role("button", name="Hang up").click()
    await expect(page.locator('.call-card[data-state="wrap-up"]')).to_be_visible()
    assert complaints == []


async def test_an_application_that_is_not_opened_yet_outlives_its_call(
    centre: Centre, chromium: Browser, complaints: list[str]
) -> None:
    await centre.member("Şükrü Öz", NUMBER)
    page = await sit_down(centre, chromium, complaints)
    centre.pbx.call(NUMBER)
    await expect(page.locator('.call-card[data-state="ringing"]')).to_be_visible()
    centre.pbx.phone(AYSE).answer()
    await expect(page.locator('.call-card[data-state="talking"]')).to_be_visible()
    await page.keyboard.press("Alt+a")
    await page.get_by_label("What is it about?").fill("Su kaçırıyor")
    await page.keyboard.press("Alt+n")
    centre.pbx.phone(AYSE).hang_up()
    await expect(page.locator('.call-card[data-state="wrap-up"]')).to_be_visible()
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".call-card")).to_have_count(0)
    await page.get_by_role("button", name="Show it").click()
    await expect(page.get_by_label("What is it about?")).to_have_value("Su kaçırıyor")
    await page.get_by_role("button", name="Open the application").click()
    await expect(page.locator("[data-case-opened]")).to_contain_text("-000001 is open now.")
    assert complaints == []


async def test_the_caller_is_found_by_name_and_chosen_with_the_keyboard(
    centre: Centre, chromium: Browser, complaints: list[str]
) -> None:
    await centre.member("Şükrü Öz", "+905551112233")
    page = await sit_down(centre, chromium, complaints)
    centre.pbx.call(NUMBER)
    customer = page.locator('[data-region="customer"]:visible')
    await customer.get_by_role("searchbox").press_sequentially("sukru")
    await expect(customer.get_by_role("button", name="Şükrü Öz")).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(customer.get_by_role("heading", name="Şükrü Öz")).to_be_visible()
    assert complaints == []


async def test_the_history_loads_on_as_one_scrolls_and_keeps_what_was_loaded(
    centre: Centre, chromium: Browser, complaints: list[str]
) -> None:
    await centre.member("Şükrü Öz", NUMBER, *(f"Contact {number}" for number in range(100)))
    page = await sit_down(centre, chromium, complaints)
    centre.pbx.call(NUMBER)
    rows = page.locator('[data-region="customer"]:visible .timeline-row')
    await expect(rows.first).to_be_visible()
    assert await rows.count() < 100
    while await rows.count() < 100:
        before = await rows.count()
        await page.locator(".timeline-more:visible").scroll_into_view_if_needed()
        await expect(rows).not_to_have_count(before)
    centre.pbx.phone(AYSE).answer()
    await expect(page.locator('.call-card[data-state="talking"]')).to_be_visible()
    await expect(rows).to_have_count(100)
    assert complaints == []


async def test_language_and_theme_are_changed_with_a_switch(
    centre: Centre, chromium: Browser, complaints: list[str]
) -> None:
    page = await sit_down(centre, chromium, complaints)
    await page.locator(".account").click()
    async with page.expect_response("**/preferences"):
        await page.get_by_role("button", name="Dark").click()
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await page.get_by_role("button", name="Türkçe").click()
    await expect(page.locator("html")).to_have_attribute("lang", "tr")
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await expect(page.locator("#me")).to_contain_text("Hazır")
    assert complaints == []


async def test_every_page_of_an_administrator_opens_without_a_complaint(
    centre: Centre, chromium: Browser, complaints: list[str]
) -> None:
    await centre.member("Şükrü Öz", NUMBER, "Asked for the price")
    context = await somebody(chromium, centre, "Deniz Öztürk", "", Role.ADMINISTRATOR)
    page = await at(context, f"http://{centre.address}/", complaints)
    for path in (
        "/customers?q=sukru",
        "/customers/1",
        "/members/new",
        "/administration/users",
        "/administration/users/new",
        "/administration/users/1",
        "/administration/pop-rules",
        "/administration/definitions/category",
        "/administration/definitions/priority/high",
        "/administration/audit",
        "/styleguide",
    ):
        answer = await page.goto(f"http://{centre.address}{path}")
        assert answer is not None
        assert answer.status == 200, path
        await expect(page.locator("#me")).to_be_visible()
    assert complaints == []
