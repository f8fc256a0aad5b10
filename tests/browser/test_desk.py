"""What the desk does when calls come, change and go, before a server that says what the test wants."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from santral.console.screens.view_models import CardState, Match
from tests.browser import invented_views as views
from tests.browser.conftest import picture
from tests.browser.scenes import SCENES
from tests.browser.stage import Answer, Stage

pytestmark = pytest.mark.browser

FIRST, SECOND = "1763750000.41", "1763750000.77"


def key(call_id: str) -> str:
    return call_id.replace(".", "-")


def ring(stage: Stage, call_id: str, **card: object) -> None:
    """The whole pop in one frame, with its announcement."""
    shown = views.card(call_id, **card)  # type: ignore[arg-type]
    name = shown.member.name if shown.member else shown.number_display
    stage.put(
        {
            f"call-{key(call_id)}": ("call_card", shown),
            f"customer-{key(call_id)}": ("customer", views.customer_panel(call_id)),
            f"work-{key(call_id)}": ("work", views.work_panel(call_id)),
        },
        tell={"kind": "ring", "key": f"call-{key(call_id)}", "title": name, "text": "destek"},
    )


def turn(stage: Stage, call_id: str, state: CardState, **work: object) -> None:
    stage.put(
        {
            f"call-{key(call_id)}": ("call_card", views.card(call_id, state)),
            f"work-{key(call_id)}": ("work", views.work_panel(call_id, state, **work)),
        }
    )


def open_desk(stage: Stage, page: Page, scene: str = "idle") -> None:
    SCENES[scene](stage)
    page.goto(stage.address)
    expect(page.locator("#me")).to_be_visible()


def test_at_ring_the_customer_and_the_whole_history_are_on_the_screen(
    stage: Stage, page: Page, complaints: list[str]
) -> None:
    open_desk(stage, page)
    expect(page.locator("#idle")).to_be_visible()

    ring(stage, FIRST)

    customer = page.locator(f"#customer-{key(FIRST)}")
    expect(customer.get_by_role("heading", name="Ayşe Yıldırım")).to_be_visible()
    expect(customer.locator(".timeline-row").first).to_be_visible()
    expect(page.locator(f"#call-{key(FIRST)}")).to_have_attribute("aria-current", "true")
    expect(page.locator("#idle")).to_be_hidden()
    picture(page, "story-ring")
    assert complaints == []


def test_the_pop_lands_on_the_case_that_changed_in_the_last_days(stage: Stage, page: Page) -> None:
    open_desk(stage, page)
    ring(stage, FIRST)
    expect(page.locator(f"#customer-{key(FIRST)} [data-land] details")).to_have_attribute("open", "")


def test_a_ring_is_announced_in_the_live_region_and_in_the_title(stage: Stage, page: Page) -> None:
    open_desk(stage, page)
    ring(stage, FIRST)
    expect(page.locator("#announce-now")).to_have_text("Gelen çağrı. Ayşe Yıldırım. destek")
    expect(page).to_have_title("☎ Ayşe Yıldırım")

    turn(stage, FIRST, CardState.TALKING)

    expect(page).to_have_title("Konsol · Santral")


def test_a_name_that_comes_after_the_ring_is_announced_too(stage: Stage, page: Page) -> None:
    open_desk(stage, page)
    ring(stage, FIRST, member=None, match=Match.LOOKING)
    expect(page).to_have_title("☎ 0532 111 00 41")
    stage.put({f"call-{key(FIRST)}": ("call_card", views.card(FIRST))})
    expect(page.locator("#announce-now")).to_have_text("Gelen çağrı. Ayşe Yıldırım")
    expect(page).to_have_title("☎ Ayşe Yıldırım")


def test_a_ring_is_a_desktop_notification_while_the_tab_is_hidden(
    stage: Stage, context: BrowserContext, own_page: Page
) -> None:
    context.grant_permissions(["notifications"], origin=stage.address)
    own_page.add_init_script("""
        localStorage.setItem("santral.notifications", "on");
        Object.defineProperty(document, "hidden", { get: () => true });
        window.shown = [];
        window.Notification = class extends EventTarget {
            static permission = "granted";
            constructor(title, options) { super(); note([title, options.body]); }
            close() { note("closed"); }
        };
        function note(what) {
            window.shown.push(what);
            document.documentElement.dataset.shown = window.shown.length;
        }""")
    open_desk(stage, own_page)
    ring(stage, FIRST)
    expect(own_page.locator("html")).to_have_attribute("data-shown", "1")
    turn(stage, FIRST, CardState.MISSED)
    expect(own_page.locator("html")).to_have_attribute("data-shown", "2")
    assert own_page.evaluate("window.shown") == [["Ayşe Yıldırım", "destek"], "closed"]


def test_a_notification_that_is_pressed_shows_its_call_and_one_that_cannot_be_made_stops_nothing(
    stage: Stage, context: BrowserContext, own_page: Page
) -> None:
    context.grant_permissions(["notifications"], origin=stage.address)
    own_page.add_init_script("""
        localStorage.setItem("santral.notifications", "on");
        Object.defineProperty(document, "hidden", { get: () => true });
        window.Notification = class extends EventTarget {
            static permission = "granted";
            constructor(title, { body }) {
                super();
                if (title.startsWith("Şükrü")) throw new TypeError("Illegal constructor.");
                this.body = body;
                window.shown = this;
                document.documentElement.dataset.shown = `${title}: ${body}`;
            }
            close() {}
        };""")
    open_desk(stage, own_page)
    ring(stage, FIRST, member=None)
    expect(own_page.locator("html")).to_have_attribute("data-shown", re.compile("^05.*: destek$"))
    stage.put({f"call-{key(FIRST)}": ("call_card", views.card(FIRST))})  # who it is came later
    expect(own_page.locator("html")).to_have_attribute("data-shown", "Ayşe Yıldırım: destek")
    ring(stage, SECOND, member=views.SUKRU)
    expect(own_page.locator("#announce-now")).to_contain_text("Şükrü")
    own_page.locator(f"#call-{key(SECOND)} .call-select").click()
    own_page.evaluate("window.shown.dispatchEvent(new Event('click'))")
    expect(own_page.locator(f"#call-{key(FIRST)}")).to_have_attribute("aria-current", "true")
    told = {"kind": "ring", "key": f"call-{key(FIRST)}", "title": "AYDIN TİCARET A.Ş.", "text": "destek"}
    stage.put({}, tell=told)
    expect(own_page.locator("#announce-now")).to_contain_text("A.Ş. destek")


def test_a_second_ring_does_not_take_the_screen_from_who_works(stage: Stage, page: Page) -> None:
    open_desk(stage, page)
    ring(stage, FIRST)
    turn(stage, FIRST, CardState.TALKING)

    ring(stage, SECOND, member=views.SUKRU)

    expect(page.locator(f"#call-{key(SECOND)}")).to_be_visible()
    expect(page.locator(f"#call-{key(FIRST)}")).to_have_attribute("aria-current", "true")
    expect(page.locator(f"#work-{key(FIRST)}")).to_be_visible()
    expect(page.locator(f"#work-{key(SECOND)}")).to_be_hidden()
    assert (
        page.locator(".call-card").first.get_attribute("id") == f"call-{key(SECOND)}"
    )  # what rings is on top


def test_a_ring_takes_the_screen_from_what_is_left_to_write_and_gives_it_back(
    stage: Stage, page: Page
) -> None:
    open_desk(stage, page)
    ring(stage, FIRST)
    turn(stage, FIRST, CardState.TALKING)
    turn(stage, FIRST, CardState.WRAP_UP)

    ring(stage, SECOND, member=views.SUKRU)

    expect(page.locator(f"#customer-{key(SECOND)}")).to_be_visible()
    expect(page.locator(f"#work-{key(FIRST)}")).to_be_hidden()

    turn(stage, SECOND, CardState.MISSED)

    expect(page.locator(f"#call-{key(FIRST)}")).to_have_attribute("aria-current", "true")
    expect(page.locator(f"#work-{key(FIRST)}")).to_be_visible()


def test_a_ring_does_not_take_the_screen_while_one_writes(stage: Stage, page: Page) -> None:
    open_desk(stage, page)
    ring(stage, FIRST)
    turn(stage, FIRST, CardState.TALKING)
    turn(stage, FIRST, CardState.WRAP_UP)
    page.locator(f"#work-{key(FIRST)} textarea").first.fill("Koli yarın")

    ring(stage, SECOND, member=views.SUKRU)

    expect(page.locator(f"#call-{key(SECOND)}")).to_be_visible()
    expect(page.locator(f"#call-{key(FIRST)}")).to_have_attribute("aria-current", "true")


def test_choosing_a_card_shows_its_customer_and_its_notes(stage: Stage, page: Page) -> None:
    open_desk(stage, page, "crowded")
    page.locator("#call-c .call-select").click()
    expect(page.locator("#customer-c")).to_be_visible()
    expect(page.locator("#work-c")).to_be_visible()
    expect(page.locator("#customer-a")).to_be_hidden()


def test_the_chosen_call_is_still_chosen_after_a_reload(stage: Stage, page: Page) -> None:
    open_desk(stage, page, "crowded")
    page.locator("#call-c .call-select").click()
    page.reload()
    expect(page.locator("#call-c")).to_have_attribute("aria-current", "true")


def test_a_row_that_was_opened_stays_open_and_the_scroll_stays_while_the_customer_is_updated(
    stage: Stage, page: Page
) -> None:
    open_desk(stage, page, "ringing")
    row = page.locator(f"#customer-{key(FIRST)} .timeline-row").nth(5)
    row.locator("summary").click()
    page.locator("#column-customer").evaluate("e => { e.scrollTop = 240 }")

    stage.put(
        {f"customer-{key(FIRST)}": ("customer", views.customer_panel(FIRST, number_display="0532 1110041"))}
    )

    expect(page.locator(f"#customer-{key(FIRST)} .match-bar")).to_contain_text("0532 1110041")
    expect(row.locator("details")).to_have_attribute("open", "")
    assert page.locator("#column-customer").evaluate("e => e.scrollTop") == 240


def test_the_focus_stays_where_it_is_while_cards_change_and_change_places(stage: Stage, page: Page) -> None:
    open_desk(stage, page, "crowded")
    page.locator("#call-d .call-select").focus()
    stage.put({"call-d": ("call_card", views.card("d", CardState.RINGING)), "call-f": None})
    expect(page.locator("#call-d .call-state")).to_contain_text("Çalıyor")
    expect(page.locator("#call-d .call-select")).to_be_focused()


def test_when_it_becomes_known_who_calls_the_search_makes_room_for_the_customer(
    stage: Stage, page: Page
) -> None:
    open_desk(stage, page, "unknown")
    page.locator("#find-a").fill("ays")
    stage.put({"customer-a": ("customer", views.customer_panel("a", Match.CHOSEN))})
    expect(page.locator("#customer-a").get_by_role("heading", name="Ayşe Yıldırım")).to_be_visible()
    expect(page.locator("#find-a")).to_have_value("")


def test_a_search_half_typed_survives_changes_of_the_same_caller(stage: Stage, page: Page) -> None:
    open_desk(stage, page, "unknown")
    page.locator("#find-a").fill("ays")
    page.locator("#notes-a").focus()
    stage.put({"customer-a": ("customer", views.customer_panel("a", Match.NONE, caller_name="AYSE Y"))})
    expect(page.locator("#customer-a")).to_contain_text("AYSE Y")
    expect(page.locator("#find-a")).to_have_value("ays")


def test_who_calls_is_chosen_among_several_with_one_press(stage: Stage, page: Page) -> None:
    open_desk(stage, page, "several")
    with page.expect_response("**/calls/a/member"):
        page.locator(".choices button").nth(1).click()
    assert stage.heard[-1] == ("POST", "/calls/a/member", {"member_id": "7"})


def test_a_command_that_is_refused_says_why(stage: Stage, page: Page) -> None:
    open_desk(stage, page, "talking")
    stage.answers["POST", f"/calls/{FIRST}/hang-up"] = Answer(
        503, {"error": "Santral bağlantısı yok.", "field": ""}
    )
    page.locator(f"#call-{key(FIRST)}").get_by_role("button", name="Çağrıyı bitir").click()
    expect(page.get_by_role("alert").filter(has_text="Santral bağlantısı yok.")).to_be_visible()
    expect(page.locator(f"#call-{key(FIRST)}")).to_be_visible()


def test_a_call_is_transferred_from_the_keyboard_alone(stage: Stage, page: Page) -> None:
    open_desk(stage, page, "talking")
    page.keyboard.press("Alt+t")
    expect(page.locator("#transfer-to")).to_be_focused()
    page.keyboard.type("1002")
    with page.expect_response("**/transfer"):
        page.keyboard.press("Enter")
    expect(page.locator("#transfer")).to_be_hidden()
    assert stage.heard[-1] == ("POST", f"/calls/{FIRST}/transfer", {"to": "1002", "kind": "blind"})


def test_a_colleague_is_found_by_name_for_a_transfer(stage: Stage, page: Page) -> None:
    open_desk(stage, page, "talking")
    page.keyboard.press("Alt+t")
    expect(page.locator("#transfer-colleagues")).to_contain_text("Zeynep Kaya")
    page.keyboard.type("zey")
    page.keyboard.press("Enter")
    expect(page.locator("#transfer-to")).to_have_value("1003")
    with page.expect_response("**/transfer"):
        page.keyboard.press("Enter")
    assert stage.heard[-1] == ("POST", f"/calls/{FIRST}/transfer", {"to": "1003", "kind": "blind"})


def test_everything_of_a_call_has_a_key(stage: Stage, page: Page) -> None:
    open_desk(stage, page, "crowded")
    page.keyboard.press("Alt+3")
    expect(page.locator("#call-c")).to_have_attribute("aria-current", "true")
    page.keyboard.press("j")
    expect(page.locator("#call-d")).to_have_attribute("aria-current", "true")
    page.keyboard.press("k")
    expect(page.locator("#call-c")).to_have_attribute("aria-current", "true")
    page.keyboard.press("Alt+n")
    expect(page.locator("#notes-c")).to_be_focused()
    page.keyboard.type("j?/g")
    expect(page.locator("#notes-c")).to_have_value("j?/g")
    page.keyboard.press("Escape")
    expect(page.locator("#notes-c")).to_have_value("j?/g")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    expect(page.locator("#dial")).to_be_focused()


def test_single_keys_can_be_switched_off(stage: Stage, page: Page) -> None:
    open_desk(stage, page, "crowded")
    page.keyboard.press("?")
    page.get_by_label("Tek tuşlu kısayollar açık").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#search")).not_to_be_focused()
    page.keyboard.press("Alt+n")
    expect(page.locator("#notes-a")).to_be_focused()


def test_a_break_is_taken_from_the_keyboard(stage: Stage, page: Page) -> None:
    open_desk(stage, page)
    page.keyboard.press("Alt+p")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    with page.expect_response("**/me/pause"):
        page.keyboard.press("Enter")
    assert stage.heard[-1] == ("POST", "/me/pause", {"reason": "Lunch"})


def test_a_missed_call_that_somebody_took_says_so(stage: Stage, page: Page) -> None:
    open_desk(stage, page, "idle")
    expect(page.locator("#call-m2")).to_contain_text("Burak Çınar yanıtladı")
    expect(page.locator("#call-m1")).not_to_contain_text("yanıtladı")


def test_while_the_telephony_link_is_lost_a_banner_says_since_when(stage: Stage, page: Page) -> None:
    open_desk(stage, page)
    stage.put({"link": ("link", views.LINK)})
    expect(page.get_by_role("alert").filter(has_text="Santral bağlantısı koptu")).to_be_visible()
    stage.put({"link": None})
    expect(page.locator("#link")).to_have_count(0)


def test_what_needs_the_telephone_is_off_while_there_is_none(stage: Stage, page: Page) -> None:
    open_desk(stage, page, "talking")
    hang_up = page.locator(".call-card").get_by_role("button", name="Çağrıyı bitir")
    dial = page.locator(".dial").get_by_role("button", name="Ara")
    expect(hang_up).to_be_enabled()
    usual = hang_up.get_attribute("title")

    stage.put({"link": ("link", views.LINK), "me": ("me", views.own_state(telephony=False))})
    for button in (hang_up, dial):
        expect(button).to_be_disabled()
        expect(button).to_have_attribute("title", re.compile("Santral bağlantısı"))
        expect(button).to_have_attribute("aria-description", re.compile("Santral bağlantısı"))
    hang_up.click(force=True)
    page.locator("#dial").fill("0532 111 22 33")
    page.locator("#dial").press("Enter")
    expect(page.locator(".toast")).to_contain_text("Santral bağlantısı")
    assert stage.heard == []
    stage.put({f"call-{key(FIRST)}": ("call_card", views.card(FIRST, CardState.HELD))})
    expect(hang_up).to_be_disabled()

    stage.put({"link": None, "me": ("me", views.own_state())})
    expect(hang_up).to_be_enabled()
    expect(hang_up).to_have_attribute("title", usual or "")
    assert hang_up.get_attribute("aria-description") is None
    hang_up.click()
    stage.wait_for(f"/calls/{FIRST}/hang-up")


def test_who_has_no_phone_reads_that_and_where_to_get_one(stage: Stage, page: Page) -> None:
    open_desk(stage, page, "no-phone")
    me = page.locator("#me")
    expect(me).to_contain_text("Telefon yok")
    expect(me.locator(".timer")).to_have_count(0)
    page.keyboard.press("Alt+p")
    expect(me.locator(".menu-body")).to_contain_text("Yönetim")
    expect(me.locator('form[action="/me/pause"]')).to_have_count(0)
    expect(page.locator(".dial").get_by_role("button", name="Ara")).to_be_disabled()


def test_on_other_pages_a_ring_leads_to_the_console(stage: Stage, page: Page) -> None:
    stage.pages["/customers"] = ("customers/search.html", {"query": "", "hits": ()})
    SCENES["idle"](stage)
    page.goto(stage.address + "/customers")
    expect(page.locator("#me")).to_be_visible()
    ring(stage, FIRST)
    page.get_by_role("link", name="Konsolu aç").click()
    expect(page.locator(f"#customer-{key(FIRST)}")).to_be_visible()


def test_on_a_narrow_screen_one_part_is_shown_at_a_time(stage: Stage, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 780})
    open_desk(stage, page)
    ring(stage, FIRST)
    expect(page.locator("#column-customer")).to_be_visible()
    expect(page.locator("#column-calls")).to_be_hidden()
    page.get_by_role("button", name="Notlar").click()
    expect(page.locator(f"#notes-{key(FIRST)}")).to_be_visible()
    expect(page.locator("#column-customer")).to_be_hidden()
