"""What agents do and who waits, from recorded streams and from made-up ones."""

from __future__ import annotations

from datetime import timedelta

import pytest

from santral.cti import ami_events
from santral.cti.agent_events import (
    AgentEvent,
    AgentQueuesChanged,
    AgentState,
    AgentStateChanged,
    QueueChanged,
)
from santral.cti.agents import AgentBoard
from santral.cti.ami_event_types import AmiEvent
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
from tests.replay import AGENT_DEVICES, BEGIN, STEP, STREAMS, AmiMessage, messages_of

SECOND = timedelta(seconds=1)


def parsed(message: AmiMessage) -> AmiEvent:
    event = ami_events.parse(message)
    assert event is not None
    return event


def member(device: str = "PJSIP/1001", queue: str = "support", **fields: str) -> AmiEvent:
    return parsed(
        {
            "Event": "QueueMemberStatus",
            "Queue": queue,
            "Interface": device,
            "StateInterface": device,
            "Status": "1",
            "Paused": "0",
            **fields,
        }
    )


def watch(board: AgentBoard, stream: str) -> list[AgentEvent]:
    book = CallBook(AGENT_DEVICES)
    told: list[AgentEvent] = []
    for n, message in enumerate(messages_of(stream)):
        event = ami_events.parse(message)
        if event is None:
            continue
        at = BEGIN + n * STEP
        told += board.apply(event, at)
        for call_event in book.apply(event, at):
            told += board.on_call_event(call_event)
    return told


def states(told: list[AgentEvent], device: str) -> list[str]:
    return [
        f"{event.state} {event.reason}".strip()
        for event in told
        if isinstance(event, AgentStateChanged) and event.device == device
    ]


def lines(told: list[AgentEvent], queue: str) -> list[int]:
    return [event.waiting for event in told if isinstance(event, QueueChanged) and event.queue == queue]


def queues(told: list[AgentEvent], device: str) -> list[tuple[str, ...]]:
    return [
        event.queues for event in told if isinstance(event, AgentQueuesChanged) and event.device == device
    ]


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


def test_an_agent_with_two_calls_is_on_call_until_the_last_one_is_over() -> None:
    """1002 answers one caller while talking with another (Ringinuse: 1)."""
    told = watch(AgentBoard(AGENT_DEVICES), "four_callers_two_agents")
    assert states(told, "PJSIP/1002") == ["ringing", "on call", "ringing", "on call", "ringing", "ready"]


def test_a_consultation_and_a_transfer_move_the_call_from_agent_to_agent() -> None:
    for stream in ("attended_transfer", "recorded_attended_transfer_by_phone"):
        told = watch(AgentBoard(AGENT_DEVICES, wrap_up_s=5), stream)
        assert states(told, "PJSIP/1003") == ["ringing", "on call", "wrap-up"], stream


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


def test_a_queue_that_calls_extensions_still_means_the_phone() -> None:
    """FreePBX's members are `Local/1001@from-queue/n` with a hint as state."""
    board = AgentBoard({"PJSIP/1001"})
    told = board.apply(
        member(
            "Local/1001@from-queue/n", StateInterface="hint:1001@ext-local", Paused="1", PausedReason="Break"
        ),
        BEGIN,
    )
    assert states(told, "PJSIP/1001") == ["paused Break"]
    assert board.interfaces_of("PJSIP/1001") == {"support": "Local/1001@from-queue/n"}
    assert board.apply(member("Local/1009@from-queue/n"), BEGIN) == []  # nobody's


def test_whose_member_an_agent_is_is_told_once() -> None:
    board = AgentBoard()
    told = board.apply(member(queue="support"), BEGIN)
    told += board.apply(member(queue="support", Paused="1"), BEGIN)
    told += board.apply(member(queue="sales"), BEGIN)
    assert queues(told, "PJSIP/1001") == [("support",), ("sales", "support")]


def test_an_agent_comes_into_a_queue_and_leaves_it() -> None:
    told = watch(AgentBoard(), "pause_and_membership")
    assert queues(told, "PJSIP/1001") == [("support",), ("sales", "support"), ("support",)]
    assert queues(told, "PJSIP/1003") == [("sales",)]


def test_an_agent_who_is_a_member_under_two_names_stays_until_both_are_gone() -> None:
    board = AgentBoard({"PJSIP/1001"})
    board.apply(member(), BEGIN)
    told = board.apply(member("Local/1001@from-queue/n"), BEGIN)
    gone = {"Event": "QueueMemberRemoved", "Queue": "support"}
    told += board.apply(parsed(gone | {"Interface": "PJSIP/1001"}), BEGIN)
    assert queues(told, "PJSIP/1001") == []
    told += board.apply(parsed(gone | {"Interface": "Local/1001@from-queue/n"}), BEGIN)
    assert queues(told, "PJSIP/1001") == [()]


def test_a_reconnect_tells_each_agents_queues_at_once() -> None:
    board = AgentBoard()
    board.apply(member(queue="support"), BEGIN)
    answers = [member(queue="sales"), member(queue="night")]
    told = board.reconcile(answers, BEGIN + SECOND)
    assert queues(told, "PJSIP/1001") == [("night", "sales")]
    assert board.reconcile(answers, BEGIN + 2 * SECOND) == []


def test_a_queue_counts_who_waits_and_since_when() -> None:
    board = AgentBoard(AGENT_DEVICES)
    told = watch(board, "four_callers_two_agents")
    assert lines(told, "support") == [1, 2, 1, 2, 3, 2, 1, 0]
    assert board.queues["support"].waiting == 0
    assert board.queues["support"].oldest_since is None


def test_the_oldest_caller_is_the_one_who_waits_longest() -> None:
    board = AgentBoard()
    events = [
        parsed({"Event": "QueueCallerJoin", "Queue": "q", "Channel": f"PJSIP/c-{n}", "Uniqueid": f"1.{n}"})
        for n in (1, 2)
    ]
    board.apply(events[0], BEGIN)
    board.apply(events[1], BEGIN + SECOND)
    assert board.queues["q"].oldest_since == BEGIN
    board.apply(
        parsed({"Event": "Hangup", "Channel": "PJSIP/c-1", "Uniqueid": "1.1"}), BEGIN + 2 * SECOND
    )  # its leaving was lost
    assert board.queues["q"].oldest_since == BEGIN + SECOND


def test_after_a_reconnect_the_board_agrees_with_the_exchange_and_says_so_once() -> None:
    board = AgentBoard(AGENT_DEVICES)
    listed = [e for e in map(ami_events.parse, messages_of("pause_and_membership")) if e is not None]
    answers = [e for e in listed if type(e).__name__ in ("QueueSeen", "QueueEntrySeen")] + [
        parsed(message)
        for message in messages_of("pause_and_membership")
        if message.get("Event") == "QueueMember"
    ]
    told = board.reconcile(answers, BEGIN)
    assert states(told, "PJSIP/1001") == ["paused Lunch"]
    assert states(told, "PJSIP/1002") == ["ready"]
    assert states(told, "PJSIP/1003") == ["ready"]
    assert states(told, "PJSIP/1005") == ["offline"]  # in no queue, and nobody said a word of it
    assert lines(told, "support") == [0]
    assert lines(told, "sales") == [0]
    assert board.reconcile(answers, BEGIN + SECOND) == []


def test_who_waited_before_a_reconnect_keeps_the_time() -> None:
    board = AgentBoard()
    board.apply(
        parsed({"Event": "QueueCallerJoin", "Queue": "q", "Channel": "PJSIP/c-1", "Uniqueid": "1.1"}), BEGIN
    )
    entry = {"Event": "QueueEntry", "Queue": "q", "Position": "1", "Uniqueid": "1.1", "Wait": "9"}
    other = {"Event": "QueueEntry", "Queue": "q", "Position": "2", "Uniqueid": "1.2", "Wait": "4"}
    told = board.reconcile([parsed(entry), parsed(other)], BEGIN + 10 * SECOND)
    assert told == [QueueChanged("q", BEGIN + 10 * SECOND, 2, BEGIN)]
    told = board.reconcile([parsed(other)], BEGIN + 11 * SECOND)
    assert told == [QueueChanged("q", BEGIN + 11 * SECOND, 1, BEGIN + 6 * SECOND)]


def test_the_list_of_agents_can_change() -> None:
    board = AgentBoard({"PJSIP/1001"})
    board.apply(member("PJSIP/1002"), BEGIN)
    board.apply(parsed({"Event": "DeviceStateChange", "Device": "PJSIP/1004", "State": "NOT_INUSE"}), BEGIN)
    told = board.set_agent_devices({"PJSIP/1003", "PJSIP/1004"}, BEGIN)
    assert states(told, "PJSIP/1003") == ["offline"]
    assert states(told, "PJSIP/1004") == ["ready"]  # its phone was heard of before it was an agent's
    assert set(board.devices) == {"PJSIP/1002", "PJSIP/1003", "PJSIP/1004"}


def test_the_work_after_a_call_may_take_another_time_from_the_next_call_on() -> None:
    board = AgentBoard(AGENT_DEVICES, wrap_up_s=30)
    board.set_wrap_up(0)
    assert states(watch(board, "queue_answered"), "PJSIP/1002") == ["ringing", "on call", "ready"]


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
