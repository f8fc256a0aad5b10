"""Stories of calls that are taken from another phone than the one that rings."""

from __future__ import annotations

from tests.asterisk.exchange import Exchange
from tests.asterisk.phones import Leg, calls, dials, support
from tests.asterisk.stories.common import AYSE_CELIK, OGUT, quiet
from tests.asterisk.tap import Tap


async def picked_up_by_extension(exchange: Exchange, tap: Tap) -> None:
    """Ayşe Çelik calls support, 1001 and 1002 ring; 1004 dials **1001 and has the call, then hangs up."""
    async with support(exchange) as (ayse, mehmet):
        async with calls(exchange, AYSE_CELIK[0], "4440", AYSE_CELIK[1]) as caller:
            await _taken_by(exchange, tap, "**1001", await ayse.next_leg(), await mehmet.next_leg())
            await caller.until("over")
        await quiet(tap)


async def picked_up_in_the_group(exchange: Exchange, tap: Tap) -> None:
    """Şükrü Öğüt calls support, 1001 and 1002 ring; 1004, of their group, dials *8 and has the call, then
    hangs up."""
    async with support(exchange) as (ayse, mehmet):
        async with calls(exchange, OGUT[0], "4440", OGUT[1]) as caller:
            await _taken_by(exchange, tap, "*8", await ayse.next_leg(), await mehmet.next_leg())
            await caller.until("over")
        await quiet(tap)


async def _taken_by(exchange: Exchange, tap: Tap, code: str, *ringing: Leg) -> None:
    for extension in ("1001", "1002"):
        await tap.event("DialState", DestChannel=f"PJSIP/{extension}")
    async with dials(exchange, "1004", code) as colleague:
        await colleague.until("talking")
        for leg in ringing:
            await leg.until("over")
        await tap.event("BridgeEnter", count=2)
        await colleague.hang_up()
