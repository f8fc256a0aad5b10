"""Where something went wrong the page says so, loses nothing and goes on by itself."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.invented_documents import FOUND
from tests.browser.pages import PAGES
from tests.browser.scenes import SCENES
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

FOLLOW_UP = "Ustayı aradım, yarın gidiyor."


def open_page(stage: Stage, page: Page, name: str) -> None:
    path, template, values = PAGES[name]
    stage.pages[path] = (template, values)
    stage.language = "en"
    SCENES["idle"](stage)
    page.goto(stage.address + path)
    expect(page.locator("#me")).to_be_visible()


def test_who_typed_something_wrong_goes_on_at_the_first_wrong_field(stage: Stage, page: Page) -> None:
    path, template, values = PAGES["user"]
    new = {"account": None, "form": {**values["form"], "username": "elif"}}  # which has the focus otherwise
    stage.pages[path] = (template, {**values, **new})
    SCENES["idle"](stage)
    page.goto(stage.address + path)
    expect(page.locator("[name=device]")).to_be_focused()
    expect(page.locator("[name=device]")).to_have_accessible_description(re.compile("Burak Çınar"))


def test_a_page_that_missed_a_change_asks_again_by_itself(stage: Stage, page: Page) -> None:
    open_page(stage, page, "application")
    expect(page.locator("[data-looking]")).to_contain_text("Burak Çınar")
    page.locator("[data-looking]").evaluate("one => one.replaceChildren()")
    asked = []

    def fails_once(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) == 1:
            route.abort()
        else:
            route.fallback()

    page.route("**/looking?*", fails_once)
    stage.put({}, tell={"kind": "place", "key": "application-18"})
    expect(page.locator("[data-looking]")).to_contain_text("Burak Çınar")
    assert len(asked) == 2


def test_a_file_is_sent_beside_a_text_that_is_being_typed(stage: Stage, page: Page) -> None:
    open_page(stage, page, "application")
    page.route("**/documents/of/**", lambda route: route.fulfill(json={"saved": 1, "refused": []}))
    text = page.get_by_label("What was done, what comes next")
    text.fill(FOLLOW_UP)
    rows = page.locator("section#documents > ul > li")
    path, template, values = PAGES["application"]
    stage.pages[path] = (template, {**values, "documents": FOUND[:2]})
    file = {"name": "fatura.txt", "mimeType": "text/plain", "buffer": b"1"}
    page.locator("section#documents input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    expect(rows).to_have_count(2)
    expect(page.locator("section#documents [data-said]")).to_have_text("Sent.")
    expect(text).to_have_value(FOLLOW_UP)
