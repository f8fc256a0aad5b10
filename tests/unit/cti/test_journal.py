"""What is kept of a call once it is over, told by the calls that were recorded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from santral.crm_core.bus import Bus
from santral.crm_core.write_later import PendingRow
from santral.cti.agent_events import AgentState, AgentStateChanged, LinkLost, LinkUp
from santral.cti.agent_journal import AgentJournal
from santral.cti.call_events import (
    CallAnswered,
    CallEvent,
    CallHeld,
    CallId,
    CallLeft,
    CallQueued,
    CallReached,
    CallResumed,
    CallStarted,
    Direction,
    RingOutcome,
)
from santral.cti.journal import CallJournal
from tests.replay import STREAMS, tell

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
USERS = {"PJSIP/1001": 1, "PJSIP/1002": 2, "PJSIP/1003": 3}
CALL = CallId("1780000000.1")


class Tables:
    """Takes rows as the database would: the last of each key stays, what is None changes nothing."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = {}

    def submit(self, row: PendingRow) -> None:
        key = tuple(row.values[column.name] for column in row.table.primary_key)
        kept = self.rows.setdefault(row.table.name, {}).setdefault(key, {})
        kept |= {name: value for name, value in row.values.items() if value is not None or name not in kept}

    def of(self, table: str) -> list[dict[str, Any]]:
        return list(self.rows.get(table, {}).values())


class Kept:
    """A journal that hears what is published."""

    def __init__(self) -> None:
        self.tables, self.bus, self.living = Tables(), Bus(), set[CallId]()
        CallJournal(self.tables, USERS.get, lambda: self.living).listen(self.bus)
        AgentJournal(self.tables, USERS.get).listen(self.bus)

    def hear(self, *events: object) -> None:
        for event in events:
            self.bus.publish(event)

    def legs(self) -> list[str]:
        return [
            f"{leg['user_id']} {leg['outcome']}"
            + (f", sent to {leg['transferred_to']}" if leg["transferred_to"] else "")
            + (f", from {leg['transferred_by']}" if leg["transferred_by"] else "")
            for leg in self.tables.of("call_leg")
        ]


def kept(events: list[CallEvent]) -> Kept:
    journal = Kept()
    journal.hear(*events)
    return journal


def test_a_queued_call_is_one_row_and_each_phone_that_rang_a_leg() -> None:
    journal = kept(tell("queue_answered"))
    (call,) = journal.tables.of("call")
    assert (call["direction"], call["number"], call["queue"]) == ("inbound", "+905321112233", "support")
    assert call["started_at"] <= call["queued_at"] <= call["answered_at"] <= call["ended_at"]
    assert call["abandoned"] is False
    assert journal.legs() == ["2 answered", "1 answered elsewhere"]
    assert all(leg["till"] for leg in journal.tables.of("call_leg"))


def test_a_caller_who_gives_up_is_missed_by_everybody_who_rang() -> None:
    journal = kept(tell("queue_abandoned"))
    (call,) = journal.tables.of("call")
    assert call["abandoned"] is True
    assert call["answered_at"] is None
    assert journal.legs() == ["2 caller left", "1 caller left"]


def test_every_ring_that_nobody_took_is_a_leg_of_its_own() -> None:
    assert kept(tell("ring_no_answer")).legs() == ["3 not answered", "3 caller left"]


@pytest.mark.parametrize("story", ["recorded_blind_transfer_by_agent", "attended_transfer"])
def test_a_transfer_is_in_the_legs_of_both(story: str) -> None:
    journal = kept(tell(story))
    ended = [call for call in journal.tables.of("call") if call["merged_into"] is None]
    assert len(ended) == 1
    assert any(", sent to " in leg for leg in journal.legs())
    assert {leg["call_id"] for leg in journal.tables.of("call_leg")} == {ended[0]["call_id"]}


@pytest.mark.parametrize("story", [stream for stream in STREAMS if stream != "blind_transfer"])
def test_after_every_recorded_story_nothing_goes_on(story: str) -> None:
    journal = kept(tell(story))  # the one that is left out was cut off in the middle
    assert all(call["ended_at"] for call in journal.tables.of("call"))
    assert all(leg["till"] and leg["outcome"] for leg in journal.tables.of("call_leg"))


@pytest.mark.parametrize(
    ("story", "outcome", "reached"),
    [
        ("recorded_click_to_call", RingOutcome.ANSWERED, True),
        ("recorded_click_to_call_customer_busy", RingOutcome.NOT_ANSWERED, False),
    ],
)
def test_a_click_to_call_is_answered_when_the_customer_does(
    story: str, outcome: RingOutcome, reached: bool
) -> None:
    told = tell(story)
    answers = [event.at for event in told if isinstance(event, CallReached)]
    journal = kept(told)
    (call,), (leg,) = journal.tables.of("call"), journal.tables.of("call_leg")
    assert leg["outcome"] == outcome
    assert [leg.get("answered_at"), call.get("answered_at")] == ((answers * 2) if reached else [None, None])


def test_the_time_on_hold_adds_up() -> None:
    journal, second = Kept(), timedelta(seconds=1)
    journal.hear(
        CallStarted(CALL, AT, Direction.INBOUND, "+905321112233", "", "4440"),
        CallAnswered(CALL, AT, "PJSIP/1001"),
        CallHeld(CALL, AT + second, "PJSIP/1001"),
        CallResumed(CALL, AT + 5 * second, "PJSIP/1001"),
        CallHeld(CALL, AT + 6 * second, "PJSIP/1001"),
        CallLeft(CALL, AT + 8 * second, "PJSIP/1001"),
    )
    (leg,) = journal.tables.of("call_leg")
    assert leg["held_s"] == 6.0


def test_a_call_that_ended_while_nobody_looked_is_closed_when_the_link_is_up() -> None:
    journal, other = Kept(), CallId("1780000000.9")
    journal.hear(
        CallStarted(CALL, AT, Direction.INBOUND, "", "", "4440"),
        CallAnswered(CALL, AT, "PJSIP/1001"),
        CallStarted(other, AT, Direction.INBOUND, "", "", "4440"),
    )
    journal.living = {other}
    journal.hear(LinkUp(AT + timedelta(minutes=1), "Asterisk Call Manager/11.0.0", restarted=True))
    gone, living = journal.tables.of("call")
    assert (gone["lost_sight"], gone["ended_at"]) == (True, AT + timedelta(minutes=1))
    assert living["ended_at"] is None
    assert journal.tables.of("call_leg")[0]["till"] == AT + timedelta(minutes=1)


def test_what_comes_too_late_opens_no_call_again() -> None:
    journal = kept(tell("direct_call"))
    (call,) = journal.tables.of("call")
    journal.hear(CallLeft(call["call_id"], AT, "PJSIP/1001"), CallHeld(call["call_id"], AT, "PJSIP/1001"))
    assert len(journal.tables.of("call")) == 1


def test_moving_up_in_a_queue_is_not_joining_it_again() -> None:
    journal = Kept()
    journal.hear(
        CallQueued(CALL, AT, "support", 2), CallQueued(CALL, AT + timedelta(minutes=1), "support", 1)
    )
    assert journal.tables.of("call")[0]["queued_at"] == AT


def test_the_times_nobody_was_seen_are_known_as_such() -> None:
    journal, minute = Kept(), timedelta(minutes=1)
    journal.hear(
        AgentStateChanged("PJSIP/1001", AT, AgentState.PAUSED, "Lunch"),
        LinkLost(AT + minute, "The telephone exchange closed the link."),
        LinkUp(AT + 2 * minute, "Asterisk Call Manager/11.0.0", restarted=False),
    )
    assert [
        (row["user_id"], row["at"] - AT, row["state"], row["reason"])
        for row in journal.tables.of("agent_state_change")
    ] == [
        (1, 0 * minute, "paused", "Lunch"),
        (1, minute, "unseen", ""),
        (1, 2 * minute, "paused", "Lunch"),
    ]
