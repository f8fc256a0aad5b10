"""Stories of calls that are handed on."""

from __future__ import annotations

import re

from tests.asterisk.exchange import Exchange
from tests.asterisk.phones import Leg, calls, dials, phone, support
from tests.asterisk.stories.common import AYDIN, AYSE_CELIK, answered, brought_along, quiet
from tests.asterisk.tap import Tap


async def blind_transfer_by_agent(exchange: Exchange, tap: Tap) -> None:
    """Answered in support by 1001, who blind-transfers to 1003 (BlindTransfer on the agent's own channel);
    1003 answers and hangs up."""
    async with support(exchange) as (ayse, _), phone(exchange, "1003") as zeynep:
        async with calls(exchange, AYDIN[0], "4440", AYDIN[1]) as caller:
            leg = await answered(ayse, caller, tap)
            channel = await _channel_of("1001", tap)
            await tap.ask("BlindTransfer", Channel=channel, Exten="1003", Context="internal")
            await leg.until("over")
            second = await zeynep.next_leg()
            await second.answer()
            await tap.event("BridgeEnter", Channel="PJSIP/1003")
            await second.hang_up()
            await caller.until("over")
        await quiet(tap)


async def blind_transfer_to_queue(exchange: Exchange, tap: Tap) -> None:
    """Answered in support by 1001, blind-transferred to the queue sales (4441), answered there by 1003;
    the caller hangs up."""
    async with support(exchange) as (ayse, _), phone(exchange, "1003") as zeynep:
        async with calls(exchange, AYSE_CELIK[0], "4440", AYSE_CELIK[1]) as caller:
            leg = await answered(ayse, caller, tap)
            channel = await _channel_of("1001", tap)
            await tap.ask("BlindTransfer", Channel=channel, Exten="4441", Context="internal")
            await leg.until("over")
            await (await zeynep.next_leg()).answer()
            await tap.event("BridgeEnter", Channel="PJSIP/1003")
            await caller.hang_up()
        await quiet(tap)


async def attended_transfer_by_phone(exchange: Exchange, tap: Tap) -> None:
    """Answered in support by 1001, who consults 1003 on a second line of the phone and joins the two with the
    transfer key (REFER with Replaces); the caller hangs up."""
    async with support(exchange) as (ayse, _), phone(exchange, "1003") as zeynep:
        async with calls(exchange, AYSE_CELIK[0], "4440", AYSE_CELIK[1]) as caller:
            leg = await answered(ayse, caller, tap)
            await leg.hold()
            async with dials(exchange, "1001", "1003") as second_line:
                await (await zeynep.next_leg()).answer()
                await second_line.until("talking")
                await tap.event("BridgeEnter", Channel="PJSIP/1003")
                await leg.refer(replacing(second_line, exchange))
                await tap.event("AttendedTransfer")
                await second_line.until("over")
            await leg.hang_up()
            await caller.hang_up()
        await quiet(tap)


async def attended_transfer_by_keys(exchange: Exchange, tap: Tap) -> None:
    """Answered in support by 1001, who consults 1003 (Atxfer action) and hangs up: transferred. The caller
    hangs up."""
    async with support(exchange) as (ayse, _), phone(exchange, "1003") as zeynep:
        async with calls(exchange, AYSE_CELIK[0], "4440", AYSE_CELIK[1]) as caller:
            leg = await answered(ayse, caller, tap)
            channel = await _channel_of("1001", tap)
            await tap.ask("Atxfer", Channel=channel, Exten="1003", Context="internal")
            await (await zeynep.next_leg()).answer()
            await tap.event("BridgeEnter", Channel="PJSIP/1003")
            await brought_along(channel, tap)
            await tap.ask("Hangup", Channel=channel)
            await leg.until("over")
            await tap.event("AttendedTransfer")
            await caller.hang_up()
        await quiet(tap)


async def _channel_of(extension: str, tap: Tap) -> str:
    return (await tap.event("AgentConnect", DestChannel=f"PJSIP/{extension}-"))["DestChannel"]


def replacing(second: Leg, exchange: Exchange) -> str:
    """Refer-To that joins the call `second`, which this phone placed (RFC 3891)."""
    told = second.detail.get("talking") or second.detail["ringing"]
    own, other = (tag.group(1) for tag in re.finditer(r";tag=([^\s;>]+)", told))
    call_id = second.call_id.replace("@", "%40")
    return (
        f"<sip:1003@127.0.0.1:{exchange.sip_port}?Replaces={call_id}%3Bto-tag%3D{other}%3Bfrom-tag%3D{own}>"
    )
