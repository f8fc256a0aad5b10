"""Past solutions on an application's page: found while one types, opened and used by keyboard alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from santral.crm_core.applications.similarity import Solved
from tests.browser.invented_views import NOW
from tests.browser.pages import PAGES
from tests.browser.scenes import SCENES
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

FOUND = (
    Solved(
        7, 41, "2026-000107", "Çamaşır makinesi altından su kaçırıyor",
        "Kapak contası değişti. Tahliye hortumunun kelepçesi sıkıldı, iki yıkama boyunca izlendi.",
        "washing-machine-leak", "CM1200", NOW - timedelta(days=12), "",
    ),
    Solved(
        8, 42, "2026-000093", "CM900 su akıtıyor", "Pompa filtresi temizlendi.", "", "CM900",
        NOW - timedelta(days=40), "",
    ),
)  # fmt: skip


def open_page(stage: Stage, page: Page, name: str) -> None:
    stage.language = "en"
    path, template, values = PAGES[name]
    stage.pages[path] = (template, values)
    usable = {"found": FOUND, "member_id": 41, "usable": name == "application"}
    stage.pages["/applications/similar"] = ("applications/similar.html", usable)
    SCENES["idle"](stage)
    page.goto(stage.address + path)


def test_a_solution_is_read_and_used_by_keyboard_alone(stage: Stage, page: Page) -> None:
    open_page(stage, page, "application")
    first = page.locator(".similar-one").first
    first.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(first.get_by_text("Tahliye hortumunun")).to_be_visible()
    page.get_by_role("button", name="Use the solution of 2026-000093").focus()
    page.keyboard.press("Enter")
    field = page.locator('[data-application-form] [name="resolution"]')
    expect(field).to_be_focused()
    written = field.input_value()
    assert written.endswith("Pompa filtresi temizlendi.")
    page.get_by_role("button", name="Use the solution of 2026-000093").press("Enter")
    expect(field).to_have_value(written)


def test_they_follow_what_is_typed(stage: Stage, page: Page) -> None:
    open_page(stage, page, "application-new")
    expect(page.locator(".similar-one")).to_have_count(2)
    expect(page.locator(".similar-one").last).to_be_in_viewport(ratio=1)  # beside the form, not below it
    subject = page.locator('[name="subject"]')
    with page.expect_request(lambda one: "/applications/similar?" in one.url) as asked:
        subject.fill("su kaçırıyor")
    assert "csrf_token" not in asked.value.url
    assert "description" not in asked.value.url
    assert "subject=su+ka" in asked.value.url.replace("%20", "+")
