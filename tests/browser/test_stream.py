"""The socket in the browser: gaps, breaks, and what it asks for when it comes back."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from santral.cti.agent_events import AgentState
from tests.browser import invented_views as views
from tests.browser.invented_idle import IDLE_EMPTY
from tests.browser.stage import Stage
from tests.browser.test_desk import open_desk

pytestmark = pytest.mark.browser


def test_after_a_break_it_comes_back_with_its_epoch_and_last_number(stage: Stage, page: Page) -> None:
    open_desk(stage, page)
    stage.put({"me": ("me", views.own_state(AgentState.PAUSED))})
    expect(page.locator("#me")).to_contain_text("Molada")
    with page.expect_websocket():
        stage.cut()
    expect(page.locator("html")).not_to_have_attribute("data-link", "down")
    assert stage.connections == ["", "epoch=first&after=1"]


def test_a_missing_number_is_noticed_and_asked_for(stage: Stage, page: Page) -> None:
    open_desk(stage, page)
    stage.n += 1  # a frame that never arrives
    with page.expect_websocket():
        stage.put({"me": ("me", views.own_state(AgentState.PAUSED))})
    expect(page.locator("#me")).to_contain_text("Molada")
    assert stage.connections[-1] == "epoch=first&after=0"


def test_a_snapshot_of_another_epoch_replaces_everything(stage: Stage, page: Page) -> None:
    open_desk(stage, page, "crowded")
    stage.epoch, stage.n = "second", 0
    stage.show(me=("me", views.own_state()), queues=("queues", views.QUEUES), idle=("idle", IDLE_EMPTY))
    stage.cut()
    expect(page.locator(".call-card")).to_have_count(0)
    expect(page.locator("#idle")).to_be_visible()


def test_while_the_server_is_away_the_screen_says_so_and_recovers(stage: Stage, page: Page) -> None:
    open_desk(stage, page)
    stage.refuse_sockets = True
    stage.cut()
    expect(page.get_by_role("alert").filter(has_text="Sunucuyla bağlantı koptu")).to_be_visible()
    stage.refuse_sockets = False
    expect(page.locator("#stream-lost")).to_have_count(0)


def test_a_connection_that_died_unseen_is_noticed_and_left(stage: Stage, own_page: Page) -> None:
    own_page.clock.install()
    open_desk(stage, own_page)
    stage.deaf = stage.refuse_sockets = True
    own_page.clock.run_for(14_000)
    assert len(stage.connections) == 1
    own_page.clock.run_for(7_000)
    expect(own_page.get_by_role("alert").filter(has_text="Sunucuyla bağlantı koptu")).to_be_visible()

    stage.deaf = stage.refuse_sockets = False
    own_page.clock.run_for(20_000)
    expect(own_page.locator("#stream-lost")).to_have_count(0)
    assert stage.connections[-1] == "epoch=first&after=0"


def test_a_quiet_connection_that_lives_is_kept(stage: Stage, own_page: Page) -> None:
    own_page.clock.install()
    with own_page.expect_websocket() as opened:
        open_desk(stage, own_page)
    for _ in range(8):
        with opened.value.expect_event("framereceived", lambda text: "pong" in text):
            own_page.clock.run_for(15_000)
    assert len(stage.connections) == 1


def test_one_tab_too_many_is_told_so_and_tried_again_slowly(stage: Stage, own_page: Page) -> None:
    own_page.clock.install()
    open_desk(stage, own_page)
    stage.turn_away_with = 4429
    stage.cut(4429)
    own_page.clock.run_for(16_000)
    expect(own_page.get_by_role("alert").filter(has_text="çok fazla pencere")).to_be_visible()
    for _ in range(3):
        own_page.clock.run_for(2_000)
    assert len(stage.connections) <= 4
    stage.turn_away_with = 0
    own_page.clock.run_for(16_000)
    expect(own_page.locator("#stream-lost")).to_have_count(0)


def test_who_is_signed_out_is_sent_to_sign_in(stage: Stage, page: Page) -> None:
    values = {"username": "", "error": "", "next_path": "", "demo_logins": ()}
    stage.pages["/sign-in"] = ("sign_in.html", values)
    open_desk(stage, page)
    stage.cut(4401)
    expect(page).to_have_url(f"{stage.address}/sign-in?next=%2F")


def test_replayed_changes_leave_the_same_screen_as_a_snapshot(stage: Stage, page: Page) -> None:
    open_desk(stage, page, "crowded")
    stage.put({"call-b": ("call_card", views.card("b")), "call-e": None, "customer-e": None, "link": None})
    stage.put({"customer-a": ("customer", views.customer_panel("a")), "me": ("me", views.own_state())})
    expect(page.locator("#customer-a")).to_contain_text("Ayşe Yıldırım")
    screen = """() => [...document.querySelectorAll("[data-region]")].map((e) => [e.id, e.dataset.region,
        e.textContent.replace(/\\d+:\\d+(:\\d+)?/g, "").replace(/\\s+/g, " ")]).sort()"""
    changed = page.evaluate(screen)
    page.reload()
    expect(page.locator("#me")).to_be_visible()
    assert json.dumps(page.evaluate(screen)) == json.dumps(changed)
