"""What the console commands, done by a real Asterisk."""

from __future__ import annotations

import asyncio

import pytest

from santral.crm_core.errors import CommandRefused
from santral.cti.agent_events import AgentState, AgentStateChanged
from santral.cti.call_events import (
    CallAnswered,
    CallLeft,
    CallRinging,
    CallTransferred,
    TransferKind,
)
from tests.asterisk.exchange import Exchange
from tests.asterisk.listening import listening
from tests.asterisk.phones import calls, outside, phone, support
from tests.asterisk.stories.common import brought_along
from tests.asterisk.tap import Tap

pytestmark = pytest.mark.asterisk


async def test_commands_do_on_the_exchange_what_they_say(exchange: Exchange, tap: Tap) -> None:
    async with (
        listening(exchange) as listener,
        support(exchange) as (ayse, _),
        phone(exchange, "1003") as zeynep,
        calls(exchange, "+905321112233", "4440", "Ayşe Çelik"),
    ):
        actions, book = listener.telephony.actions, listener.telephony.calls
        await (await ayse.next_leg()).answer()
        answered = await listener.event(CallAnswered)
        await tap.event("BridgeEnter", Channel="PJSIP/carrier")
        await actions.blind_transfer(book.channel_of(answered.call_id, "PJSIP/1001"), "1003")
        transferred = await listener.event(CallTransferred)
        assert (transferred.by, transferred.kind) == ("PJSIP/1001", TransferKind.BLIND)
        ringing = await listener.event(CallRinging, lambda event: event.device == "PJSIP/1003")
        assert ringing.call_id == answered.call_id
        assert ringing.transferred_by == "PJSIP/1001"
        leg = await zeynep.next_leg()
        await leg.answer()
        await listener.event(CallAnswered, lambda event: event.device == "PJSIP/1003")
        await actions.hang_up(book.channel_of(answered.call_id, "PJSIP/1003"))
        await leg.until("over")
        await listener.ended(answered.call_id)


async def test_an_attended_transfer_by_command_keeps_the_call(exchange: Exchange, tap: Tap) -> None:
    async with (
        listening(exchange) as listener,
        support(exchange) as (ayse, _),
        phone(exchange, "1003") as zeynep,
        calls(exchange, "+905321112233", "4440", "Ayşe Çelik") as caller,
    ):
        actions, book = listener.telephony.actions, listener.telephony.calls
        await (await ayse.next_leg()).answer()
        answered = await listener.event(CallAnswered)
        await tap.event("BridgeEnter", Channel="PJSIP/carrier")
        channel = book.channel_of(answered.call_id, "PJSIP/1001")
        await actions.attended_transfer(channel, "1003")
        leg = await zeynep.next_leg()
        await leg.answer()
        await tap.event("BridgeEnter", Channel="PJSIP/1003")
        await brought_along(channel, tap)
        await actions.hang_up(channel)
        transferred = await listener.event(CallTransferred)
        assert (transferred.call_id, transferred.by, transferred.to, transferred.kind) == (
            answered.call_id,
            "PJSIP/1001",
            "PJSIP/1003",
            TransferKind.ATTENDED,
        )
        await listener.event(CallLeft, lambda event: event.device == "PJSIP/1001")
        call = book.call_of("PJSIP/1003")
        assert call is not None
        assert call.call_id == answered.call_id
        assert call.number == "+905321112233"
        await caller.hang_up()
        await listener.ended(answered.call_id)


async def test_click_to_call_rings_the_agent_first_and_then_the_customer(exchange: Exchange) -> None:
    async with (
        listening(exchange) as listener,
        phone(exchange, "1002") as mehmet,
        outside(exchange) as people,
    ):
        dialling = asyncio.create_task(listener.telephony.actions.originate("PJSIP/1002", "0532 111 22 33"))
        leg = await mehmet.next_leg()
        ringing = await listener.event(CallRinging)
        assert (ringing.device, ringing.direction, ringing.number) == (
            "PJSIP/1002",
            "outbound",
            "05321112233",
        )
        await leg.answer()
        await dialling
        customer = await people.next_leg()
        assert "<sip:05321112233@" in customer.detail["called"]
        await customer.answer()
        await leg.hang_up()
        await listener.ended(ringing.call_id)


async def test_click_to_call_tells_the_agent_who_did_not_pick_up(exchange: Exchange) -> None:
    async with listening(exchange) as listener, phone(exchange, "1002") as mehmet:
        dialling = asyncio.create_task(listener.telephony.actions.originate("PJSIP/1002", "05321112233"))
        await (await mehmet.next_leg()).decline()
        with pytest.raises(CommandRefused, match="Nothing was dialled"):
            await dialling


async def test_a_pause_is_seen_with_its_reason(exchange: Exchange) -> None:
    async with listening(exchange) as listener:
        await listener.telephony.actions.pause("PJSIP/1001", "Öğle yemeği")
        paused = await listener.event(AgentStateChanged, lambda event: event.state is AgentState.PAUSED)
        assert (paused.device, paused.reason) == ("PJSIP/1001", "Öğle yemeği")
        await listener.telephony.actions.unpause("PJSIP/1001")
        await listener.event(AgentStateChanged, lambda event: event.state is AgentState.READY)
