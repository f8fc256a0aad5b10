"""Santral's telephony on a real Asterisk: its link, what it understands, and how it finds its way back."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Mapping

import pytest

from santral.crm_core.errors import TelephonyUnavailable
from santral.cti.agent_events import AgentState, AgentStateChanged, LinkLost, LinkUp
from santral.cti.call_events import (
    CallAnswered,
    CallEnded,
    CallEvent,
    CallRinging,
    CallsMerged,
    CallStarted,
    Direction,
)
from santral.cti.calls import PartState
from santral.cti.link_check import check_link
from santral.cti.loss import LossReason
from santral.cti.queue_silence import NOTHING_OF_QUEUES
from tests.asterisk.exchange import Exchange
from tests.asterisk.listening import listening, settings
from tests.asterisk.phones import calls, dials, phone, support
from tests.asterisk.stories import STORIES, WIDER_STORIES, Story
from tests.asterisk.tap import Tap
from tests.patience import PATIENCE_S
from tests.replay import story, tell

pytestmark = pytest.mark.asterisk


async def test_the_check_finds_nothing_wrong_with_the_sample_configuration(exchange: Exchange) -> None:
    findings = await check_link(settings(exchange))
    assert [finding.what + ": " + finding.advice for finding in findings if not finding.ok] == []
    assert "Queues: sales, support; members: 3" in [finding.what for finding in findings]


@pytest.mark.parametrize("name", STORIES)
async def test_what_happens_live_is_told_as_it_was_recorded(exchange: Exchange, name: str) -> None:
    await played_as_recorded(STORIES, name, exchange)


@pytest.mark.parametrize("name", WIDER_STORIES)
async def test_so_is_what_the_sample_exchange_cannot_do(wider_exchange: Exchange, name: str) -> None:
    await played_as_recorded(WIDER_STORIES, name, wider_exchange)


async def played_as_recorded(stories: Mapping[str, Story], name: str, exchange: Exchange) -> None:
    async with Tap(exchange) as tap, listening(exchange) as listener:
        await stories[name](exchange, tap)
        recorded = tell(f"recorded_{name}")
        with contextlib.suppress(TimeoutError):  # what is missing is seen in the comparison
            await listener.until(lambda: len(lines(listener.calls_told)) >= len(lines(recorded)))
        assert lines(listener.calls_told) == lines(recorded)
        assert not listener.telephony.calls.calls
        assert listener.telephony.failures == 0


async def test_the_phone_to_try_it_with_calls_as_somebody_outside(exchange: Exchange) -> None:
    """A call of a phone of the house would not pop."""
    async with (
        listening(exchange) as listener,
        support(exchange) as (ayse, _),
        dials(exchange, "customer", "4440"),
    ):
        await ayse.next_leg()
        ringing = await listener.event(CallRinging)
    assert (ringing.direction, ringing.number, ringing.queue) == (Direction.INBOUND, "02125550199", "support")


@pytest.mark.parametrize(("account", "lacks"), [("deaf", NOTHING_OF_QUEUES), ("santral", "")])
async def test_one_who_hears_nothing_of_queues_notices_it(
    exchange: Exchange, tap: Tap, account: str, lacks: str
) -> None:
    async with listening(exchange, username=account) as listener, support(exchange) as (ayse, _):
        async with calls(exchange, "+905321112233", "4440", "Ayşe Çelik"):
            await (await ayse.next_leg()).answer()
            await tap.event("AgentConnect")
        telephony = listener.telephony
        if lacks:
            async with asyncio.timeout(PATIENCE_S):
                while telephony.link.reason != lacks:  # noqa: ASYNC110 - nobody is told
                    await asyncio.sleep(0.05)
        else:
            await listener.until(lambda: telephony._silence._heard)
        assert telephony.link.up


async def test_one_who_comes_in_the_middle_finds_the_calls_that_live(exchange: Exchange, tap: Tap) -> None:
    async with (
        support(exchange) as (ayse, _),
        phone(exchange, "1003") as zeynep,
        calls(exchange, "+905321112233", "4440", "Ayşe Çelik") as talking,
        calls(exchange, "05421234567", "4441", "Şükrü Öğüt") as ringing,
    ):
        await (await ayse.next_leg()).answer()
        await tap.event("BridgeEnter", Channel="PJSIP/carrier")
        await zeynep.next_leg()
        await tap.event("Newstate", Channel="PJSIP/1003", ChannelState="5")
        async with listening(exchange) as listener:
            book = listener.telephony.calls
            assert len(book.calls) == 2
            first, second = book.call_of("PJSIP/1001"), book.call_of("PJSIP/1003")
            assert first is not None
            assert second is not None
            assert (first.number, first.name) == ("+905321112233", "Ayşe Çelik")
            assert first.parts["PJSIP/1001"].state is PartState.TALKING
            assert (second.number, second.queue) == ("05421234567", "sales")
            assert second.parts["PJSIP/1003"].state is PartState.RINGING
            await talking.hang_up()
            await ringing.hang_up()
            for call in (first, second):
                await listener.ended(call.call_id)


async def test_an_exchange_that_is_restarted_in_the_middle_of_a_call(exchange: Exchange) -> None:
    async with (
        listening(exchange) as listener,
        support(exchange) as (ayse, _),
        phone(exchange, "1003") as zeynep,
    ):
        async with calls(exchange, "+905321112233", "4440", "Ayşe Çelik"):
            await (await ayse.next_leg()).answer()
            answered = await listener.event(CallAnswered)
            exchange.kill()
            lost = await listener.event(LinkLost)
            assert lost.reason
            assert answered.call_id in listener.telephony.calls.calls  # nobody knows yet what became of it
            with pytest.raises(TelephonyUnavailable):
                await listener.telephony.actions.originate("PJSIP/1001", "05321112233")
            exchange.start()
            back = await listener.event(LinkUp)
            assert back.restarted
            end = await listener.event(CallEnded)
            assert end.call_id == answered.call_id
            assert end.lost_sight
            listener.forget()
        async with calls(exchange, "05421234567", "4441", "Şükrü Öğüt"):
            await (await zeynep.next_leg()).answer()
            assert (await listener.event(CallAnswered)).device == "PJSIP/1003"


async def test_an_exchange_that_stands_still_is_noticed_and_its_calls_are_found_again(
    exchange: Exchange, tap: Tap
) -> None:
    """Nothing arrives and nothing is closed: only a clock can tell. (The real limits are thrice these.)"""
    async with (
        listening(exchange, ping_interval_s=1, silence_limit_s=4) as listener,
        phone(exchange, "1003") as zeynep,
        calls(exchange, "05421234567", "4441", "Şükrü Öğüt") as caller,
    ):
        await (await zeynep.next_leg()).answer()
        answered = await listener.event(CallAnswered)
        exchange.freeze()
        try:
            assert (await listener.event(LinkLost)).reason == LossReason.SILENT
            caller.order("HANGUP")  # the exchange cannot hear it yet, and SIP says it again
        finally:
            exchange.thaw()
        back = await listener.event(LinkUp)
        assert not back.restarted
        await listener.ended(answered.call_id)


async def test_the_link_can_be_encrypted(exchange: Exchange) -> None:
    async with listening(
        exchange, tls=True, port=exchange.ami_tls_port, ca_file=exchange.certificate
    ) as listener:
        await listener.telephony.actions.pause("PJSIP/1001", "Mola")
        await listener.event(AgentStateChanged, lambda event: event.state is AgentState.PAUSED)
        await listener.telephony.actions.unpause("PJSIP/1001")


async def test_nothing_is_said_to_an_exchange_whose_certificate_nobody_signed(exchange: Exchange) -> None:
    findings = await check_link(settings(exchange, tls=True, port=exchange.ami_tls_port))
    assert [finding.ok for finding in findings] == [False]
    assert LossReason.NOT_ENCRYPTED in findings[0].advice


ONLY_SOMETIMES = re.compile("hands on to 700, blind")
"""A phone parks by a blind transfer, of which it is told before that it parks, or after."""
NEW_EACH_TIME = {
    # `Pickup` comes after the exchange has done it, and two more threads tell what it did: the other phones
    # may fall silent, and the caller be out of the queue, before it is told who (1004) picked up.
    r"answered elsewhere by PJSIP/1004": "answered elsewhere",
    r"^leaves support unanswered": "leaves support",
    r"^absorbs .*": "absorbs another call",
    # DialBegin comes just before or just after Newstate: where somebody else than Santral had a phone rung to
    # dial out, the number is known when it rings or a moment later.
    r"rings: outbound \S+": "rings: outbound",
    # The cause of a caller who gave up: Asterisk 22 says 0, Asterisk 16 says 16.
    r"^ends, never answered, cause (?:0|16)$": "ends, never answered",
}


def lines(told: list[CallEvent]) -> list[str]:
    """The story without what real exchanges tell differently each time, and without its order, since two
    phones that are rung together come first as it happens."""
    seen = [event for event in told if not _of_nobody(event, told)]
    return sorted(_constant(line) for line in story(seen) if not ONLY_SOMETIMES.search(line))


def _of_nobody(event: CallEvent, told: list[CallEvent]) -> bool:
    """Where Asterisk tries an attended transfer again, the phone it calls may be told of before it is told
    for which call: of a call for nobody, which is absorbed before anything rings."""
    call_id = event.absorbed if isinstance(event, CallsMerged) else event.call_id
    of_call = [other for other in told if other.call_id == call_id]
    absorbed = any(isinstance(other, CallsMerged) and other.absorbed == call_id for other in told)
    return absorbed and all(
        isinstance(other, CallStarted) and not (other.number or other.dialled) for other in of_call
    )


def _constant(line: str) -> str:
    for pattern, constant in NEW_EACH_TIME.items():
        line = re.sub(pattern, constant, line)
    return line
