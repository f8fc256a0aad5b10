"""What the pages around the desk do in a browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import PAGES
from tests.browser.scenes import idle
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser


def open_page(stage: Stage, page: Page, name: str) -> None:
    path, template, values = PAGES[name]
    stage.pages[path] = (template, values)
    page.goto(stage.address + path)


def test_a_demo_account_is_one_press_away(stage: Stage, page: Page, complaints: list[str]) -> None:
    open_page(stage, page, "sign-in")
    account = page.get_by_role("button", name="administrator")
    assert account.locator("code").evaluate("code => code.getClientRects().length") == 1, "it wraps"
    account.click()
    expect(page.locator("#username")).to_have_value("administrator")
    expect(page.locator("#password")).to_have_value("santral-demo")
    page.keyboard.press("Enter")
    assert stage.wait_for("/sign-in")["username"] == "administrator"
    assert complaints == []


def test_the_live_desk_leaves_the_samples_of_the_style_guide_alone(stage: Stage, page: Page) -> None:
    idle(stage)
    open_page(stage, page, "styleguide")
    expect(page.locator(".topbar #queues")).to_be_visible()
    expect(page.locator("main .call-card")).to_have_count(10)
    expect(page.locator("main .banner-danger")).to_be_visible()
    expect(page.locator("main .queue-chip")).to_have_count(4)
