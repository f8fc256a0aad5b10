"""From a complaint on the phone to its solution, and to the next time the customer calls."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import FOLDER
from tests.browser.test_with_server import AYSE, NUMBER, sit_down
from tests.integration.console.centre import Centre

pytestmark = pytest.mark.browser

SUBJECT = "Çamaşır makinesi su boşaltmıyor"
SOLUTION = "Pompa filtresi temizlendi, makine çalışıyor."
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


async def call_comes(centre: Centre, page: Page) -> None:
    centre.pbx.call(NUMBER)
    await expect(page.locator('.call-card[data-state="ringing"]')).to_be_visible()


async def opens_complaint(page: Page) -> None:
    """From the call, with category and priority; its page is open afterwards."""
    await page.locator('[data-region="work"] textarea').fill(f"{SUBJECT}. Mutfak ıslanmış.")
    await page.keyboard.press("Alt+a")
    form = page.locator(".case form")
    await expect(form.get_by_label("What is it about?")).to_have_value(f"{SUBJECT}.")
    await form.get_by_label("What is it about?").fill(SUBJECT)
    await form.get_by_role("radio", name="Complaint").check()
    category = form.get_by_role("combobox", name="Category")
    await category.click()
    await category.press_sequentially("washing drain")
    await category.press("Enter")
    await form.get_by_label("Priority").select_option(label="High")
    await form.get_by_role("button", name="Open the application").click()
    await page.locator("[data-case-opened]").get_by_role("link").click()
    await expect(page.get_by_role("heading", name=SUBJECT)).to_be_visible()


async def attaches_document(page: Page) -> None:
    panel = page.locator("#documents")
    file = {"name": "fatura.pdf", "mimeType": "application/pdf", "buffer": PDF}
    await panel.locator('input[type="file"]').set_input_files(file)  # type: ignore[arg-type]
    await expect(panel.get_by_role("link", name="fatura.pdf").first).to_be_visible()


async def does_task(page: Page) -> None:
    panel = page.locator("#tasks")
    await panel.get_by_text("New task").click()
    await panel.get_by_label("What is to be done").fill("Servisi ara")
    await panel.get_by_role("button", name="Open the task").click()
    await panel.get_by_role("button", name="Done: Servisi ara").click()
    await expect(panel.get_by_role("button", name="Open again: Servisi ara")).to_be_visible()


async def solves(page: Page) -> None:
    """A complaint has to be taken up before it can be solved, and is not solved without saying how."""
    move = page.locator("#move")
    await expect(move.get_by_text("Mark as solved")).to_have_count(0)
    await move.get_by_role("button", name="Take up").click()
    await expect(page.locator("#move-title")).to_contain_text("In progress")
    await move.locator("summary", has_text="Mark as solved").click()
    await move.get_by_label("Solution").fill(SOLUTION)
    await move.get_by_role("button", name="Mark as solved").click()
    await expect(page.locator("#move-title")).to_contain_text("Solved")


async def test_a_complaint_from_its_call_to_its_solution_and_into_the_next_pop(
    centre: Centre, chromium: Browser, complaints: list[str]
) -> None:
    await centre.member("Şükrü Öz", NUMBER)
    page = await sit_down(centre, chromium, complaints)
    await call_comes(centre, page)
    centre.pbx.phone(AYSE).answer()
    await expect(page.locator('.call-card[data-state="talking"]')).to_be_visible()

    await opens_complaint(page)
    await expect(page.locator("main")).to_contain_text("High")
    await expect(page.locator("main")).to_contain_text(re.compile("drain", re.IGNORECASE))
    await attaches_document(page)
    await does_task(page)
    await solves(page)
    await page.screenshot(path=FOLDER / "main-path-solved.png", full_page=True)

    await page.goto(f"http://{centre.address}/")
    await expect(page.locator('.call-card[data-state="talking"]')).to_be_visible()
    centre.pbx.phone(AYSE).hang_up()
    await expect(page.locator('.call-card[data-state="wrap-up"]')).to_be_visible()
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".call-card")).to_have_count(0)

    await call_comes(centre, page)
    customer = page.locator('[data-region="customer"]:visible')
    await expect(customer.locator(".open-items")).to_contain_text(SUBJECT)
    await expect(customer.locator(".open-items")).to_contain_text("Solved")
    told = customer.locator('.timeline-row[data-kind="application"]').first
    await expect(told).to_contain_text(SUBJECT)
    await expect(told).to_contain_text("Solved")
    await told.locator("summary").click()
    await expect(told).to_contain_text(SOLUTION)
    await page.screenshot(path=FOLDER / "main-path-next-pop.png")
    assert complaints == []
