"""By keyboard alone: what the keys do, and that none of them loses a typed word."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as TimedOut

from santral.console.screens.view_models import CardState
from tests.browser import invented_views as views
from tests.browser.stage import Stage
from tests.browser.test_desk import open_desk

pytestmark = pytest.mark.browser


def test_escape_keeps_the_number_typed_for_a_transfer(stage: Stage, page: Page) -> None:
    open_desk(stage, page, "talking")
    page.keyboard.press("Alt+T")
    page.keyboard.type("1002")
    page.keyboard.press("Escape")
    expect(page.locator("#transfer")).not_to_be_visible()
    page.keyboard.press("Alt+T")
    expect(page.locator("#transfer-to")).to_have_value("1002")


def test_a_number_typed_for_one_call_is_not_there_for_another(stage: Stage, page: Page) -> None:
    open_desk(stage, page, "talking")
    page.keyboard.press("Alt+T")
    page.keyboard.type("1002")
    page.keyboard.press("Escape")
    second = views.card("b", CardState.HELD, views.SUKRU)
    stage.put({"call-b": ("call_card", second)})
    page.locator("#call-b [data-dialog=transfer]").click()
    expect(page.locator("#transfer-to")).to_have_value("")


def test_after_a_transfer_the_dialog_is_empty_again(stage: Stage, page: Page) -> None:
    open_desk(stage, page, "talking")
    page.keyboard.press("Alt+T")
    page.keyboard.type("1002")
    page.keyboard.press("Enter")
    assert stage.wait_for("/calls/1763750000.41/transfer")["to"] == "1002"
    expect(page.locator("#transfer")).not_to_be_visible()
    page.keyboard.press("Alt+T")
    expect(page.locator("#transfer-to")).to_have_value("")


def test_the_keys_of_a_call_work_where_a_narrow_screen_shows_its_notes_only(stage: Stage, page: Page) -> None:
    open_desk(stage, page, "talking")
    page.set_viewport_size({"width": 360, "height": 780})
    page.keyboard.press("Alt+N")
    expect(page.locator(".call-card")).not_to_be_visible()
    page.keyboard.press("Alt+T")
    expect(page.locator("#transfer-to")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("textarea[name=notes]")).to_be_focused()


def test_the_key_to_the_notes_leads_to_their_end(stage: Stage, page: Page) -> None:
    open_desk(stage, page, "talking")
    notes = page.locator("textarea[name=notes]")
    page.keyboard.press("Alt+N")
    expect(notes).to_be_focused()
    page.keyboard.type(" Arandı.")
    assert notes.input_value().endswith("eklenecek. Arandı.")
    page.keyboard.press("Escape")
    assert notes.input_value().endswith("eklenecek. Arandı.")


def test_every_key_of_the_help_does_something(stage: Stage, page: Page) -> None:
    """Each key listed under `?` is one that a control on the desk, or the code of the keys, knows; those of
    other pages are tried there."""
    open_desk(stage, page, "talking")
    stage.put({"call-m": ("call_card", views.card("m", CardState.MISSED, views.SUKRU))})
    listed = page.locator("#shortcuts section:not([data-elsewhere]) dt").evaluate_all(
        "all => all.map((dt) => [...dt.querySelectorAll('kbd')].map((key) => key.textContent).join('+'))"
    )
    known = page.locator("[aria-keyshortcuts]").evaluate_all(
        "all => all.flatMap((one) => one.getAttribute('aria-keyshortcuts').split(' '))"
    )
    places = page.locator("[data-go]").evaluate_all("all => all.map((one) => 'g+' + one.dataset.go)")
    in_code = {"Alt+1", "Alt+C", "?", "j", "k", "Esc"}
    of_a_customers_page = {"Alt+I"}
    written = {key.replace("Control", "Ctrl") for key in known}
    assert set(listed) == written | set(places) | in_code | of_a_customers_page


def test_arrows_walk_through_a_menu_and_escape_goes_back_to_its_button(stage: Stage, page: Page) -> None:
    open_desk(stage, page)
    page.keyboard.press("Alt+P")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#me .menu-item").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#me .menu-item").last).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#me summary")).to_be_focused()
    expect(page.locator("details[data-menu][open]")).to_have_count(0)


@pytest.mark.parametrize("scene", ["talking", "crowded", "idle"])
def test_whatever_has_the_focus_is_seen(scene: str, stage: Stage, page: Page) -> None:
    """Through the whole page and back: an outline, and nothing lies over it (WCAG 2.4.7, 2.4.11)."""
    open_desk(stage, page, scene)
    page.set_viewport_size({"width": 1440, "height": 600})
    hidden = """() => {
      const one = document.activeElement;
      if (one === document.body) return "";
      const box = one.getBoundingClientRect();
      const styles = [getComputedStyle(one), getComputedStyle(one, "::after")];
      if (one.nextElementSibling) styles.push(getComputedStyle(one.nextElementSibling));
      const name = one.outerHTML.slice(0, 120);
      if (!styles.some((style) => style.outlineStyle === "solid")) return `no outline: ${name}`;
      const there = [0.1, 0.5, 0.9].flatMap((y) => [0.1, 0.5, 0.9].map((x) => [x, y]))
        .map(([x, y]) => document.elementFromPoint(box.left + box.width * x, box.top + box.height * y));
      return there.some((seen) => seen && one.contains(seen)) ? "" : `covered: ${name}`;
    }"""
    for key in ["Tab"] * 60 + ["Shift+Tab"] * 60:
        page.keyboard.press(key)
        if not page.evaluate(hidden):
            continue
        try:
            page.wait_for_function(f"({hidden})() === ''", timeout=5_000)  # it may still scroll there
        except TimedOut:
            pytest.fail(page.evaluate(hidden))
