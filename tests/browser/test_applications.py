"""The pages of applications by keyboard: the list, one of them, and the field for a category."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.pages import PAGES
from tests.browser.scenes import SCENES
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

CATEGORY = re.compile("Kategori|Category")


def open_page(stage: Stage, page: Page, name: str, language: str = "en") -> None:
    stage.language = language
    path, template, values = PAGES[name]
    stage.pages[path] = (template, values)
    SCENES["idle"](stage)
    page.goto(stage.address + path)
    expect(page.locator("#me")).to_be_visible()


def active(page: Page, field: Locator) -> Locator:
    return page.locator(f"#{field.get_attribute('aria-activedescendant')}")


def test_the_chosen_ones_are_given_to_somebody_by_keyboard_alone(stage: Stage, page: Page) -> None:
    open_page(stage, page, "applications")
    for key in "jxjxjk":
        page.keyboard.press(key)
    expect(page.locator("[data-bulk-count]")).to_have_text("2 chosen")
    page.keyboard.press("x")
    expect(page.locator("[data-bulk-count]")).to_have_text("1 chosen")
    page.keyboard.press("b")
    expect(page.get_by_label("Give to")).to_be_focused()
    page.keyboard.type("Give to Burak")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    sent = stage.wait_for("/applications/assign")
    assert sent["application"] == "1"
    assert sent["owner_id"] == "2"


def test_enter_opens_the_row(stage: Stage, page: Page) -> None:
    stage.pages["/applications/1"] = PAGES["application"][1:]
    open_page(stage, page, "applications")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{stage.address}/applications/1")


@pytest.mark.parametrize("language", ["tr", "en"])
def test_on_a_narrow_screen_rows_stay_in_their_frame_and_can_be_chosen(
    stage: Stage, page: Page, language: str
) -> None:
    page.set_viewport_size({"width": 360, "height": 780})
    open_page(stage, page, "applications", language)
    frame = page.locator(".table-frame").first
    wide, shown = frame.evaluate("frame => [frame.scrollWidth, frame.clientWidth]")
    assert wide <= shown
    page.locator(".cell-choice input").first.click()
    expect(page.locator(".cell-choice input").first).to_be_checked()


def test_the_keys_of_the_list_can_be_switched_off(stage: Stage, page: Page) -> None:
    open_page(stage, page, "applications")
    page.evaluate("localStorage.setItem('santral.singleKeys', 'off')")
    page.keyboard.press("j")
    expect(page.locator("tr[data-here]")).to_have_count(0)


def test_the_filters_stand_on_one_line_and_numbers_do_not_wrap(stage: Stage, page: Page) -> None:
    open_page(stage, page, "applications", "tr")
    page.set_viewport_size({"width": 1440, "height": 900})
    heights = page.locator(".case-filters").evaluate(
        "form => [form, form.querySelector('button')].map((one) => one.getBoundingClientRect().height)"
    )
    assert heights[0] <= heights[1] + 2
    lines = page.locator("[data-open]").evaluate_all("all => all.map((one) => one.getClientRects().length)")
    assert set(lines) == {1}


@pytest.mark.parametrize(
    "name", ["applications", "applications-none", "application", "application-conflict", "application-new"]
)
@pytest.mark.parametrize("language", ["tr", "en"])
def test_no_page_is_wider_than_the_screen(name: str, language: str, stage: Stage, page: Page) -> None:
    open_page(stage, page, name, language)
    for width in (360, 768, 1440, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
        inside = page.locator("main").evaluate("main => main.scrollWidth - main.clientWidth")
        assert inside <= 0, width


def test_one_is_read_first_and_edited_with_a_key(stage: Stage, page: Page) -> None:
    open_page(stage, page, "application")
    expect(page.locator(".record-text").first).to_contain_text("Üç gündür suyu boşaltmıyor")
    expect(page.get_by_label("Description")).not_to_be_visible()
    page.keyboard.press("e")
    expect(page.get_by_label("Description")).to_be_visible()
    expect(page.locator(".record-read")).not_to_be_visible()
    page.get_by_label("Product").fill("CM 9121")
    page.get_by_label("Product").press("Control+Enter")
    assert stage.wait_for("/applications/18")["product"] == "CM 9121"


def test_a_follow_up_is_written_by_keyboard_alone(stage: Stage, page: Page) -> None:
    open_page(stage, page, "application")
    page.keyboard.press("f")
    page.keyboard.type("Servis geldi.")
    page.keyboard.press("Control+Enter")
    assert stage.wait_for("/applications/18/follow-ups")["follow_up"] == "Servis geldi."


def test_who_works_on_it_are_chips_each_taken_off_with_a_press(stage: Stage, page: Page) -> None:
    open_page(stage, page, "application")
    page.get_by_role("button", name="Take Gökçe İnce off it").click()
    sent = stage.wait_for("/applications/18/assignees")
    assert sent["without"] == "4"
    assert "assignee" not in sent


def test_of_two_versions_one_is_taken(stage: Stage, page: Page) -> None:
    open_page(stage, page, "application-conflict")
    pair = page.get_by_role("group", name="Two versions: Description")
    expect(pair).to_contain_text("Elif: müşteri yarın evde.")
    pair.get_by_role("button", name="Take this one").nth(1).click()
    expect(page.locator('[name="description"]')).to_have_value("Burak: servis randevusu cuma 10:00.")
    expect(pair.get_by_role("button", name="Take this one").nth(1)).to_have_attribute("aria-pressed", "true")
    pair.get_by_role("button", name="Take this one").first.click()
    expect(page.locator('[name="description"]')).to_have_value("Elif: müşteri yarın evde.")
    expect(page.get_by_role("group", name="Two versions: Priority")).to_contain_text("High")


@pytest.mark.parametrize("typed", ["camasir bosalt", "ÇAMAŞIR BOŞALT", "boşalt Çamaşır"])
def test_a_category_is_found_anywhere_in_the_tree_however_it_is_typed(
    typed: str, stage: Stage, page: Page
) -> None:
    open_page(stage, page, "application-new", "tr")
    field = page.get_by_role("combobox", name="Kategori")
    field.click()
    expect(field).to_have_attribute("aria-expanded", "true")
    everything = page.get_by_role("listbox", name=CATEGORY).get_by_role("option").count()
    field.press_sequentially(typed)
    expect(active(page, field)).to_contain_text("Su boşaltmıyor")
    assert page.get_by_role("listbox", name=CATEGORY).get_by_role("option").count() < everything
    field.press("Enter")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("Ürün › Çamaşır makinesi › Su boşaltmıyor")
    expect(page.locator('select[name="category"]')).to_have_value("washing-machine-no-drain")


def test_the_category_field_loses_nothing_and_sends_nothing_by_itself(stage: Stage, page: Page) -> None:
    open_page(stage, page, "application-new")
    field, select = page.get_by_role("combobox", name="Category"), page.locator('select[name="category"]')
    field.press("ArrowDown")
    field.press("ArrowDown")
    field.press("Enter")
    chosen = select.input_value()
    assert chosen
    field.fill("qqq")
    expect(page.get_by_role("listbox", name=CATEGORY).get_by_role("option")).to_have_text("Nothing fits.")
    field.press("Enter")
    field.press("Escape")
    expect(select).to_have_value(chosen)
    assert not stage.heard
    field.fill("")
    field.press("Tab")
    expect(select).to_have_value("")


def test_without_the_script_the_category_is_a_select(stage: Stage, page: Page) -> None:
    page.route("**/js/combobox.js*", lambda route: route.abort())
    path, template, values = PAGES["application-new"]
    stage.pages[path] = (template, values)
    page.goto(stage.address + path)
    page.locator("select#category").select_option("washing-machine-no-drain")
    expect(page.locator("select#category")).to_have_value("washing-machine-no-drain")


def test_the_rules_are_proposed_as_owner_for_what_they_cover_and_a_choice_stays(
    stage: Stage, page: Page
) -> None:
    open_page(stage, page, "application-new")
    owner = page.get_by_label("Owner")
    first = owner.locator("option").first
    expect(owner).to_have_value("1")
    expect(first).to_have_text("Nobody yet")
    page.get_by_label("Service", exact=True).check()
    expect(owner).to_have_value("")
    expect(first).to_have_text("Whoever the rules choose")
    page.locator('select[name="category"]').evaluate(
        "one => { one.value = 'delivery'; one.dispatchEvent(new Event('change', { bubbles: true })) }"
    )
    expect(owner).to_have_value("1")
    expect(first).to_have_text("Nobody yet")
    owner.select_option("2")
    page.get_by_label("Complaint", exact=True).check()
    expect(first).to_have_text("Whoever the rules choose")
    expect(owner).to_have_value("2")
