"""Whatever the exchange says, in whatever order, the book keeps its promises."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from santral.cti import ami_events
from santral.cti.calls import CallBook
from tests.call_grammar import check
from tests.replay import AGENT_DEVICES, STREAMS, AmiMessage, apply_all, messages_of, stories, story, tell

WHOLE = [stream for stream in STREAMS if stream != "blind_transfer"]  # that recording stops in the middle

_UNIQUEID = re.compile(r"\b\d{10}\.\d+\b")
_CUSTOMER = re.compile(r"\+90\d{10}")
_INSTANCE = re.compile(r"-([0-9a-f]{8})(?=$|;)")

NONSENSE_KEYS = (
    *("Channel", "DestChannel", "Uniqueid", "DestUniqueid", "Linkedid", "DestLinkedid", "ChannelState"),
    *("Queue", "DialStatus", "Newname", "BridgeUniqueid", "Interface", "Device", "Extension"),
    *("TransfererUniqueid", "OrigTransfererUniqueid", "SecondTransfererUniqueid"),
)

few = settings(max_examples=60, deadline=None)


def as_other_calls(messages: Sequence[AmiMessage], n: int) -> list[AmiMessage]:
    """The same stream with channels, bridges and a customer of its own: another call of the same kind."""

    def rewrite(key: str, value: str) -> str:
        if key.endswith("BridgeUniqueid"):
            return f"{n}-{value}"
        if key.endswith(("Channel", "Newname")):
            return _INSTANCE.sub(rf"-{n:02x}\g<1>", value)
        if _CUSTOMER.fullmatch(value):
            return f"{value[:-1]}{n}"
        return _UNIQUEID.sub(lambda match: f"{n}{match[0]}", value)

    return [{key: rewrite(key, value) for key, value in message.items()} for message in messages]


@pytest.mark.parametrize("stream", STREAMS)
def test_every_recorded_story_keeps_the_promises(stream: str) -> None:
    living = check(tell(stream))
    assert bool(living) == (stream == "blind_transfer")


@few
@given(st.data())
def test_calls_at_the_same_time_do_not_disturb_each_other(data: st.DataObject) -> None:
    streams = data.draw(st.lists(st.sampled_from(WHOLE), min_size=2, max_size=4))
    calls = [as_other_calls(messages_of(stream), n) for n, stream in enumerate(streams, start=1)]
    left = [list(reversed(messages)) for messages in calls]
    mixed: list[AmiMessage] = []
    turns = data.draw(st.randoms(use_true_random=False))
    while any(left):
        chosen = turns.choice([messages for messages in left if messages])
        for _ in range(turns.randint(1, 8)):
            if chosen:
                mixed.append(chosen.pop())
    book = CallBook(AGENT_DEVICES)
    told = apply_all(book, mixed)
    check(told)
    alone: dict[str, list[str]] = {}
    for messages in calls:
        alone |= stories(apply_all(CallBook(AGENT_DEVICES), messages))
    assert stories(told) == alone
    assert not book.calls


@few
@given(st.sampled_from(WHOLE), st.data())
def test_messages_may_come_twice(stream: str, data: st.DataObject) -> None:
    messages = list(messages_of(stream))
    doubled: list[AmiMessage] = []
    late: list[AmiMessage] = []
    for message in messages:
        doubled.append(message)
        match data.draw(st.sampled_from(["once", "once", "twice", "again at the end"])):
            case "twice":
                doubled.append(message)
            case "again at the end":
                late.append(message)
            case _:
                pass
    book = CallBook(AGENT_DEVICES)
    told = apply_all(book, doubled + late)
    check(told)
    assert story(told) == story(tell(stream))
    assert not book.calls


@pytest.mark.parametrize("stream", STREAMS)
def test_every_message_may_come_twice(stream: str) -> None:
    doubled = [message for message in messages_of(stream) for _ in range(2)]
    assert story(apply_all(CallBook(AGENT_DEVICES), doubled)) == story(tell(stream))


@few
@given(st.sampled_from(WHOLE), st.data())
def test_messages_may_be_lost_and_calls_still_end_when_they_hang_up(stream: str, data: st.DataObject) -> None:
    messages = messages_of(stream)
    kept = [
        message
        for message in messages
        if message.get("Event") == "Hangup" or data.draw(st.integers(0, 9)) > 0
    ]
    book = CallBook(AGENT_DEVICES)
    check(apply_all(book, kept))
    assert not book.calls


@pytest.mark.parametrize("stream", WHOLE)
def test_any_one_message_may_be_lost(stream: str) -> None:
    messages = messages_of(stream)
    for n, lost in enumerate(messages):
        if ami_events.parse(lost) is None or lost.get("Event") == "Hangup":
            continue
        book = CallBook(AGENT_DEVICES)
        check(apply_all(book, messages[:n] + messages[n + 1 :]))
        assert not book.calls, lost


@few
@given(st.sampled_from(WHOLE), st.data())
def test_messages_may_come_out_of_order(stream: str, data: st.DataObject) -> None:
    messages = list(messages_of(stream))
    for n in data.draw(st.lists(st.integers(0, len(messages) - 6), max_size=20)):
        block = messages[n : n + 5]
        data.draw(st.randoms(use_true_random=False)).shuffle(block)
        messages[n : n + 5] = block
    book = CallBook(AGENT_DEVICES)
    check(apply_all(book, messages))
    assert not book.calls


@few
@given(st.sampled_from(WHOLE), st.integers(0, 400))
def test_connecting_in_the_middle_of_a_call_invents_nothing_that_stays(stream: str, skipped: int) -> None:
    book = CallBook(AGENT_DEVICES)
    check(apply_all(book, messages_of(stream)[skipped:]))
    assert not book.calls


@few
@given(
    st.lists(
        st.fixed_dictionaries(
            {"Event": st.sampled_from(sorted(ami_events.RELEVANT_EVENTS))},
            optional={
                key: st.sampled_from(
                    ["", "1.1", "1.2", "<unknown>", "PJSIP/1001-1", "Local/1@x-1;1", "7", "x"]
                )
                for key in NONSENSE_KEYS
            },
        ),
        max_size=40,
    )
)
def test_nonsense_is_survived(messages: list[AmiMessage]) -> None:
    check(apply_all(CallBook(AGENT_DEVICES), messages))


def test_ended_calls_take_no_memory() -> None:
    book = CallBook(AGENT_DEVICES)
    call = messages_of("queue_answered")
    for n in range(300):
        apply_all(book, as_other_calls(call, n + 1))
    index = book._legs.index
    sizes = Counter(
        {"calls": len(index.calls), "legs": len(index.legs), "linkedids": len(index._by_linkedid)}
    )
    assert not +sizes
    assert len(index._over) <= 20_000
