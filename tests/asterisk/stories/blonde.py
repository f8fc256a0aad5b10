"""Stories of an attended transfer that is completed while the one consulted still rings."""

from __future__ import annotations

from tests.asterisk.exchange import Exchange
from tests.asterisk.phones import calls, dials, phone, support
from tests.asterisk.stories.common import AYSE_CELIK, OGUT, answered, brought_along, quiet
from tests.asterisk.stories.transferring import replacing
from tests.asterisk.tap import Tap


async def blonde_transfer_by_keys(exchange: Exchange, tap: Tap) -> None:
    """Answered in support by 1001, who consults 1003 (Atxfer action) and hangs up while 1003 rings; 1003
    answers and hangs up."""
    async with support(exchange) as (ayse, _), phone(exchange, "1003") as zeynep:
        async with calls(exchange, AYSE_CELIK[0], "4440", AYSE_CELIK[1]) as caller:
            leg = await answered(ayse, caller, tap)
            channel = (await tap.event("AgentConnect"))["DestChannel"]
            await tap.ask("Atxfer", Channel=channel, Exten="1003", Context="internal")
            second = await zeynep.next_leg()
            await tap.event("DialState", DestChannel="PJSIP/1003")
            await brought_along(channel, tap)
            await leg.hang_up()
            await tap.event("AttendedTransfer")
            await second.answer()
            await tap.event("BridgeEnter", Channel="PJSIP/1003")
            await second.hang_up()
            await caller.until("over")
        await quiet(tap)


async def blonde_transfer_by_phone(exchange: Exchange, tap: Tap) -> None:
    """Answered in support by 1001, who calls 1003 on a second line of the phone and joins the two with the
    transfer key (REFER with Replaces) while 1003 rings; 1003 answers and hangs up."""
    async with support(exchange) as (ayse, _), phone(exchange, "1003") as zeynep:
        async with calls(exchange, OGUT[0], "4440", OGUT[1]) as caller:
            leg = await answered(ayse, caller, tap)
            await leg.hold()
            async with dials(exchange, "1001", "1003") as second_line:
                second = await zeynep.next_leg()
                await second_line.until("ringing")
                await leg.refer(replacing(second_line, exchange))
                await tap.event("AttendedTransfer")
                await second_line.until("over")
            await leg.until("terminated")
            await leg.hang_up()
            await second.answer()
            await tap.event("BridgeEnter", Channel="PJSIP/1003")
            await second.hang_up()
            await caller.until("over")
        await quiet(tap)


async def blonde_transfer_declined(exchange: Exchange, tap: Tap) -> None:
    """Answered in support by 1001, who consults 1003 (Atxfer action) and hangs up while 1003 rings; 1003
    declines (603), so the exchange calls 1001 back, who answers and has the caller again, and hangs up."""
    async with support(exchange) as (ayse, _), phone(exchange, "1003") as zeynep:
        async with calls(exchange, AYSE_CELIK[0], "4440", AYSE_CELIK[1]) as caller:
            leg = await answered(ayse, caller, tap)
            channel = (await tap.event("AgentConnect"))["DestChannel"]
            await tap.ask("Atxfer", Channel=channel, Exten="1003", Context="internal")
            second = await zeynep.next_leg()
            await tap.event("DialState", DestChannel="PJSIP/1003")
            await brought_along(channel, tap)
            await leg.hang_up()
            await tap.event("AttendedTransfer")
            await second.decline()
            again = await ayse.next_leg()
            await again.answer()
            await tap.event("BridgeEnter", Channel="PJSIP/1001", count=3)
            # Asterisk lets go of the first leg when it has done with the transfer. One who hangs up before
            # leaves the caller alone in the bridge for good.
            await tap.event("Hangup", Channel=channel)
            await again.hang_up()
            await caller.until("over")
        await quiet(tap)


async def blonde_transfer_tried_again(exchange: Exchange, tap: Tap) -> None:
    """Answered in support by 1001, who consults 1003 (Atxfer action) and hangs up while 1003 rings; 1003
    declines (603), and so does 1001, called back. A second later the exchange calls 1003 once more, who
    answers and has the caller, and hangs up."""
    async with support(exchange) as (ayse, _), phone(exchange, "1003") as zeynep:
        async with calls(exchange, AYSE_CELIK[0], "4440", AYSE_CELIK[1]) as caller:
            leg = await answered(ayse, caller, tap)
            channel = (await tap.event("AgentConnect"))["DestChannel"]
            await tap.ask("Setvar", Channel=channel, Variable="FEATURE(atxferloopdelay)", Value="1")
            await tap.ask("Atxfer", Channel=channel, Exten="1003", Context="internal")
            first = await zeynep.next_leg()
            await tap.event("DialState", DestChannel="PJSIP/1003")
            await brought_along(channel, tap)
            await leg.hang_up()
            await tap.event("AttendedTransfer")
            await first.decline()
            await (await ayse.next_leg()).decline()
            second = await zeynep.next_leg()
            await second.answer()
            await tap.event("BridgeEnter", Channel="PJSIP/1003")
            await tap.event("Hangup", Channel=channel)
            await second.hang_up()
            await caller.until("over")
        await quiet(tap)
