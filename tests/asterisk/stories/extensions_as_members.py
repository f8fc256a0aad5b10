"""Stories of a queue that calls extensions, as FreePBX's do: its members are `Local/1001@from-queue/n`."""

from __future__ import annotations

from tests.asterisk.exchange import Exchange
from tests.asterisk.phones import Leg, Sipp, calls, phone, support
from tests.asterisk.stories.common import AYDIN, AYSE_CELIK, OGUT, quiet
from tests.asterisk.tap import Tap


async def extension_answered(exchange: Exchange, tap: Tap) -> None:
    """Ayşe Çelik calls frontdesk, both phones ring, 1002 answers, the caller hangs up."""
    async with support(exchange) as (ayse, mehmet):
        async with calls(exchange, AYSE_CELIK[0], "4442", AYSE_CELIK[1]) as caller:
            other = await ayse.next_leg()
            await _answered(mehmet, caller, tap)
            await other.until("over")
            await caller.hang_up()
        await quiet(tap)


async def extension_rings_out(exchange: Exchange, tap: Tap) -> None:
    """Şükrü Öğüt calls frontdesk; both phones ring out, and ring again; the caller gives up."""
    async with support(exchange) as (ayse, mehmet):
        async with calls(exchange, OGUT[0], "4442", OGUT[1]) as caller:
            for agent in (ayse, mehmet):
                await (await agent.next_leg()).until("over")
            for agent in (ayse, mehmet):
                await agent.next_leg()
            await tap.event("AgentRingNoAnswer", count=2)
            await caller.hang_up()
        await quiet(tap)


async def extension_sends_on(exchange: Exchange, tap: Tap) -> None:
    """Answered in frontdesk by 1001, who blind-transfers to 1003 (BlindTransfer on the channel of the phone);
    1003 answers and hangs up."""
    async with support(exchange) as (ayse, _), phone(exchange, "1003") as zeynep:
        async with calls(exchange, AYDIN[0], "4442", AYDIN[1]) as caller:
            leg = await _answered(ayse, caller, tap)
            entered = await tap.event("BridgeEnter", Channel="PJSIP/1001")
            await tap.ask("BlindTransfer", Channel=entered["Channel"], Exten="1003", Context="internal")
            await leg.until("over")
            second = await zeynep.next_leg()
            await second.answer()
            await tap.event("BridgeEnter", Channel="PJSIP/1003")
            await second.hang_up()
            await caller.until("over")
        await quiet(tap)


async def _answered(agent: Sipp, caller: Leg, tap: Tap) -> Leg:
    leg = await agent.next_leg()
    await tap.event("Newstate", Channel="PJSIP/1002", ChannelStateDesc="Ringing")  # both are rung together
    await leg.answer()
    await tap.event("AgentConnect")
    await tap.event("BridgeEnter", Channel="PJSIP/carrier")
    await tap.event("BridgeEnter", Channel="PJSIP/100")
    return leg
