"""What an agent does: in calls, after them, in a pause, or not there at all."""

from __future__ import annotations

import pytest

from santral.cti import ami_events
from santral.cti.agent_events import AgentState, AgentStateChanged
from santral.cti.agents import AgentBoard
from santral.cti.call_events import (
    CallAnswered,
    CallId,
    CallLeft,
    CallRinging,
    CallsMerged,
    CallStarted,
    Direction,
)
from santral.cti.calls import CallBook, PartState
from tests.replay import AGENT_DEVICES, BEGIN, STEP, STREAMS, messages_of
from tests.unit.cti.agent_stories import SECOND, member, parsed, states, watch


def test_a_call_takes_an_agent_from_ringing_over_the_call_to_wrap_up() -> None:
    board = AgentBoard(AGENT_DEVICES, wrap_up_s=30)
    told = watch(board, "queue_answered")
    assert states(told, "PJSIP/1002") == ["ringing", "on call", "wrap-up"]
    assert states(told, "PJSIP/1001") == ["ringing", "ready"]


def test_without_wrap_up_an_agent_is_ready_at_once() -> None:
    told = watch(AgentBoard(AGENT_DEVICES), "queue_answered")
    assert states(told, "PJSIP/1002") == ["ringing", "on call", "ready"]


def test_wrap_up_ends_by_itself_or_when_the_agent_says_so() -> None:
    board = AgentBoard(AGENT_DEVICES, wrap_up_s=30)
    watch(board, "queue_answered")
    began = board.state_of("PJSIP/1002")
    assert began is not None
    assert board.tick(began.at + 29 * SECOND) == []
    (over,) = board.tick(began.at + 30 * SECOND)
    assert over == AgentStateChanged("PJSIP/1002", began.at + 30 * SECOND, AgentState.READY, "")

    board = AgentBoard(AGENT_DEVICES, wrap_up_s=30)
    watch(board, "queue_answered")
    (over,) = board.finish_wrap_up("PJSIP/1002", began.at + 3 * SECOND)
    assert over == AgentStateChanged("PJSIP/1002", began.at + 3 * SECOND, AgentState.READY, "")
    assert board.finish_wrap_up("PJSIP/1002", began.at + 4 * SECOND) == []
    assert board.finish_wrap_up("PJSIP/9999", began.at) == []


def test_internal_calls_need_no_wrap_up() -> None:
    board = AgentBoard({"PJSIP/1001"}, wrap_up_s=30)
    call = CallId("1.1")
    board.on_call_event(CallStarted(call, BEGIN, Direction.INTERNAL, "1002", "", "1001"))
    told = board.on_call_event(CallAnswered(call, BEGIN, "PJSIP/1001"))
    told += board.on_call_event(CallLeft(call, BEGIN + SECOND, "PJSIP/1001"))
    assert states(told, "PJSIP/1001") == ["on call", "ready"]


def test_the_work_after_a_call_may_take_another_time_from_the_next_call_on() -> None:
    board = AgentBoard(AGENT_DEVICES, wrap_up_s=30)
    board.set_wrap_up(0)
    assert states(watch(board, "queue_answered"), "PJSIP/1002") == ["ringing", "on call", "ready"]


def test_an_agent_with_two_calls_is_on_call_until_the_last_one_is_over() -> None:
    """1002 answers one caller while talking with another (Ringinuse: 1)."""
    told = watch(AgentBoard(AGENT_DEVICES), "four_callers_two_agents")
    assert states(told, "PJSIP/1002") == ["ringing", "on call", "ringing", "on call", "ringing", "ready"]


def test_a_consultation_and_a_transfer_move_the_call_from_agent_to_agent() -> None:
    for stream in ("attended_transfer", "recorded_attended_transfer_by_phone"):
        told = watch(AgentBoard(AGENT_DEVICES, wrap_up_s=5), stream)
        assert states(told, "PJSIP/1003") == ["ringing", "on call", "wrap-up"], stream


def test_a_ring_in_a_call_one_talks_in_already_is_no_ring() -> None:
    board = AgentBoard({"PJSIP/1001"})
    kept, absorbed = CallId("1.1"), CallId("2.1")
    board.on_call_event(CallAnswered(kept, BEGIN, "PJSIP/1001"))
    board.on_call_event(
        CallRinging(absorbed, BEGIN, "PJSIP/1001", Direction.INTERNAL, "1002", "", "1001", "", BEGIN, "")
    )
    board.on_call_event(CallsMerged(kept, BEGIN, absorbed))
    told = board.on_call_event(CallLeft(kept, BEGIN + SECOND, "PJSIP/1001"))
    assert states(told, "PJSIP/1001") == ["ready"]


@pytest.mark.parametrize("stream", STREAMS)
def test_the_board_says_what_the_book_says_at_every_moment(stream: str) -> None:
    book, board = CallBook(AGENT_DEVICES), AgentBoard(AGENT_DEVICES)
    for n, message in enumerate(messages_of(stream)):
        event = ami_events.parse(message)
        if event is None:
            continue
        board.apply(event, BEGIN + n * STEP)
        for call_event in book.apply(event, BEGIN + n * STEP):
            board.on_call_event(call_event)
        for device in AGENT_DEVICES:
            does = {call.parts[device].state for call in book.calls.values() if device in call.parts}
            shown = board.state_of(device)
            in_call = (
                shown.state if shown and shown.state in (AgentState.ON_CALL, AgentState.RINGING) else None
            )
            if does - {PartState.RINGING}:
                assert in_call is AgentState.ON_CALL
            else:
                assert in_call is (AgentState.RINGING if does else None)


def test_a_pause_has_a_reason_and_ends() -> None:
    board = AgentBoard(AGENT_DEVICES)
    told = watch(board, "pause_and_membership")
    assert states(told, "PJSIP/1001") == ["paused Lunch", "ready"]


def test_a_pause_that_is_found_began_when_the_exchange_says() -> None:
    board = AgentBoard()
    board.apply(member(Paused="1", PausedReason="Lunch", LastPause="1795286447"), BEGIN)
    found = board.state_of("PJSIP/1001")
    assert found is not None
    assert found.state is AgentState.PAUSED
    assert found.at.timestamp() == 1795286447


def test_an_agent_paused_in_one_queue_of_two_still_gets_calls() -> None:
    board = AgentBoard()
    board.apply(member(queue="support"), BEGIN)
    board.apply(member(queue="sales"), BEGIN)
    assert board.apply(member(queue="sales", Paused="1", PausedReason="Lunch"), BEGIN) == []
    (paused,) = board.apply(member(queue="support", Paused="1", PausedReason="Lunch"), BEGIN + SECOND)
    assert paused == AgentStateChanged("PJSIP/1001", BEGIN + SECOND, AgentState.PAUSED, "Lunch")


def test_a_phone_that_is_gone_is_offline_and_comes_back() -> None:
    board = AgentBoard()
    told = board.apply(member(), BEGIN)
    told += board.apply(member(Status="5"), BEGIN + SECOND)
    told += board.apply(member(Status="0"), BEGIN + 2 * SECOND)  # unknown says nothing
    told += board.apply(
        parsed({"Event": "DeviceStateChange", "Device": "PJSIP/1001", "State": "NOT_INUSE"}),
        BEGIN + 3 * SECOND,
    )
    assert states(told, "PJSIP/1001") == ["ready", "offline", "ready"]


def test_an_agent_in_no_queue_is_known_by_the_phones_own_state() -> None:
    board = AgentBoard({"PJSIP/1005"})
    told = board.apply(
        parsed({"Event": "DeviceStateChange", "Device": "PJSIP/1005", "State": "NOT_INUSE"}), BEGIN
    )
    told += board.apply(
        parsed({"Event": "DeviceStateChange", "Device": "PJSIP/carrier", "State": "INUSE"}), BEGIN
    )
    assert told == [AgentStateChanged("PJSIP/1005", BEGIN, AgentState.READY, "")]


def test_the_list_of_agents_can_change() -> None:
    board = AgentBoard({"PJSIP/1001"})
    board.apply(member("PJSIP/1002"), BEGIN)
    board.apply(parsed({"Event": "DeviceStateChange", "Device": "PJSIP/1004", "State": "NOT_INUSE"}), BEGIN)
    told = board.set_agent_devices({"PJSIP/1003", "PJSIP/1004"}, BEGIN)
    assert states(told, "PJSIP/1003") == ["offline"]
    assert states(told, "PJSIP/1004") == ["ready"]  # its phone was heard of before it was an agent's
    assert set(board.devices) == {"PJSIP/1002", "PJSIP/1003", "PJSIP/1004"}
