"""Recorded: a queue whose members are extensions, `Local/1001@from-queue/n` as FreePBX has them. The agent's
leg is a Local pair, and behind it the phone; the console knows the agent by the phone.

1001 is watched by a hint (`hint:1001@ext-local`), 1002 by its phone (`PJSIP/1002`): the two ways in use.
"""

from __future__ import annotations

import pytest

from santral.cti import ami_events
from santral.cti.agent_events import AgentState, AgentStateChanged
from santral.cti.agents import AgentBoard
from santral.cti.ami_event_types import AgentCalled, AgentConnected, AgentRangOut
from santral.cti.call_events import CallEvent
from santral.cti.calls import CallBook
from tests.replay import AGENT_DEVICES, BEGIN, STEP, events_of, messages_of, story, tell

AYSE = "inbound +905321112233 (Ayşe Çelik)"
SUKRU = "inbound 05421234567 (Şükrü Öğüt)"
AYDIN = "inbound +902123334455 (AYDIN TİCARET)"


def test_both_phones_ring_and_one_answers() -> None:
    told = tell("recorded_extension_answered")
    assert story(told) == [
        "inbound call +905321112233 (Ayşe Çelik) to 4442",
        "waits in frontdesk at 1",
        f"PJSIP/1002 rings: {AYSE} for frontdesk",
        f"PJSIP/1001 rings: {AYSE} for frontdesk",
        "PJSIP/1002 stops ringing: answered",
        "PJSIP/1002 talks",
        "PJSIP/1001 stops ringing: answered elsewhere by PJSIP/1002",
        "leaves frontdesk",
        "PJSIP/1002 leaves",
        "ends, answered, cause 16",
    ]
    assert len({event.call_id for event in told}) == 1


def test_both_phones_ring_out_and_ring_again_until_the_caller_gives_up() -> None:
    told = story(tell("recorded_extension_rings_out"))
    assert told[:2] == ["inbound call 05421234567 (Şükrü Öğüt) to 4442", "waits in frontdesk at 1"]
    for device in ("PJSIP/1001", "PJSIP/1002"):
        assert [line for line in told if line.startswith(device)] == [
            f"{device} rings: {SUKRU} for frontdesk",
            f"{device} stops ringing: not answered",
            f"{device} rings: {SUKRU} for frontdesk",
            f"{device} stops ringing: caller left",
        ]
    assert told[-1] == "ends, never answered, cause 16"


def test_who_answered_sends_the_caller_on_by_the_channel_of_the_phone() -> None:
    told = tell("recorded_extension_sends_on")
    assert story(told)[4:] == [
        "PJSIP/1001 stops ringing: answered",
        "PJSIP/1001 talks",
        "PJSIP/1002 stops ringing: answered elsewhere by PJSIP/1001",
        "leaves frontdesk",
        "PJSIP/1001 hands on to 1003, blind",
        "PJSIP/1001 leaves",
        f"PJSIP/1003 rings: {AYDIN} for frontdesk, sent by PJSIP/1001",
        "PJSIP/1003 stops ringing: answered",
        "PJSIP/1003 talks",
        "PJSIP/1003 leaves",
        "ends, answered, cause 16",
    ]
    assert len({event.call_id for event in told}) == 1


def test_the_queue_calls_no_phone_itself() -> None:
    """The reason for all this: what queues tell names half of a Local pair where a phone would be."""
    told = [
        event
        for stream in ("answered", "rings_out", "sends_on")
        for event in events_of(messages_of(f"recorded_extension_{stream}"))
        if isinstance(event, AgentCalled | AgentConnected | AgentRangOut)
    ]
    assert {event.called.device for event in told if event.called} == {""}
    members = {event.member.interface: (event.member.device, event.member.extension) for event in told}
    # An event about a call says only the interface, so here both are known by extension.
    assert members == {
        "Local/1001@from-queue/n": ("", "1001"),
        "Local/1002@from-queue/n": ("", "1002"),
    }


def followed(stream: str, board: AgentBoard) -> list[AgentStateChanged]:
    """What the board tells of agents' states, as the server puts books and board together."""
    book = CallBook(AGENT_DEVICES)
    told = []
    for n, message in enumerate(messages_of(stream)):
        event = ami_events.parse(message)
        if event is None:
            continue
        at = BEGIN + n * STEP
        calls: list[CallEvent] = book.apply(event, at)
        told += [state for call in calls for state in board.on_call_event(call)]
        told += board.apply(event, at)
    return [state for state in told if isinstance(state, AgentStateChanged)]


@pytest.mark.parametrize("device", ["PJSIP/1001", "PJSIP/1002"])
def test_the_member_is_the_agent_with_the_phone_of_that_name(device: str) -> None:
    """And is paused under the name the queue knows."""
    board = AgentBoard(AGENT_DEVICES)
    followed("recorded_extension_answered", board)
    extension = device.removeprefix("PJSIP/")
    assert board.interfaces_of(device)["frontdesk"] == f"Local/{extension}@from-queue/n"
    assert not [name for name in board.devices if name.startswith(("Local", "hint"))]


def test_work_after_the_call_begins_for_who_answered_and_for_nobody_else() -> None:
    board = AgentBoard(AGENT_DEVICES, wrap_up_s=30)
    states: dict[str, list[AgentState]] = {}
    for change in followed("recorded_extension_answered", board):
        states.setdefault(change.device, []).append(change.state)
    assert states["PJSIP/1002"][-3:] == [AgentState.RINGING, AgentState.ON_CALL, AgentState.WRAP_UP]
    assert states["PJSIP/1001"][-2:] == [AgentState.RINGING, AgentState.READY]


def test_after_sending_on_the_first_has_work_to_do_while_the_second_talks() -> None:
    board = AgentBoard(AGENT_DEVICES, wrap_up_s=30)
    changes = [(change.device, change.state) for change in followed("recorded_extension_sends_on", board)]
    first_is_done = changes.index(("PJSIP/1001", AgentState.WRAP_UP))
    assert first_is_done < changes.index(("PJSIP/1003", AgentState.ON_CALL))
