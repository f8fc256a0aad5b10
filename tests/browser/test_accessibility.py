"""WCAG 2.2 AA as far as a program can tell, on every page, light and dark, wide and narrow."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import assert_accessible
from tests.browser.conftest import picture
from tests.browser.pages import PAGES
from tests.browser.scenes import SCENES
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

WIDTHS = {360: 780, 1440: 900}
COLOURS = ("color-contrast",)
"""All that a theme can change."""


def _put_on(page: Page, theme: str) -> None:
    """The theme is the page's own switch."""
    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)


def _assert_accessible_everywhere(page: Page, name: str) -> None:
    """Narrow and wide, light and dark."""
    for theme, width, rules in (("light", 1440, ()), ("dark", 1440, COLOURS), ("dark", 360, ())):
        page.set_viewport_size({"width": width, "height": WIDTHS[width]})
        _put_on(page, theme)
        assert_accessible(page, rules)
        picture(page, f"{name}-{width}-{theme}")


def _assert_accessible_in_both_themes(page: Page, part: str, name: str) -> None:
    """What lies over a page; the page below it is held against the rules as a scene."""
    for theme, rules in (("light", ()), ("dark", COLOURS)):
        _put_on(page, theme)
        assert_accessible(page, rules, part)
        picture(page, f"{name}-{theme}")


@pytest.mark.parametrize("scene", SCENES)
def test_the_desk_is_accessible(scene: str, stage: Stage, page: Page, complaints: list[str]) -> None:
    SCENES[scene](stage)
    page.goto(stage.address)
    expect(page.locator("#me")).to_be_visible()
    _assert_accessible_everywhere(page, f"desk-{scene}")
    assert complaints == []


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_accessible(name: str, stage: Stage, page: Page, complaints: list[str]) -> None:
    path, template, values = PAGES[name]
    stage.pages[path] = (template, values)
    SCENES["idle"](stage)
    page.goto(stage.address + path)
    if page.locator("[data-holds=me]").count():
        expect(page.locator("#me")).to_be_visible()
    _assert_accessible_everywhere(page, f"page-{name}")
    assert complaints == []


@pytest.mark.parametrize("dialog", ["shortcuts", "transfer"])
def test_the_dialogs_are_accessible(dialog: str, stage: Stage, page: Page) -> None:
    SCENES["talking"](stage)
    page.goto(stage.address)
    page.locator(f'[data-dialog="{dialog}"]').first.click()
    expect(page.locator(f"#{dialog}")).to_be_visible()
    _assert_accessible_in_both_themes(page, f"#{dialog}", f"dialog-{dialog}")


def test_the_menus_are_accessible(stage: Stage, page: Page) -> None:
    SCENES["idle"](stage)
    page.goto(stage.address)
    for menu in ("#me summary", ".account"):
        page.locator(menu).click()
        expect(page.locator("details[data-menu][open]")).to_have_count(1)
        name = f"menu-{menu.strip('#. ').replace(' ', '-')}"
        _assert_accessible_in_both_themes(page, "details[data-menu][open]", name)


@pytest.mark.parametrize("scene", ["idle", "crowded", "unknown"])
def test_nothing_is_wider_than_the_screen(scene: str, stage: Stage, page: Page) -> None:
    SCENES[scene](stage)
    page.goto(stage.address)
    expect(page.locator("#me")).to_be_visible()
    for width in (320, 360, 768, 1440, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_can_be_pressed_is_large_enough(stage: Stage, page: Page) -> None:
    """32 px, but for words within a text."""
    SCENES["crowded"](stage)
    page.goto(stage.address)
    expect(page.locator("#me")).to_be_visible()
    small = page.evaluate("""() => [...document.querySelectorAll("button, summary, select, input")]
        .filter((e) => e.checkVisibility() && !e.matches(".call-select, .option input, [type=hidden]"))
        .map((e) => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
        .filter(([, r]) => r.height < 32 || r.width < 32).map(([html]) => html)""")
    assert small == []
