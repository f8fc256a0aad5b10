"""Stories of callers who wait in a queue."""

from __future__ import annotations

from contextlib import AsyncExitStack

from tests.asterisk.exchange import Exchange
from tests.asterisk.phones import calls, phone, support
from tests.asterisk.stories.common import AYDIN, AYSE_CELIK, OGUT, answered, quiet
from tests.asterisk.tap import Tap


async def queue_answered(exchange: Exchange, tap: Tap) -> None:
    """Ayşe Çelik calls support, both phones ring, 1001 answers, the caller hangs up."""
    async with support(exchange) as (ayse, mehmet):
        async with calls(exchange, AYSE_CELIK[0], "4440", AYSE_CELIK[1]) as caller:
            await answered(ayse, caller, tap)
            await (await mehmet.next_leg()).until("over")
            await caller.hang_up()
        await quiet(tap)


async def queue_declined(exchange: Exchange, tap: Tap) -> None:
    """A caller in sales; its only agent, 1003, declines on the phone (603); rung again a second later, 1003
    answers, and the caller hangs up."""
    async with phone(exchange, "1003") as zeynep, calls(exchange, OGUT[0], "4441", OGUT[1]) as caller:
        await (await zeynep.next_leg()).decline()
        await (await zeynep.next_leg()).answer()
        await tap.event("AgentConnect")
        await caller.hang_up()
        await quiet(tap)


async def hold_and_resume(exchange: Exchange, tap: Tap) -> None:
    """Answered in support by 1001, who puts the caller on hold with the phone's key (re-INVITE, sendonly),
    takes the call back, and hangs up."""
    async with support(exchange) as (ayse, _), calls(exchange, OGUT[0], "4440", OGUT[1]) as caller:
        leg = await answered(ayse, caller, tap)
        await leg.hold()
        await tap.event("Hold")
        await leg.resume()
        await tap.event("Unhold")
        await leg.hang_up()
        await caller.until("over")
        await quiet(tap)


async def resync_in_the_middle(exchange: Exchange, tap: Tap) -> None:
    """Ayşe Çelik talks with 1001 and Şükrü Öğüt waits in support, 1002 ringing; AYDIN TİCARET rings
    1003 in sales. CoreShowChannels and QueueStatus are asked, as after a (re)connect. Everybody hangs up."""
    async with AsyncExitStack() as house:
        ayse, mehmet = await house.enter_async_context(support(exchange))
        zeynep = await house.enter_async_context(phone(exchange, "1003"))
        talking = await house.enter_async_context(calls(exchange, AYSE_CELIK[0], "4440", AYSE_CELIK[1]))
        await answered(ayse, talking, tap)
        await (await mehmet.next_leg()).until("over")
        waiting = await house.enter_async_context(calls(exchange, OGUT[0], "4440", OGUT[1]))
        await mehmet.next_leg()
        ringing = await house.enter_async_context(calls(exchange, AYDIN[0], "4441", AYDIN[1]))
        await zeynep.next_leg()
        await tap.event("DialState", DestChannel="PJSIP/1003")
        await tap.ask("CoreShowChannels")
        await tap.event("CoreShowChannelsComplete")
        await tap.ask("QueueStatus")
        await tap.event("QueueStatusComplete")
        for caller in (talking, waiting, ringing):
            await caller.hang_up()
        await quiet(tap)
