"""Stories of calls that are dialled: from the screen, on a phone, straight to an extension."""

from __future__ import annotations

from tests.asterisk.exchange import Exchange
from tests.asterisk.phones import calls, dials, outside, phone
from tests.asterisk.stories.common import quiet
from tests.asterisk.tap import Tap


async def click_to_call(exchange: Exchange, tap: Tap) -> None:
    """Originate of PJSIP/1002 to 05321112233: the agent picks up, the customer too, and hangs up."""
    async with phone(exchange, "1002") as mehmet, outside(exchange) as people:
        await _originate(tap, "05321112233")
        leg = await mehmet.next_leg()
        await leg.answer()
        customer = await people.next_leg()
        await customer.answer()
        await tap.event("BridgeEnter", Channel="PJSIP/1002")
        await customer.hang_up()
        await leg.until("over")
        await quiet(tap)


async def click_to_call_cancelled(exchange: Exchange, tap: Tap) -> None:
    """Originate of PJSIP/1002 to 05321112233;
    the agent picks up, and hangs up while the customer's phone rings."""
    async with phone(exchange, "1002") as mehmet, outside(exchange) as people:
        await _originate(tap, "05321112233")
        leg = await mehmet.next_leg()
        await leg.answer()
        customer = await people.next_leg()
        await leg.hang_up()
        await customer.until("over")
        await quiet(tap)


async def click_to_call_refused(exchange: Exchange, tap: Tap) -> None:
    """Originate of PJSIP/1002 to 05321112233;
    the agent declines on the phone (603): OriginateResponse Failure."""
    async with phone(exchange, "1002") as mehmet:
        await _originate(tap, "05321112233")
        await (await mehmet.next_leg()).decline()
        await tap.event("OriginateResponse")
        await quiet(tap)


async def click_to_call_customer_busy(exchange: Exchange, tap: Tap) -> None:
    """Originate of PJSIP/1002 to 05321112233; the agent picks up, the customer is busy (486)."""
    async with phone(exchange, "1002") as mehmet, outside(exchange) as people:
        await _originate(tap, "05321112233")
        leg = await mehmet.next_leg()
        await leg.answer()
        await (await people.next_leg()).busy()
        await leg.until("over")
        await quiet(tap)


async def dialled_on_phone(exchange: Exchange, tap: Tap) -> None:
    """1004 dials 05421234567 on the phone itself; the customer answers, the agent hangs up."""
    async with outside(exchange) as people, dials(exchange, "1004", "05421234567") as leg:
        customer = await people.next_leg()
        await customer.answer()
        await leg.until("talking")
        await tap.event("BridgeEnter", count=2)
        await leg.hang_up()
        await customer.until("over")
        await quiet(tap)


async def internal_call(exchange: Exchange, tap: Tap) -> None:
    """1004 calls 1005, talks, and hangs up: nobody from outside has a part in it."""
    async with phone(exchange, "1005") as elif_, dials(exchange, "1004", "1005") as leg:
        other = await elif_.next_leg()
        await other.answer()
        await leg.until("talking")
        await tap.event("BridgeEnter", count=2)
        await leg.hang_up()
        await other.until("over")
        await quiet(tap)


async def direct_call_busy(exchange: Exchange, tap: Tap) -> None:
    """An outside caller dials 1005 straight; the phone rings, then says it is busy (486)."""
    async with phone(exchange, "1005") as elif_, calls(exchange, "+14155550100", "1005") as caller:
        await (await elif_.next_leg()).busy()
        await caller.until("over")
        await quiet(tap)


async def direct_call_declined(exchange: Exchange, tap: Tap) -> None:
    """An outside caller dials 1005 straight; the agent declines on the phone (603)."""
    async with phone(exchange, "1005") as elif_, calls(exchange, "+14155550100", "1005") as caller:
        await (await elif_.next_leg()).decline()
        await caller.until("over")
        await quiet(tap)


async def _originate(tap: Tap, number: str) -> None:
    await tap.ask(
        "Originate",
        Channel="PJSIP/1002",
        Exten=number,
        Context="internal",
        Priority="1",
        CallerID=f"<{number}>",
        Async="true",
        Timeout="20000",
    )
