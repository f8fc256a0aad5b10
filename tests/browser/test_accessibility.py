"""WCAG 2.2 AA as far as a program can tell, on every page, light and dark, wide and narrow."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import picture
from tests.browser.pages import PAGES
from tests.browser.scenes import SCENES
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = {360: 780, 1440: 900}


def _assert_accessible(page: Page, rules: tuple[str, ...] = ()) -> None:
    """By all the rules, or by those named."""
    only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": RULES}
    # What is right is not told in detail: it would be megabytes a page.
    results = Axe().run(page, options={"runOnly": only, "resultTypes": ["violations"]})
    assert results.violations_count == 0, results.generate_report()


def _assert_accessible_everywhere(page: Page, name: str) -> None:
    """Narrow and wide, light and dark: the theme is the page's own switch."""
    for theme, width, rules in (("light", 1440, ()), ("dark", 1440, ("color-contrast",)), ("dark", 360, ())):
        page.set_viewport_size({"width": width, "height": WIDTHS[width]})
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        _assert_accessible(page, rules)
        picture(page, f"{name}-{width}-{theme}")


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
    _assert_accessible_everywhere(page, f"page-{name}")
    assert complaints == []


@pytest.mark.parametrize("dialog", ["shortcuts", "transfer"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_dialogs_are_accessible(dialog: str, theme: str, stage: Stage, page: Page) -> None:
    stage.theme = theme
    SCENES["talking"](stage)
    page.goto(stage.address)
    page.locator(f'[data-dialog="{dialog}"]').first.click()
    expect(page.locator(f"#{dialog}")).to_be_visible()
    _assert_accessible(page)
    picture(page, f"dialog-{dialog}-{theme}")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_menus_are_accessible(theme: str, stage: Stage, page: Page) -> None:
    stage.theme = theme
    SCENES["idle"](stage)
    page.goto(stage.address)
    for menu in ("#me summary", ".account"):
        page.locator(menu).click()
        expect(page.locator("details[data-menu][open]")).to_have_count(1)
        _assert_accessible(page)
        picture(page, f"menu-{menu.strip('#. ').replace(' ', '-')}-{theme}")


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
