"""Which queues an agent serves and who waits in them, after a lost link too."""

from __future__ import annotations

from santral.cti import ami_events
from santral.cti.agent_events import QueueChanged
from santral.cti.agents import AgentBoard
from tests.replay import AGENT_DEVICES, BEGIN, messages_of
from tests.unit.cti.agent_stories import SECOND, lines, member, parsed, queues, states, watch


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
