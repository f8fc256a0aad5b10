"""What several stories have in common: who calls, and what everybody waits for."""

from __future__ import annotations

from tests.asterisk.phones import Leg, Sipp
from tests.asterisk.tap import Message, Tap

AYSE_CELIK = ("+905321112233", "Ayşe Çelik")
OGUT = ("05421234567", "Şükrü Öğüt")
AYDIN = ("+902123334455", "AYDIN TİCARET")


async def answered(agent: Sipp, caller: Leg, tap: Tap) -> Leg:
    """The agent's phone rings and is picked up; both talk."""
    leg = await agent.next_leg()
    await leg.answer()
    await caller.until("talking")
    await tap.event("AgentConnect")
    await tap.event("BridgeEnter", Channel="PJSIP/carrier")
    return leg


async def brought_along(channel: str, tap: Tap) -> None:
    """Who consults by `Atxfer` is in the bridge into which the colleague is called. Asterisk calls the
    colleague first: one who hangs up before that has only hung up, and transfers nothing."""
    await tap.event("BridgeEnter", count=2, Channel=channel)


async def quiet(tap: Tap) -> None:
    """Every channel that was opened is closed, and its queue and device said so."""

    def is_open(message: Message) -> int:
        return {"Newchannel": 1, "Hangup": -1}.get(message.get("Event", ""), 0)

    await tap.settle(lambda heard: sum(map(is_open, heard)) == 0)
