"""What is shown otherwise where there is less room: nothing is cut, nothing is offered that leads nowhere."""

from __future__ import annotations

from itertools import combinations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import PAGES
from tests.browser.scenes import SCENES
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser


def open_page(stage: Stage, page: Page, name: str, width: int) -> None:
    path, template, values = PAGES[name]
    stage.pages[path] = (template, values)
    SCENES["idle"](stage)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(stage.address + path)
    expect(page.locator("#me")).to_be_visible()


@pytest.mark.parametrize("width", [360, 768, 1024])
def test_between_two_calls_no_parts_of_a_call_are_offered(stage: Stage, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    SCENES["idle"](stage)
    page.goto(stage.address)
    expect(page.locator("#idle")).to_be_visible()
    expect(page.locator(".tabbar")).to_be_hidden()
    SCENES["ringing"](stage)
    page.reload()
    expect(page.locator(".tabbar")).to_be_visible()


@pytest.mark.parametrize("name", ["applications", "api-keys"])
@pytest.mark.parametrize("width", [360, 768, 1024, 1280])
def test_tables_of_many_columns_need_no_scrolling_sideways(
    stage: Stage, page: Page, name: str, width: int
) -> None:
    open_page(stage, page, name, width)
    frame = page.locator(".table-frame").first
    assert frame.evaluate("one => one.scrollWidth - one.clientWidth") == 0
    cells = frame.locator("tbody tr").first.locator("td")
    boxes = [box for cell in cells.all() if (box := cell.bounding_box()) and box["width"]]
    for one, other in combinations(boxes, 2):
        apart = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
        below = one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]
        assert apart or below, "cells lie on each other"


def test_on_a_narrow_screen_the_administration_is_one_menu(stage: Stage, page: Page) -> None:
    open_page(stage, page, "users", 360)
    menu = page.locator("summary", has_text="Kullanıcılar")
    menu.focus()
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="İşlem kaydı")
    expect(link).to_have_count(1)  # and not the ones at the side as well
    expect(link).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    expect(menu).to_be_focused()
