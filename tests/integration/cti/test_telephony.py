"""From the bytes of an exchange to events on the bus: followed, lost, found again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar, get_args

import pytest

from santral.crm_core.bus import Bus
from santral.cti import agent_events, call_events, telephony
from santral.cti.agent_events import AgentState, AgentStateChanged, LinkLost, LinkUp
from santral.cti.ami_event_types import AmiEvent, DialBegan
from santral.cti.call_events import CallAnswered, CallEnded, CallEvent, CallId, CallRinging, CallStarted
from santral.cti.calls import CallBook
from santral.cti.loss import LossReason
from santral.cti.telephony import MAY_NOT_LIST, Telephony
from santral.cti.wire import AmiSettings
from tests.integration.cti.scripted_exchange import Action, ScriptedExchange, Session, silence
from tests.patience import PATIENCE_S

TRACES = Path(__file__).parents[2] / "traces"
AGENTS = ("PJSIP/1001", "PJSIP/1002", "PJSIP/1003")
E = TypeVar("E")


def recorded(name: str) -> list[bytes]:
    """The messages of a recorded stream after its login."""
    messages = (TRACES / f"{name}.ami").read_bytes().partition(b"\r\n")[2].split(b"\r\n\r\n")
    begin = next(i for i, message in enumerate(messages) if message.startswith(b"Event: Newchannel"))
    return [message + b"\r\n\r\n" for message in messages[begin:] if message]


def channel(name: str, uniqueid: str, linkedid: str, *, state: str, bridge: str = "") -> tuple[str, ...]:
    """An entry of `CoreShowChannels`."""
    return (
        "CoreShowChannel",
        f"Channel: {name}",
        f"ChannelState: {state}",
        f"ChannelStateDesc: {'Up' if state == '6' else 'Ring'}",
        f"CallerIDNum: {'+905321112233' if 'carrier' in name else '1001'}",
        f"CallerIDName: {'Ayşe Çelik' if 'carrier' in name else ''}",
        f"ConnectedLineNum: {'' if 'carrier' in name else '+905321112233'}",
        f"ConnectedLineName: {'' if 'carrier' in name else 'Ayşe Çelik'}",
        "Exten: 4440" if "carrier" in name else "Exten: ",
        "Context: incoming",
        f"Uniqueid: {uniqueid}",
        f"Linkedid: {linkedid}",
        f"Application: {'Queue' if 'carrier' in name else 'AppQueue'}",
        "ApplicationData: ",
        "Duration: 00:01:10",
        f"BridgeId: {bridge}",
    )


TALKING = (
    channel("PJSIP/carrier-00000001", "1.1", "1.1", state="6", bridge="b"),
    channel("PJSIP/1001-00000002", "1.2", "1.1", state="6", bridge="b"),
)


class House:
    """A telephony that runs, and everything it told."""

    def __init__(self, settings: AmiSettings, now: Callable[[], datetime]) -> None:
        bus = Bus()
        self.told: list[object] = []
        self._changed = asyncio.Event()
        for union in (call_events.CallEvent, agent_events.AgentEvent, agent_events.LinkEvent):
            for event_type in get_args(union):
                bus.subscribe(event_type, self._note)
        self.telephony = Telephony(settings, bus, AGENTS, now, wrap_up_s=30)

    def _note(self, event: object) -> None:
        self.told.append(event)
        self._changed.set()

    def all(self, event_type: type[E]) -> list[E]:
        return [event for event in self.told if isinstance(event, event_type)]

    def state_of(self, device: str) -> AgentState | None:
        known = self.telephony.agents.state_of(device)
        return known.state if known else None

    async def until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def until_told(self, event_type: type[E], count: int = 1) -> E:
        await self.until(lambda: len(self.all(event_type)) >= count)
        return self.all(event_type)[count - 1]


@asynccontextmanager
async def house(
    settings: AmiSettings, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> AsyncIterator[House]:
    house = House(settings, now)
    running = asyncio.create_task(house.telephony.run())
    try:
        yield house
    finally:
        running.cancel()
        await asyncio.wait([running])


async def test_a_call_is_told_from_its_start_to_its_end(exchange: ScriptedExchange) -> None:
    async with house(exchange.settings()) as here:
        await here.until_told(LinkUp)
        for message in recorded("queue_answered"):
            exchange.session.say(message)
        ended = await here.until_told(CallEnded)
        started = here.all(CallStarted)[0]
        assert (started.number, started.name) == ("+905321112233", "Ayşe Çelik")
        assert {ring.device for ring in here.all(CallRinging)} == {"PJSIP/1001", "PJSIP/1002"}
        assert ended.answered
        assert not here.telephony.calls.calls
        assert here.telephony.failures == 0


async def test_calls_that_live_are_found_when_we_come_in_the_middle(exchange: ScriptedExchange) -> None:
    exchange.replies["CoreShowChannels"] = lambda session, action: session.list(action, *TALKING)
    async with house(exchange.settings()) as here:
        await here.until_told(LinkUp)
        [answered] = here.all(CallAnswered)
        assert (answered.device, answered.resumed) == ("PJSIP/1001", True)
        assert here.told.index(answered) < here.told.index(here.all(LinkUp)[0])
        assert here.telephony.calls.channel_of(CallId("1.1"), "PJSIP/1001") == "PJSIP/1001-00000002"


async def test_a_call_that_ended_while_the_link_was_down_ends_here_too(exchange: ScriptedExchange) -> None:
    exchange.replies["CoreShowChannels"] = lambda session, action: session.list(action, *TALKING)
    async with house(exchange.settings()) as here:
        await here.until_told(CallAnswered)
        exchange.replies["CoreShowChannels"] = lambda session, action: session.list(action)
        exchange.session.hang_up()
        ended = await here.until_told(CallEnded)
        assert ended.lost_sight
        await here.until_told(LinkUp, count=2)


async def test_a_call_that_lives_through_a_loss_keeps_its_id_and_is_not_told_twice(
    exchange: ScriptedExchange,
) -> None:
    exchange.replies["CoreShowChannels"] = lambda session, action: session.list(action, *TALKING)
    async with house(exchange.settings()) as here:
        await here.until_told(LinkUp)
        exchange.session.hang_up()
        await here.until_told(LinkUp, count=2)
        assert len(here.all(CallStarted)) == len(here.all(CallAnswered)) == 1
        assert list(here.telephony.calls.calls) == ["1.1"]


async def test_what_happens_while_we_ask_is_understood_after_the_answer(exchange: ScriptedExchange) -> None:
    def hang_up_meanwhile(session: Session, action: Action) -> None:
        session.list(action, *TALKING)
        for name, uniqueid in (("PJSIP/1001-00000002", "1.2"), ("PJSIP/carrier-00000001", "1.1")):
            session.event("Hangup", f"Channel: {name}", f"Uniqueid: {uniqueid}", "Linkedid: 1.1", "Cause: 16")

    exchange.replies["CoreShowChannels"] = hang_up_meanwhile
    async with house(exchange.settings()) as here:
        await here.until_told(LinkUp)
        [ended] = here.all(CallEnded)
        assert (ended.cause, ended.lost_sight) == (16, False)
        assert not here.telephony.calls.calls


async def test_a_restart_of_the_exchange_is_told_as_such(exchange: ScriptedExchange) -> None:
    exchange.uptime_s = 793
    async with house(exchange.settings()) as here:
        assert not (await here.until_told(LinkUp)).restarted
        exchange.session.hang_up()
        assert not (await here.until_told(LinkUp, count=2)).restarted
        exchange.session.event("Shutdown", "Shutdown: Cleanly", "Restart: True")
        exchange.uptime_s = 3
        assert (await here.until_told(LinkLost, count=2)).reason == LossReason.SHUT_DOWN
        assert (await here.until_told(LinkUp, count=3)).restarted


async def test_an_exchange_that_lets_us_in_while_it_starts_is_asked_again(exchange: ScriptedExchange) -> None:
    async with house(exchange.settings()) as here:
        await here.until_told(LinkUp)
        exchange.replies["CoreShowChannels"] = lambda session, action: session.list(action, *TALKING)
        exchange.session.event("FullyBooted", "Uptime: 1", "Status: Fully Booted")
        await here.until_told(CallAnswered)
        await exchange.heard_action("QueueStatus", count=2)
        assert len(here.all(LinkUp)) == 1


async def test_an_exchange_that_does_not_tell_its_calls_is_followed_all_the_same(
    exchange: ScriptedExchange,
) -> None:
    for question in ("CoreShowChannels", "QueueStatus"):
        exchange.replies[question] = lambda session, action: session.refuse(action, "Permission denied")
    async with house(exchange.settings()) as here:
        await here.until_told(LinkUp)
        assert here.telephony.link.up
        assert here.telephony.link.reason == MAY_NOT_LIST
        for message in recorded("direct_call"):
            exchange.session.say(message)
        await here.until_told(CallEnded)


async def test_an_exchange_that_does_not_answer_what_lives_is_no_link(exchange: ScriptedExchange) -> None:
    exchange.replies["QueueStatus"] = silence
    async with house(exchange.settings(answer_timeout_s=0.2)) as here:
        assert (await here.until_told(LinkLost)).reason == LossReason.NO_ANSWER
        assert not here.all(LinkUp)


async def test_one_message_that_fails_does_not_stop_the_next(
    exchange: ScriptedExchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    understand = CallBook.apply

    def stumble(book: CallBook, event: AmiEvent, at: datetime) -> list[CallEvent]:
        if isinstance(event, DialBegan):
            raise ZeroDivisionError
        return understand(book, event, at)

    monkeypatch.setattr(CallBook, "apply", stumble)
    async with house(exchange.settings()) as here:
        await here.until_told(LinkUp)
        for message in recorded("queue_answered"):
            exchange.session.say(message)
        await here.until_told(CallEnded)
        assert here.telephony.failures == 2
        assert here.telephony.link.up


async def test_fields_that_are_missing_stop_nothing(exchange: ScriptedExchange) -> None:
    async with house(exchange.settings()) as here:
        await here.until_told(LinkUp)
        for message in recorded("attended_transfer"):
            exchange.session.say(message.split(b"\r\n", 1)[0] + b"\r\n\r\n")
        for message in recorded("queue_abandoned"):
            exchange.session.say(message)
        await here.until_told(CallEnded)
        assert here.telephony.failures == 0


async def test_a_burst_of_fifty_thousand_events_goes_through_and_others_have_their_turn(
    exchange: ScriptedExchange,
) -> None:
    call = b"".join(recorded("queue_answered"))
    calls = 50_000 // call.count(b"Event: ") + 1
    burst = b"".join(call.replace(b"1795286606.", b"%d." % number) for number in range(1, calls + 1))
    async with house(exchange.settings(silence_limit_s=PATIENCE_S)) as here:
        await here.until_told(LinkUp)
        turns = 0

        async def take_turns() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        other = asyncio.create_task(take_turns())
        exchange.session.say(burst)
        await here.until_told(CallEnded, count=calls)
        other.cancel()
        assert turns > 100
        assert len(here.all(CallStarted)) == calls
        assert len(here.all(LinkUp)) == 1
        assert not here.telephony.calls.calls


async def test_wrap_up_ends_when_its_time_is_over(
    exchange: ScriptedExchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telephony, "TICK_S", 0.01)
    clock = [datetime(2026, 11, 21, 9, 0, tzinfo=UTC)]
    async with house(exchange.settings(), lambda: clock[0]) as here:
        await here.until_told(LinkUp)
        for message in recorded("queue_answered"):
            exchange.session.say(message)
        await here.until_told(CallEnded)
        states = [event.state for event in here.all(AgentStateChanged)]
        assert AgentState.WRAP_UP in states
        [device] = {e.device for e in here.all(AgentStateChanged) if e.state is AgentState.WRAP_UP}
        clock[0] = datetime(2026, 11, 21, 9, 0, 31, tzinfo=UTC)
        await here.until(lambda: here.state_of(device) is AgentState.READY)


async def test_new_agents_are_followed_from_when_they_are_named(exchange: ScriptedExchange) -> None:
    exchange.replies["CoreShowChannels"] = lambda session, action: session.list(action, *TALKING)
    async with house(exchange.settings()) as here:
        await here.until_told(LinkUp)
        here.telephony.set_agent_devices([*AGENTS, "PJSIP/1009"])
        assert "PJSIP/1009" in here.telephony.agents.devices
