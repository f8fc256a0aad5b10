"""Stories of callers who leave a queue for another, or for a call back, and of an agent in two queues."""

from __future__ import annotations

from tests.asterisk.exchange import Exchange
from tests.asterisk.phones import calls, outside, phone, support
from tests.asterisk.stories.common import AYDIN, AYSE_CELIK, OGUT, answered, quiet
from tests.asterisk.tap import Tap


async def second_queue_answers(exchange: Exchange, tap: Tap) -> None:
    """AYDIN TİCARET waits in sales, 1003 rings; after two seconds the time of the queue is over and the
    caller goes on to support, where 1002 answers. The caller hangs up."""
    async with support(exchange) as (ayse, mehmet), phone(exchange, "1003") as zeynep:
        async with calls(exchange, AYDIN[0], "4443", AYDIN[1]) as caller:
            await (await zeynep.next_leg()).until("over")
            other = await ayse.next_leg()
            await answered(mehmet, caller, tap)
            await other.until("over")
            await caller.hang_up()
        await quiet(tap)


async def agent_in_two_queues(exchange: Exchange, tap: Tap) -> None:
    """1001 is in support and in vip. Ayşe Çelik calls support, 1001 and 1002 ring; Şükrü Öğüt calls vip and
    waits. 1001 answers Ayşe Çelik; when she hangs up, 1001 is rung for vip, and answers. He hangs up. Then
    1001 pauses in vip only, and goes on."""
    async with support(exchange) as (ayse, mehmet):
        async with calls(exchange, AYSE_CELIK[0], "4440", AYSE_CELIK[1]) as first:
            other = await mehmet.next_leg()
            await tap.event("DialState", DestChannel="PJSIP/1001")
            async with calls(exchange, OGUT[0], "4445", OGUT[1]) as second:
                await tap.event("QueueCallerJoin", Queue="vip")
                leg = await answered(ayse, first, tap)
                await other.until("over")
                await first.hang_up()
                await leg.until("over")
                await (await ayse.next_leg()).answer()
                await tap.event("AgentConnect", Queue="vip")
                await second.hang_up()
        await quiet(tap)
    for paused in ("true", "false"):
        await tap.ask("QueuePause", Queue="vip", Interface="PJSIP/1001", Paused=paused, Reason="Break")


async def called_back(exchange: Exchange, tap: Tap) -> None:
    """Ayşe Çelik waits in the queue callback, 1003 rings; she presses 1 and is hung up. A Local channel waits
    in support in her stead; 1001 answers and the exchange calls her; she answers, and 1001 hangs up."""
    async with (
        support(exchange) as (ayse, mehmet),
        phone(exchange, "1003") as zeynep,
        outside(exchange) as city,
    ):
        async with calls(exchange, AYSE_CELIK[0], "4444", AYSE_CELIK[1]) as caller:
            unanswered = await zeynep.next_leg()
            await caller.until("talking")
            await tap.event("DialState", DestChannel="PJSIP/1003")
            await caller.press("1")
            await unanswered.until("over")
            await caller.until("over")
        other = await mehmet.next_leg()
        leg = await ayse.next_leg()
        await leg.answer()
        await other.until("over")
        await (await city.next_leg()).answer()
        await tap.event("BridgeEnter", Channel="PJSIP/carrier")
        await leg.hang_up()
        await quiet(tap)
