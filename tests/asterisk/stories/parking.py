"""Stories of callers who are parked."""

from __future__ import annotations

from tests.asterisk.exchange import Exchange
from tests.asterisk.phones import calls, dials, support
from tests.asterisk.stories.common import AYSE_CELIK, OGUT, answered, quiet
from tests.asterisk.tap import Tap


async def parked_and_retrieved(exchange: Exchange, tap: Tap) -> None:
    """Answered in support by 1001, who sends the caller to 700 with the transfer key of the phone (REFER):
    the caller is parked at 701. 1004 dials 701 and has the caller, then hangs up."""
    async with support(exchange) as (ayse, _):
        async with calls(exchange, AYSE_CELIK[0], "4440", AYSE_CELIK[1]) as caller:
            leg = await answered(ayse, caller, tap)
            await leg.refer(f"<sip:700@127.0.0.1:{exchange.sip_port}>")
            await tap.event("ParkedCall")
            await leg.until("terminated")
            await leg.hang_up()
            async with dials(exchange, "1004", "701") as colleague:
                await colleague.until("talking")
                await tap.event("BridgeEnter", Channel="PJSIP/1004")
                await colleague.hang_up()
            await caller.until("over")
        await quiet(tap)


async def parked_and_forgotten(exchange: Exchange, tap: Tap) -> None:
    """Answered in support by 1001 and parked (Park action, three seconds); nobody takes the caller back, so
    1001 is rung again, answers, and the caller hangs up."""
    async with support(exchange) as (ayse, _):
        async with calls(exchange, OGUT[0], "4440", OGUT[1]) as caller:
            leg = await answered(ayse, caller, tap)
            connected = await tap.event("AgentConnect")
            await tap.ask(
                "Park",
                Channel=connected["Channel"],
                TimeoutChannel=connected["DestChannel"],
                AnnounceChannel=connected["DestChannel"],
                Timeout="3000",
                Parkinglot="default",
            )
            await tap.event("ParkedCall")
            await leg.until("over")
            await tap.event("ParkedCallTimeOut")
            await (await ayse.next_leg()).answer()
            await tap.event("DialEnd", DialStatus="ANSWER", count=2)
            await caller.hang_up()
        await quiet(tap)
