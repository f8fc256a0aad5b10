"""The whole way: a call on a real exchange opens the caller's history in a real browser."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, expect

from tests.asterisk.console import AGENTS, CUSTOMER, HISTORY, Console
from tests.asterisk.desk import Desk, desk
from tests.asterisk.exchange import Exchange
from tests.asterisk.phones import Leg, Sipp, calls, outside, phone, support

pytestmark = [pytest.mark.asterisk, pytest.mark.browser]

NUMBER = "+905321112233"  # the customer's, as the carrier sends it
NOTE = "Faturadaki fark açıklandı; düzeltilmiş fatura yarın gidecek."


@asynccontextmanager
async def in_talk_with_ayse(
    exchange: Exchange, console: Console, browser: Browser
) -> AsyncIterator[tuple[Leg, Leg, Sipp, Desk, Desk]]:
    """The caller, the leg at Ayşe's phone, Zeynep's phone, and the desks of both. Ayşe has written a note."""
    async with (
        support(exchange) as (first, _),
        phone(exchange, "1003") as second,
        desk(browser, console, "ayse") as ayse,
        desk(browser, console, "zeynep") as zeynep,
        calls(exchange, NUMBER, "4440") as caller,
    ):
        leg = await first.next_leg()
        await leg.answer()
        await expect(ayse.card("talking")).to_be_visible()
        await ayse.write(NOTE)
        yield caller, leg, second, ayse, zeynep


async def test_the_history_is_on_the_screen_while_the_phone_rings_and_the_note_in_it_at_the_next_call(
    exchange: Exchange, console: Console, browser: Browser
) -> None:
    async with phone(exchange, "1003") as handset, desk(browser, console, "zeynep") as zeynep:
        async with calls(exchange, NUMBER, "4441", "AYSE CELIK") as caller:
            leg = await handset.next_leg()
            await expect(zeynep.card("ringing")).to_be_visible()
            await expect(zeynep.customer).to_contain_text(CUSTOMER.name)
            assert (await zeynep.history.all_inner_texts())[:3] == list(HISTORY[:3])
            assert not leg.reached("talking").is_set()  # nobody has picked up
            assert not leg.reached("over").is_set()
            await zeynep.picture("1-ringing")

            await leg.answer()
            await expect(zeynep.card("talking")).to_be_visible()
            await zeynep.write(NOTE)
            await zeynep.picture("2-talking")
            await caller.hang_up()
            await expect(zeynep.card("wrap-up")).to_be_visible()
            await expect(zeynep.work.locator("textarea")).to_have_value(NOTE)
            await zeynep.picture("3-wrap-up")
            await zeynep.save()
            await expect(zeynep.work).to_have_count(0)

        async with calls(exchange, NUMBER, "4441", "AYSE CELIK"):
            await handset.next_leg()
            await expect(zeynep.card("ringing")).to_be_visible()
            newest = zeynep.customer.locator(".timeline-row").filter(has_text=NOTE)
            await expect(newest).to_have_count(1)
            await zeynep.picture("4-next-call")


async def test_hold_on_the_phone_is_seen_on_the_screen(
    exchange: Exchange, console: Console, browser: Browser
) -> None:
    async with (
        phone(exchange, "1003") as handset,
        desk(browser, console, "zeynep") as zeynep,
        calls(exchange, NUMBER, "4441"),
    ):
        leg = await handset.next_leg()
        await leg.answer()
        await expect(zeynep.card("talking")).to_be_visible()
        await leg.hold()
        await expect(zeynep.card("held")).to_be_visible()
        await leg.resume()
        await expect(zeynep.card("talking")).to_be_visible()


async def test_of_all_who_ring_one_keeps_the_call_and_the_others_read_who_has_it(
    exchange: Exchange, console: Console, browser: Browser
) -> None:
    async with (
        support(exchange) as (first, second),
        desk(browser, console, "ayse") as ayse,
        desk(browser, console, "mehmet") as mehmet,
        calls(exchange, NUMBER, "4440"),
    ):
        await expect(ayse.customer).to_contain_text(CUSTOMER.name)
        await expect(mehmet.customer).to_contain_text(CUSTOMER.name)
        await (await first.next_leg()).answer()
        await expect(ayse.card("talking")).to_be_visible()
        await expect(mehmet.card("elsewhere")).to_contain_text(f"answered by {AGENTS['ayse'].display_name}")
        await (await second.next_leg()).until("over")
        await mehmet.picture("5-answered-by-somebody-else")


async def test_a_call_nobody_takes_stays_as_missed(
    exchange: Exchange, console: Console, browser: Browser
) -> None:
    async with phone(exchange, "1003") as handset, desk(browser, console, "zeynep") as zeynep:
        async with calls(exchange, NUMBER, "4441") as caller:
            await handset.next_leg()
            await expect(zeynep.card("ringing")).to_be_visible()
            await caller.hang_up()
        await expect(zeynep.card("missed")).to_contain_text(CUSTOMER.name)


async def test_a_blind_transfer_brings_the_page_and_the_notes_to_the_next_agent(
    exchange: Exchange, console: Console, browser: Browser
) -> None:
    async with in_talk_with_ayse(exchange, console, browser) as (caller, leg, second, ayse, zeynep):
        await ayse.transfer("1003", "blind")
        await leg.until("over")
        next_leg = await second.next_leg()
        await expect(zeynep.card("ringing")).to_contain_text(f"transferred by {AGENTS['ayse'].display_name}")
        await expect(zeynep.customer).to_contain_text(CUSTOMER.name)
        await expect(zeynep.work).to_contain_text(NOTE)
        await zeynep.picture("6-blind-transfer")
        await next_leg.answer()
        await expect(zeynep.card("talking")).to_be_visible()
        await expect(ayse.card("wrap-up")).to_be_visible()
        await caller.hang_up()
        await expect(zeynep.card("wrap-up")).to_be_visible()


async def test_an_attended_transfer_hands_the_caller_over_when_the_first_agent_hangs_up(
    exchange: Exchange, console: Console, browser: Browser
) -> None:
    async with in_talk_with_ayse(exchange, console, browser) as (caller, leg, second, ayse, zeynep):
        await ayse.transfer("1003", "attended")
        await (await second.next_leg()).answer()
        await expect(zeynep.card("talking")).to_be_visible()
        await expect(zeynep.customer).to_contain_text(CUSTOMER.name)
        await ayse.picture("7-attended-transfer-consulting")
        await ayse.hang_up()
        await leg.until("over")
        await expect(ayse.card("wrap-up")).to_be_visible()
        await expect(zeynep.card("talking")).to_have_count(1)
        await expect(zeynep.work).to_contain_text(NOTE)
        await zeynep.picture("8-attended-transfer-done")
        assert not caller.reached("over").is_set()  # the caller talks on, with the second agent
        await caller.hang_up()
        await expect(zeynep.card("wrap-up")).to_be_visible()


async def test_an_exchange_restarted_in_the_middle_loses_the_call_but_no_note(
    exchange: Exchange, console: Console, browser: Browser
) -> None:
    async with phone(exchange, "1003") as handset, desk(browser, console, "zeynep") as zeynep:
        async with calls(exchange, NUMBER, "4441"):
            await (await handset.next_leg()).answer()
            await expect(zeynep.card("talking")).to_be_visible()
            await zeynep.write(NOTE)
            exchange.kill()
            await expect(zeynep.page.locator("#link")).to_be_visible()
            await zeynep.picture("9-link-lost")
            await asyncio.to_thread(exchange.start)
            await expect(zeynep.page.locator("#link")).to_have_count(0)
            await expect(zeynep.card("wrap-up")).to_be_visible()
            await expect(zeynep.work.locator("textarea")).to_have_value(NOTE)
            await zeynep.save()
            await expect(zeynep.work).to_have_count(0)
        async with calls(exchange, NUMBER, "4441"):
            await handset.next_leg()
            await expect(zeynep.card("ringing")).to_contain_text(CUSTOMER.name)


async def test_a_server_killed_in_the_middle_comes_back_to_the_call_and_to_the_notes(
    exchange: Exchange, console: Console, browser: Browser
) -> None:
    async with (
        phone(exchange, "1003") as handset,
        desk(browser, console, "zeynep") as zeynep,
        calls(exchange, NUMBER, "4441") as caller,
    ):
        leg = await handset.next_leg()
        await leg.answer()
        await expect(zeynep.card("talking")).to_be_visible()
        await zeynep.write(NOTE)
        await console.kill()
        await expect(zeynep.page.locator('html[data-link="down"]')).to_have_count(1)
        await console.start()
        await expect(zeynep.page.locator('html[data-link="down"]')).to_have_count(0)
        await expect(zeynep.card("talking")).to_contain_text(CUSTOMER.name)
        await expect(zeynep.work.locator("textarea")).to_have_value(NOTE)
        assert not leg.reached("over").is_set()  # the two never noticed
        await zeynep.picture("11-server-killed")
        await zeynep.hang_up()
        await caller.until("over")
        await expect(zeynep.card("wrap-up")).to_be_visible()
        zeynep.forgive("ERR_CONNECTION_REFUSED", "WebSocket")


async def test_click_to_call_rings_the_own_phone_first_and_pops_who_is_called(
    exchange: Exchange, console: Console, browser: Browser
) -> None:
    async with (
        phone(exchange, "1003") as handset,
        outside(exchange) as people,
        desk(browser, console, "zeynep") as zeynep,
    ):
        await zeynep.dial(CUSTOMER.phone)
        leg = await handset.next_leg()
        await expect(zeynep.customer).to_contain_text(CUSTOMER.name)
        await zeynep.picture("10-click-to-call")
        await leg.answer()
        customer = await people.next_leg()
        await expect(zeynep.card("dialling")).to_be_visible()
        await customer.answer()
        await expect(zeynep.card("talking")).to_be_visible()
        await zeynep.hang_up()
        await customer.until("over")
        await expect(zeynep.card("wrap-up")).to_be_visible()
