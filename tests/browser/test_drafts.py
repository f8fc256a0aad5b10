"""Nothing that is typed is lost: not by a reload, a dropped socket, a server that fails or a second call."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from santral.console.screens.view_models import CardState
from tests.browser import invented_views as views
from tests.browser.scenes import SCENES
from tests.browser.stage import Answer, Stage
from tests.browser.test_desk import FIRST, SECOND, key, open_desk, ring, turn

pytestmark = pytest.mark.browser

NOTES = f"#notes-{key(FIRST)}"
DRAFT = ("PUT", f"/calls/{FIRST}/draft")


def talk(stage: Stage, page: Page) -> None:
    open_desk(stage, page)
    ring(stage, FIRST)
    turn(stage, FIRST, CardState.TALKING)
    expect(page.locator(NOTES)).to_be_visible()


def test_what_is_typed_saves_itself(stage: Stage, page: Page) -> None:
    talk(stage, page)
    stage.answers[DRAFT] = Answer(200, {"version": 1})
    page.locator(NOTES).fill("Şükrü Bey koliyi soruyor")
    expect(page.locator(f"#work-{key(FIRST)} [data-draft-state]")).to_have_text("Taslak saklandı")
    assert stage.heard[-1] == (*DRAFT, {"notes": "Şükrü Bey koliyi soruyor", "result": "", "version": "0"})
    assert page.evaluate("Object.keys(localStorage).filter((k) => k.startsWith('santral.draft'))") == []


def test_what_is_typed_survives_a_reload_while_the_server_fails(stage: Stage, page: Page) -> None:
    talk(stage, page)
    stage.answers[DRAFT] = stage.answers["POST", DRAFT[1]] = Answer(
        503, {"error": "Veritabanı yok.", "field": ""}
    )
    page.locator(NOTES).fill("yarım kalan")
    page.get_by_label("Çözüldü").check(force=True)
    page.reload()
    expect(page.locator(NOTES)).to_have_value("yarım kalan")
    expect(page.locator(f"#work-{key(FIRST)} [value='solved']")).to_be_checked()

    stage.answers[DRAFT] = Answer(200, {"version": 1})

    expect(page.locator(f"#work-{key(FIRST)} [data-draft-state]")).to_have_text("Taslak saklandı")


def test_a_page_that_goes_away_sends_its_last_words(stage: Stage, page: Page) -> None:
    talk(stage, page)
    page.locator(NOTES).fill("son sözler")
    page.goto("about:blank")
    assert stage.wait_for(DRAFT[1])["notes"] == "son sözler"


def test_what_is_typed_stays_while_frames_come_and_the_socket_drops(stage: Stage, page: Page) -> None:
    talk(stage, page)
    stage.answers[DRAFT] = Answer(503)
    page.locator(NOTES).press_sequentially("bir iki ")
    turn(stage, FIRST, CardState.HELD)
    page.locator(NOTES).press_sequentially("üç ")
    stage.cut()
    page.locator(NOTES).press_sequentially("dört")
    expect(page.locator(NOTES)).to_have_value("bir iki üç dört")
    expect(page.locator("html")).not_to_have_attribute("data-link", "down")
    expect(page.locator(NOTES)).to_have_value("bir iki üç dört")
    expect(page.locator(NOTES)).to_be_focused()


def test_a_second_call_has_notes_of_its_own(stage: Stage, page: Page) -> None:
    talk(stage, page)
    stage.answers[DRAFT] = Answer(200, {"version": 1})
    page.locator(NOTES).fill("birinci")
    ring(stage, SECOND, member=views.SUKRU)
    page.locator(f"#call-{key(SECOND)} .call-select").click()
    page.locator(f"#notes-{key(SECOND)}").fill("ikinci")
    page.locator(f"#call-{key(FIRST)} .call-select").click()
    expect(page.locator(NOTES)).to_have_value("birinci")
    page.locator(f"#call-{key(SECOND)} .call-select").click()
    expect(page.locator(f"#notes-{key(SECOND)}")).to_have_value("ikinci")


def test_a_call_that_is_answered_while_one_types_does_not_take_the_screen(stage: Stage, page: Page) -> None:
    talk(stage, page)
    page.locator(NOTES).press_sequentially("yazarken")
    ring(stage, SECOND, member=views.SUKRU)
    turn(stage, SECOND, CardState.TALKING)
    expect(page.locator(f"#call-{key(SECOND)}")).to_have_attribute("data-state", "talking")
    expect(page.locator(NOTES)).to_be_focused()


def test_notes_saved_by_another_window_appear_here(stage: Stage, page: Page) -> None:
    talk(stage, page)
    turn(stage, FIRST, CardState.TALKING, notes="öteki pencereden", version=3)
    expect(page.locator(NOTES)).to_have_value("öteki pencereden")
    stage.answers[DRAFT] = Answer(200, {"version": 4})
    page.locator(NOTES).press_sequentially("!")
    expect(page.locator(f"#work-{key(FIRST)} [data-draft-state]")).to_have_text("Taslak saklandı")
    assert stage.heard[-1][2]["version"] == "3"


def test_notes_of_another_window_appear_where_one_is_about_to_write(stage: Stage, page: Page) -> None:
    talk(stage, page)
    stage.answers[DRAFT] = Answer(200, {"version": 1})
    page.locator(NOTES).press_sequentially("bir")
    expect(page.locator(f"#work-{key(FIRST)} [data-draft-state]")).to_have_text("Taslak saklandı")
    turn(stage, FIRST, CardState.TALKING, notes="bir, öteki pencereden iki", version=2)
    expect(page.locator(NOTES)).to_have_value("bir, öteki pencereden iki")
    expect(page.locator(NOTES)).to_be_focused()
    with page.expect_request("**/draft") as sent:
        page.keyboard.type(", üç")
    expect(page.locator(NOTES)).to_have_value("bir, öteki pencereden iki, üç")
    assert (sent.value.post_data or "").endswith("version=2")


def test_an_older_frame_does_not_take_back_what_was_saved_since(stage: Stage, page: Page) -> None:
    talk(stage, page)
    stage.answers[DRAFT] = Answer(200, {"version": 4})
    page.locator(NOTES).press_sequentially("bir iki")
    expect(page.locator(f"#work-{key(FIRST)} [data-draft-state]")).to_have_text("Taslak saklandı")
    turn(stage, FIRST, CardState.HELD, notes="bir", version=3)
    expect(page.locator(f"#call-{key(FIRST)}")).to_have_attribute("data-state", "held")
    expect(page.locator(NOTES)).to_have_value("bir iki")
    page.locator(NOTES).press_sequentially(" üç")
    expect(page.locator(NOTES)).to_have_value("bir iki üç")


def test_two_windows_that_differ_are_both_shown_and_a_person_decides(stage: Stage, page: Page) -> None:
    talk(stage, page)
    stage.answers[DRAFT] = Answer(409, {"error": "Çakışma", "notes": "onların", "result": "", "version": 5})
    page.locator(NOTES).fill("benim")
    conflict = page.locator(f"#work-{key(FIRST)} [data-conflict]")
    expect(conflict).to_contain_text("onların")
    stage.answers[DRAFT] = Answer(200, {"version": 6})
    conflict.get_by_role("button", name="İkisi de kalsın").click()
    expect(page.locator(NOTES)).to_have_value("onların\nbenim")
    expect(page.locator(f"#work-{key(FIRST)} [data-draft-state]")).to_have_text("Taslak saklandı")
    assert stage.heard[-1][2] == {"notes": "onların\r\nbenim".replace("\r", ""), "result": "", "version": "5"}


def test_an_older_state_of_the_same_text_is_no_conflict(stage: Stage, page: Page) -> None:
    talk(stage, page)
    stage.answers[DRAFT] = Answer(409, {"error": "Çakışma", "notes": "ben", "result": "", "version": 2})
    with page.expect_request("**/draft"):
        page.locator(NOTES).fill("benim")
    stage.answers[DRAFT] = Answer(200, {"version": 3})
    expect(page.locator(f"#work-{key(FIRST)} [data-draft-state]")).to_have_text("Taslak saklandı")
    expect(page.locator(f"#work-{key(FIRST)} [data-conflict]")).to_be_hidden()


def test_saving_sends_notes_result_and_member(stage: Stage, page: Page) -> None:
    talk(stage, page)
    stage.answers[DRAFT] = Answer(200, {"version": 1})
    page.locator(NOTES).fill("değişim onaylandı")
    page.get_by_label("Çözüldü").check(force=True)
    with page.expect_response("**/interaction"):
        page.keyboard.press("Control+Enter")
    stage.put({f"call-{key(FIRST)}": None, f"customer-{key(FIRST)}": None, f"work-{key(FIRST)}": None})
    expect(page.locator("#idle")).to_be_visible()
    method, path, form = next(heard for heard in stage.heard if heard[1].endswith("/interaction"))
    assert (method, path) == ("POST", f"/calls/{FIRST}/interaction")
    assert form["notes"] == "değişim onaylandı"
    assert (form["result"], form["member_id"]) == ("solved", "41")


def test_what_cannot_be_saved_is_said_at_its_field(stage: Stage, page: Page) -> None:
    talk(stage, page)
    stage.answers["POST", f"/calls/{FIRST}/interaction"] = Answer(
        422, {"error": "Not yazın.", "field": "notes"}
    )
    page.locator(f"#work-{key(FIRST)} button[type=submit]").click()
    expect(page.locator(NOTES)).to_have_attribute("aria-invalid", "true")
    expect(page.locator(NOTES)).to_have_accessible_description("Not yazın.")
    expect(page.locator(NOTES)).to_be_focused()


def test_a_call_closed_elsewhere_does_not_swallow_what_was_typed_here(stage: Stage, page: Page) -> None:
    talk(stage, page)
    stage.answers[DRAFT] = Answer(503)
    page.locator(NOTES).fill("kaybolmasın")
    stage.put({f"call-{key(FIRST)}": None, f"customer-{key(FIRST)}": None, f"work-{key(FIRST)}": None})
    expect(page.locator("#toasts textarea")).to_have_value("kaybolmasın")


def test_text_of_one_user_is_not_shown_to_another_on_the_same_computer(stage: Stage, page: Page) -> None:
    talk(stage, page)
    stage.answers[DRAFT] = stage.answers["POST", DRAFT[1]] = Answer(503)
    page.locator(NOTES).fill("yalnız benim")
    stage.user_id = 2
    page.reload()
    expect(page.locator(NOTES)).to_have_value("")


def test_the_idle_screen_is_back_when_everything_is_saved(stage: Stage, page: Page) -> None:
    SCENES["talking"](stage)
    page.goto(stage.address)
    expect(page.locator(NOTES)).to_be_visible()
    stage.put({f"call-{key(FIRST)}": None, f"customer-{key(FIRST)}": None, f"work-{key(FIRST)}": None})
    expect(page.locator("#idle")).to_be_visible()
    expect(page.locator("#column-work")).to_be_hidden()


def test_the_category_and_the_follow_up_save_themselves_and_stay_while_frames_come(
    stage: Stage, page: Page
) -> None:
    talk(stage, page)
    stage.answers[DRAFT] = Answer(503)
    work = page.locator(f"#work-{key(FIRST)}")
    work.get_by_role("combobox", name="Kategori").fill("gecikti")
    page.keyboard.press("Enter")
    work.locator(".work-more > summary").click()
    work.locator("[name=follow_up_at]").fill("2999-05-04T10:30")
    turn(stage, FIRST, CardState.HELD)
    expect(work.get_by_role("combobox", name="Kategori")).to_have_value("Teslimat › Teslimat gecikti")
    page.reload()
    expect(work.get_by_role("combobox", name="Kategori")).to_have_value("Teslimat › Teslimat gecikti")
    stage.answers[DRAFT] = Answer(200, {"version": 1})
    expect(work.locator("[data-draft-state]")).to_have_text("Taslak saklandı")
    sent = stage.heard[-1][2]
    assert (sent["category"], sent["follow_up_at"]) == ("delivery-late", "2999-05-04T10:30")
