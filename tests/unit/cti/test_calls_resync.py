"""After a time in which nothing was heard the book agrees with the exchange again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from santral.cti import ami_events
from santral.cti.ami_event_types import ChannelSeen, QueueEntrySeen
from santral.cti.ami_fields import ChannelState
from santral.cti.book.records import Call, Ring
from santral.cti.call_events import (
    CallAnswered,
    CallEnded,
    CallId,
    CallQueued,
    CallRinging,
    CallStarted,
    Direction,
)
from santral.cti.calls import CallBook, PartState
from tests.call_grammar import check
from tests.exchange_truth import ExchangeTruth
from tests.replay import AGENT_DEVICES, BEGIN, STREAMS, AmiMessage, apply_all, messages_of, stories, story

LATER = BEGIN + timedelta(minutes=1)

Picture = dict[str, tuple[str, str, bool, dict[str, str]]]


def picture(book: CallBook) -> Picture:
    """The book in a few words. Who holds is not told by a list of channels, so it counts as talking."""
    return {
        call.call_id: (
            call.direction,
            call.number,
            call.waiting,
            {device: part.state.replace("held", "talking") for device, part in call.parts.items()},
        )
        for call in book.calls.values()
    }


def at_rest(call: Call, bridged: set[str]) -> bool:
    """Nothing is about to be told of the call: no leg between ringing and talking or going, no transfer under
    way, nothing dialled of which the number is still to come."""
    legs = call.legs.values()
    return (
        len({leg.linkedid for leg in legs}) == 1
        and not any(leg.leaving or leg.ring is Ring.CANCELLED for leg in legs)
        and all(leg.talking or leg.ring is not Ring.OVER for leg in legs)
        and all(leg.talking or leg.uniqueid not in bridged for leg in legs)
        and all(leg.talking or leg.state != ChannelState.UP for leg in legs if leg.called)
        and all(leg.talking or leg.dialler or leg.ring is Ring.RINGING for leg in legs if leg.called)
        and (
            call.direction is not Direction.OUTBOUND
            or call.customer in call.legs
            or not any(leg.talking for leg in legs)
        )
    )


def beginnings_live(book: CallBook) -> bool:
    return all(call.opener in call.legs for call in book.calls.values())


def moments_at_rest(messages: tuple[AmiMessage, ...]) -> list[int]:
    """After how many messages every recorded call is at rest."""
    book, moments = CallBook(AGENT_DEVICES), []
    for n, message in enumerate(messages, start=1):
        apply_all(book, [message])
        truth = ExchangeTruth(messages[:n]).channels()
        bridged = {seen.channel.uniqueid for seen in truth if seen.bridge_id}
        if all(at_rest(call, bridged) for call in book.calls.values()):
            moments.append(n)
    return moments


@pytest.mark.parametrize("stream", STREAMS)
def test_a_gap_anywhere_leaves_the_same_calls_as_having_heard_all(stream: str) -> None:
    messages = messages_of(stream)
    for until in moments_at_rest(messages)[::3]:
        heard_all = CallBook(AGENT_DEVICES)
        apply_all(heard_all, messages[:until])
        truth = ExchangeTruth(messages[:until])
        for since in {0, until // 3, 2 * until // 3, until - 1, until}:
            book = CallBook(AGENT_DEVICES)
            told = apply_all(book, messages[:since])
            told += book.reconcile(truth.channels(), truth.waiting(), LATER)
            check(told)
            # With nothing heard, where a call came from is told by the leg it began with, while that lives.
            if since or beginnings_live(heard_all):
                assert picture(book) == picture(heard_all), (stream, since, until)
            assert book.reconcile(truth.channels(), truth.waiting(), LATER) == [], "told twice"
            told += apply_all(book, messages[until:], begin=LATER)
            check(told)
            assert set(book.calls) == set() or stream == "blind_transfer"


def test_whoever_is_found_on_the_exchange_is_again_on_the_screens() -> None:
    """The recorded answers, read by a server that was just started."""
    messages = messages_of("recorded_resync_in_the_middle")
    parsed = [event for event in map(ami_events.parse, messages) if event is not None]
    channels = [event for event in parsed if isinstance(event, ChannelSeen)]
    waiting = [event for event in parsed if isinstance(event, QueueEntrySeen)]
    assert (len(channels), len(waiting)) == (6, 2)

    book = CallBook(AGENT_DEVICES)
    told = book.reconcile(channels, waiting, LATER)
    check(told)
    assert stories(told) == {
        "1795291072.0": [
            "inbound call +905321112233 (Ayşe Çelik) to 4440",
            "PJSIP/1001 talks (resumed)",
        ],
        "1795291072.3": [
            "inbound call 05421234567 (Şükrü Öğüt) to 4440",
            "waits in support at 1",
            "PJSIP/1002 rings: inbound 05421234567 (Şükrü Öğüt) for support",
        ],
        "1795291073.5": [
            "inbound call +902123334455 (AYDIN TİCARET) to 4441",
            "waits in sales at 1",
            "PJSIP/1003 rings: inbound +902123334455 (AYDIN TİCARET) for sales",
        ],
    }
    assert book.calls[CallId("1795291072.0")].answered
    assert book.reconcile(channels, waiting, LATER + timedelta(seconds=30)) == []

    rest = messages[messages.index(next(m for m in messages if m.get("Event") == "QueueStatusComplete")) :]
    after = stories(apply_all(book, rest, begin=LATER))
    assert after["1795291072.0"] == ["PJSIP/1001 leaves", "ends, answered, cause 16"]
    assert after["1795291073.5"][-1] == "ends, never answered, cause 0"


def test_times_go_back_to_when_it_happened() -> None:
    messages = messages_of("queue_answered")
    cut = next(n for n, m in enumerate(messages) if m.get("Event") == "DialBegin") + 1
    truth = ExchangeTruth(messages[:cut])
    told = CallBook(AGENT_DEVICES).reconcile(truth.channels(), truth.waiting(), LATER)
    started = next(event for event in told if isinstance(event, CallStarted))
    queued = next(event for event in told if isinstance(event, CallQueued))
    ringing = next(event for event in told if isinstance(event, CallRinging))
    assert started.at == LATER - timedelta(seconds=7)
    assert queued.at == LATER - timedelta(seconds=5)
    assert ringing.waiting_since == queued.at


def test_calls_that_vanished_are_lost_from_sight() -> None:
    messages = messages_of("queue_answered")
    ringing = next(n for n, m in enumerate(messages) if m.get("DialStatus") == "ANSWER")
    book = CallBook(AGENT_DEVICES)
    apply_all(book, messages[:ringing])
    told = book.reconcile([], [], LATER)
    assert story(told) == [
        "leaves support unanswered",
        "PJSIP/1002 stops ringing: caller left",
        "PJSIP/1001 stops ringing: caller left",
        "ends, never answered, cause 0, lost from sight",
    ]
    assert book.calls == {}
    assert apply_all(book, messages[ringing:]) == []  # what the exchange had said before it was asked


def test_an_exchange_that_restarted_has_no_calls() -> None:
    messages = messages_of("attended_transfer")
    talking = next(n for n, m in enumerate(messages) if m.get("Event") == "Hold") + 1
    book = CallBook(AGENT_DEVICES)
    apply_all(book, messages[:talking])
    (ended,) = [event for event in book.reconcile([], [], LATER) if isinstance(event, CallEnded)]
    assert ended.lost_sight
    assert ended.answered


def test_who_picked_up_meanwhile_talks_now_and_the_others_know_who_it_was() -> None:
    messages = messages_of("queue_answered")
    ringing = next(n for n, m in enumerate(messages) if m.get("DialStatus") == "ANSWER")
    talking = next(n for n, m in enumerate(messages) if m.get("Event") == "AgentComplete")
    book = CallBook(AGENT_DEVICES)
    apply_all(book, messages[:ringing])
    truth = ExchangeTruth(messages[:talking])
    told = book.reconcile(truth.channels(), truth.waiting(), LATER)
    assert story(told) == [
        "PJSIP/1002 stops ringing: answered",
        "PJSIP/1002 talks (resumed)",
        "leaves support",
        "PJSIP/1001 stops ringing: answered elsewhere by PJSIP/1002",
    ]
    answered = next(event for event in told if isinstance(event, CallAnswered))
    assert answered.at == LATER


def test_what_comes_before_the_answer_and_is_read_after_it_changes_nothing() -> None:
    """Events buffered while the exchange was asked may be older than its answer."""
    messages = messages_of("queue_answered")
    asked = next(n for n, m in enumerate(messages) if m.get("Event") == "AgentConnect")
    truth = ExchangeTruth(messages[: asked + 12])
    book = CallBook(AGENT_DEVICES)
    told = book.reconcile(truth.channels(), truth.waiting(), LATER)
    told += apply_all(book, messages[asked - 20 :], begin=LATER)
    check(told)
    assert story(told) == [
        "inbound call +905321112233 (Ayşe Çelik) to 4440",
        "PJSIP/1002 talks (resumed)",
        *story(told)[2:-2],
        "PJSIP/1002 leaves",
        "ends, answered, cause 16",
    ]
    assert book.calls == {}


def test_a_device_that_becomes_an_agents_shows_its_call() -> None:
    messages = messages_of("direct_call")
    talking = next(n for n, m in enumerate(messages) if m.get("Event") == "HangupRequest")
    book = CallBook()
    apply_all(book, messages[:talking])
    assert book.call_of("PJSIP/1005") is None
    told = book.set_agent_devices({"PJSIP/1005"}, LATER)
    assert story(told) == ["PJSIP/1005 talks (resumed)"]
    assert book.set_agent_devices({"PJSIP/1005"}, LATER) == []
    call = book.call_of("PJSIP/1005")
    assert call is not None
    assert call.direction is Direction.INBOUND
    assert call.parts["PJSIP/1005"].state is PartState.TALKING
    assert book.channel_of(call.call_id, "PJSIP/1005") == "PJSIP/1005-0000003d"
    assert book.channel_of(call.call_id, "PJSIP/1001") == ""
    assert book.channel_of(CallId("gone"), "PJSIP/1005") == ""
