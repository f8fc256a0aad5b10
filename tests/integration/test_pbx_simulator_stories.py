"""The simulated exchange against the recorded one: the same story gives the same stream."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest

from santral.cti.pbx_simulator import ManualClock, PbxSimulator, PhoneBehaviour
from tests.integration.recorded_streams import (
    Message,
    comparable,
    farthest_move,
    in_strands,
    read_stream,
    recorded,
    without_timers,
)

SILENT = PhoneBehaviour(sends_ringing=False)


class Listener:
    """A manager that hears everything, as the one that recorded."""

    def __init__(self, pbx: PbxSimulator) -> None:
        self._pbx = pbx
        self._raw = b""

    async def __aenter__(self) -> Listener:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._pbx.port)
        await self.act(Action="Login", Username="santral", Secret="secret", Events="on")
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()

    async def act(self, **fields: str) -> None:
        """Send an action and wait until it and all that it leads to at once is heard."""
        for action in (fields, {"Action": "Ping", "ActionID": "mark"}):
            text = "".join(f"{name}: {value}\r\n" for name, value in action.items())
            self._writer.write(f"{text}\r\n".encode())
        mark = b"Response: Success\r\nActionID: mark\r\nPing: Pong\r\n"
        while mark not in self._raw or not self._raw.endswith(b"\r\n\r\n"):
            self._raw += await self._reader.read(65536)
        self._raw = self._raw[: self._raw.index(mark)]

    async def stream(self) -> list[Message]:
        await self.act(Action="Ping", ActionID="last")
        return read_stream(self._raw)[:-1]


Played = Callable[[PbxSimulator, Listener], Awaitable[None]]


@dataclass(frozen=True)
class Story:
    """`differs`: fields of an event that a race in Asterisk sets one way or the other, as (event, field).
    `moves`: by how many places at most a message comes earlier or later, for it is told by another thread."""

    play: Played
    differs: frozenset[tuple[str, str]] = frozenset()
    moves: int = 0


async def queue_answered(pbx: PbxSimulator, manager: Listener) -> None:
    caller = pbx.call("+905321112233", "Ayşe Çelik", to="4440")
    pbx.advance(2)
    pbx.phone("PJSIP/1002").answer()
    pbx.advance(2)
    caller.hang_up()


async def queue_abandoned(pbx: PbxSimulator, manager: Listener) -> None:
    pbx.behave("PJSIP/1001", SILENT)
    pbx.behave("PJSIP/1002", SILENT)
    caller = pbx.call("05421234567", "Şükrü Öğüt", to="4440")
    pbx.advance(3)
    caller.hang_up()


async def ring_no_answer(pbx: PbxSimulator, manager: Listener) -> None:
    pbx.behave("PJSIP/1003", SILENT)
    caller = pbx.call("+905059998877", "Ali Veli", to="4441")
    pbx.advance(25)
    caller.hang_up()


async def direct_call(pbx: PbxSimulator, manager: Listener) -> None:
    caller = pbx.call("+14155550100", "John Smith", to="1005")
    pbx.advance(1.5)
    pbx.phone("PJSIP/1005").answer()
    pbx.advance(3)
    caller.hang_up()


async def anonymous_caller(pbx: PbxSimulator, manager: Listener) -> None:
    caller = pbx.call("", to="4441")
    pbx.advance(2)
    pbx.phone("PJSIP/1003").answer()
    pbx.advance(0.5)
    caller.hang_up()


async def blind_transfer(pbx: PbxSimulator, manager: Listener) -> None:
    """As recorded, the caller's channel is given, so it is the agent's that goes to 1003."""
    pbx.behave("PJSIP/1003", SILENT)
    caller = pbx.call("+902123334455", "AYDIN TİCARET", to="4440")
    pbx.advance(2)
    pbx.phone("PJSIP/1001").answer()
    pbx.advance(0.4)
    await manager.act(Action="BlindTransfer", Channel=caller.channel.name, Context="internal", Exten="1003")


async def attended_transfer(pbx: PbxSimulator, manager: Listener) -> None:
    caller = pbx.call("+905321112233", "Ayşe Çelik", to="4440")
    pbx.advance(1.5)
    agent = pbx.phone("PJSIP/1002")
    agent.answer()
    channel = agent.channel.name
    pbx.advance(4)
    await manager.act(Action="Atxfer", Channel=channel, Context="internal", Exten="1003")
    pbx.advance(1.5)
    pbx.phone("PJSIP/1003").answer()
    pbx.advance(6)
    await manager.act(Action="Hangup", Channel=channel)
    pbx.advance(5)
    caller.hang_up()


async def click_to_call(pbx: PbxSimulator, manager: Listener) -> None:
    await manager.act(
        Action="Originate",
        ActionID="click-1",
        Channel="PJSIP/1002",
        Context="internal",
        Exten="05321112233",
        Priority="1",
        CallerID="Santral <1002>",
        Async="true",
    )
    pbx.advance(1.5)
    agent = pbx.phone("PJSIP/1002")
    agent.answer()
    pbx.advance(1.5)
    pbx.outside.phone("05321112233").answer()
    pbx.advance(4.5)
    await manager.act(Action="Hangup", Channel=agent.channel.name)


async def pause_and_membership(pbx: PbxSimulator, manager: Listener) -> None:
    await manager.act(Action="QueuePause", Interface="PJSIP/1001", Paused="true", Reason="Lunch")
    await manager.act(Action="QueueStatus", ActionID="qs1")
    await manager.act(Action="QueuePause", Interface="PJSIP/1001", Paused="false")
    await manager.act(
        Action="QueueAdd", Queue="sales", Interface="PJSIP/1001", Penalty="1", MemberName="Ayşe Yılmaz"
    )
    await manager.act(Action="QueueRemove", Queue="sales", Interface="PJSIP/1001")
    await manager.act(Action="CoreShowChannels", ActionID="csc1")


async def four_callers_two_agents(pbx: PbxSimulator, manager: Listener) -> None:
    agent = pbx.phone("PJSIP/1002")
    first = pbx.call("+905321112233", "Ayşe Çelik", to="4440")
    pbx.advance(1)
    second = pbx.call("05421234567", "Şükrü Öğüt", to="4440")
    pbx.advance(0.99)
    agent.answer()
    pbx.advance(0.01)
    third = pbx.call("+902123334455", "AYDIN TİCARET", to="4440")
    pbx.advance(1)
    fourth = pbx.call("", to="4440")
    agent.answer()
    pbx.advance(2)
    first.hang_up()
    pbx.advance(1)
    second.hang_up()
    agent.answer()
    pbx.advance(1)
    third.hang_up()
    pbx.advance(1)
    fourth.hang_up()


IN_CALL = ("QueueMemberStatus", "InCall")  # counted by the dialplan, told with the device's state
# The dialplan hears of the ringing before or after the phone's own channel is set to it.
RINGING_HEARD = frozenset({("DialState", "DestChannelState"), ("DialState", "DestChannelStateDesc")})
# A phone may ring before the queue has told that it calls it: then the telling shows it ringing already.
RANG_AT_ONCE = frozenset(
    {
        (event, f"Dest{field}")
        for event in ("AgentCalled", "DialBegin")
        for field in ("ChannelState", "ChannelStateDesc")
    }
    | {("DialBegin", f"Dest{field}") for field in ("ConnectedLineNum", "ConnectedLineName", "Exten")}
)

STORIES = [
    Story(queue_answered, frozenset({IN_CALL}), moves=12),
    Story(queue_abandoned, moves=3),
    Story(ring_no_answer),
    Story(direct_call),
    Story(anonymous_caller, RINGING_HEARD, moves=5),
    Story(blind_transfer, moves=7),
    Story(attended_transfer, moves=6),
    Story(click_to_call, moves=11),
    Story(pause_and_membership),
    Story(four_callers_two_agents, RINGING_HEARD | RANG_AT_ONCE, moves=50),
]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.play.__name__)
async def test_the_same_story_gives_the_recorded_stream(story: Story) -> None:
    expected = _prepared(recorded(story.play.__name__), story)
    async with PbxSimulator(clock=ManualClock()) as pbx, Listener(pbx) as manager:
        pbx.outside.behaviour = PhoneBehaviour()
        await story.play(pbx, manager)
        told = _prepared(await manager.stream(), story)

    assert in_strands(told) == in_strands(expected)
    assert farthest_move(expected, told) <= story.moves


def _prepared(messages: list[Message], story: Story) -> list[Message]:
    return [
        [(name, "~" if (message[0][1], name) in story.differs else value) for name, value in message]
        for message in comparable(without_timers(messages))
    ]
