"""The byte stream of a manager connection, read in every cut."""

from __future__ import annotations

from collections import Counter
from copy import copy
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from santral.cti.ami_stream import AmiGarbage, AmiMessage, AmiStream

TRACES = Path(__file__).parents[2] / "traces"
ALL_TRACES = sorted(TRACES.rglob("*.ami"))
BANNER = b"Asterisk Call Manager/11.0.0\r\n"


def read(data: bytes) -> list[AmiMessage]:
    return AmiStream().feed(data)


def reference(data: bytes) -> list[dict[str, str]]:
    """The same messages, read in the most naive way from the whole file."""
    text = data.decode().partition("\r\n")[2]
    messages = []
    for block in text.split("\r\n\r\n"):
        headers: dict[str, str] = {}
        for line in block.split("\r\n"):
            name, colon, value = line.partition(": ")
            if colon:
                headers.setdefault(name, value)
        if headers:
            messages.append(headers)
    return messages


@pytest.mark.parametrize("trace", ALL_TRACES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_recorded_stream_is_read_as_it_was_written(trace: Path) -> None:
    data = trace.read_bytes()
    assert read(data) == reference(data)


@pytest.mark.parametrize("name", ["queue_abandoned", "pause_and_membership"])
def test_a_stream_cut_in_two_at_any_byte_reads_the_same(name: str) -> None:
    data = (TRACES / f"{name}.ami").read_bytes()
    whole = read(data)
    before = AmiStream()
    messages_before = 0
    for cut in range(len(data)):
        # What follows the cut is read some messages far: further on nothing is left of where the cut was.
        after = copy(before).feed(data[cut : cut + 4_000])
        assert after == whole[messages_before : messages_before + len(after)], f"cut at byte {cut}"
        assert after or cut + 4_000 > len(data)
        messages_before += len(before.feed(data[cut : cut + 1]))
    assert messages_before == len(whole)


@pytest.mark.parametrize("name", ["queue_abandoned", "pause_and_membership"])
def test_a_stream_that_comes_byte_by_byte_reads_the_same(name: str) -> None:
    data = (TRACES / f"{name}.ami").read_bytes()
    stream = AmiStream()
    messages = [message for index in range(len(data)) for message in stream.feed(data[index : index + 1])]
    assert messages == AmiStream().feed(data)


@settings(max_examples=60, deadline=None)
@given(trace=st.sampled_from(ALL_TRACES), cuts=st.lists(st.floats(0, 1), max_size=40))
def test_any_cuts_of_any_recorded_stream_read_the_same(trace: Path, cuts: list[float]) -> None:
    data = trace.read_bytes()
    edges = [0, *sorted(int(cut * len(data)) for cut in cuts), len(data)]
    stream = AmiStream()
    messages = []
    for start, end in pairwise(edges):
        messages += stream.feed(data[start:end])
    assert messages == AmiStream().feed(data)


def test_turkish_letters_cut_in_the_middle_are_whole() -> None:
    data = BANNER + "Event: Newchannel\r\nCallerIDName: Şükrü Öğüt\r\n\r\n".encode()
    for cut in range(len(data)):
        stream = AmiStream()
        messages = stream.feed(data[:cut]) + stream.feed(data[cut:])
        assert messages[0]["CallerIDName"] == "Şükrü Öğüt"


def test_a_byte_that_is_no_utf8_spoils_one_letter_and_nothing_else() -> None:
    [message] = read(BANNER + b"Event: Hangup\r\nCallerIDName: Ay\xfee\r\nCause: 16\r\n\r\n")
    assert message == {"Event": "Hangup", "CallerIDName": "Ay\ufffde", "Cause": "16"}


def test_a_truncated_letter_does_not_swallow_the_next_header() -> None:
    [message] = read(BANNER + b"Event: Hangup\r\nCallerIDName: Ay\xc5\r\nCause: 16\r\n\r\n")
    assert message["Cause"] == "16"


def test_a_repeated_event_header_is_read_and_the_first_value_kept() -> None:
    messages = read(
        BANNER + b"Event: Hold\r\nEvent: Other\r\nX: 1\r\nX: 2\r\nX: 3\r\n\r\nEvent: Unhold\r\n\r\n"
    )
    assert messages == [{"Event": "Hold", "X": "1"}, {"Event": "Unhold"}]


def test_channel_variables_are_all_kept() -> None:
    [message] = read(BANNER + b"Event: Hold\r\nChanVariable: a=1\r\nChanVariable: b=\r\n\r\n")
    assert message["ChanVariable"].split("\n") == ["a=1", "b="]


def test_an_empty_last_value_and_a_value_with_colons_survive() -> None:
    [message] = read(BANNER + b"Event: X\r\nAppData: a: b: c\r\nPriorCallID: \r\n\r\n")
    assert message == {"Event": "X", "AppData": "a: b: c", "PriorCallID": ""}


def test_stray_blank_lines_between_messages_are_stepped_over() -> None:
    assert read(BANNER + b"\r\n\r\n\r\nEvent: A\r\n\r\n\r\nEvent: B\r\n\r\n") == [
        {"Event": "A"},
        {"Event": "B"},
    ]


def test_what_is_neither_event_nor_response_is_counted_and_the_next_message_read() -> None:
    stream = AmiStream()
    messages = stream.feed(BANNER + b"\x00\xff\x13garbage\r\n\r\nName: only\r\n\r\nEvent: Hangup\r\n\r\n")
    assert messages == [{"Event": "Hangup"}]
    assert stream.unreadable == 2


def test_irrelevant_events_are_dropped_unless_they_answer_an_action() -> None:
    stream = AmiStream(relevant_events={"Hangup"})
    messages = stream.feed(
        BANNER
        + b"Event: Hangup\r\nA: 1\r\n\r\nEvent: VarSet\r\nA: 2\r\n\r\nEvent: Hangup\r\n\r\n"
        + b"Event: HangupRequest\r\n\r\nEvent: Hang\r\n\r\n"
        + b"Event: X\r\nActionID: 7\r\n\r\nResponse: Error\r\n\r\n"
    )
    assert messages == [
        {"Event": "Hangup", "A": "1"},
        {"Event": "Hangup"},
        {"Event": "X", "ActionID": "7"},
        {"Response": "Error"},
    ]


def test_of_a_recorded_call_only_what_the_model_needs_is_read() -> None:
    data = (TRACES / "queue_answered.ami").read_bytes()
    relevant = {"Newchannel", "AgentCalled", "Hangup"}
    messages = AmiStream(relevant_events=relevant).feed(data)
    assert messages == [m for m in read(data) if m.get("Event", "Hangup") in relevant]


def test_the_banner_is_known_once_its_line_is_whole() -> None:
    stream = AmiStream()
    assert stream.feed(BANNER[:-1]) == []
    assert stream.banner == ""
    stream.feed(BANNER[-1:])
    assert stream.banner == "Asterisk Call Manager/11.0.0"


@pytest.mark.parametrize("greeting", [b"SSH-2.0-OpenSSH_9.2\r\n", b"H", b"Asterisk Cull"])
def test_another_kind_of_server_is_noticed_at_its_first_wrong_byte(greeting: bytes) -> None:
    with pytest.raises(AmiGarbage):
        AmiStream().feed(greeting)


def test_endless_bytes_without_an_end_of_message_are_refused() -> None:
    stream = AmiStream(longest_message_bytes=10_000)
    stream.feed(BANNER)
    for _ in range(10):
        stream.feed(b"\x13" * 1000)
    with pytest.raises(AmiGarbage):
        stream.feed(b"\x13")


def test_an_endless_banner_is_refused() -> None:
    with pytest.raises(AmiGarbage):
        AmiStream().feed(b"Asterisk Call Manager/" + b"1" * 300)


@given(noise=st.binary(max_size=400))
def test_no_bytes_at_all_make_it_fail_in_another_way(noise: bytes) -> None:
    stream = AmiStream(longest_message_bytes=300)
    try:
        stream.feed(BANNER + noise)
        messages = stream.feed(b"\r\n\r\nEvent: Hangup\r\n\r\n")
    except AmiGarbage:
        return
    assert messages[-1] == {"Event": "Hangup"}


@settings(max_examples=200, deadline=None)
@given(trace=st.sampled_from(ALL_TRACES), where=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255))
def test_a_byte_that_was_spoilt_spoils_at_most_two_messages(trace: Path, where: float, byte: int) -> None:
    data = bytearray(trace.read_bytes())
    as_written = Counter(str(message) for message in read(bytes(data)))
    after_banner = data.index(b"\n") + 1
    data[after_banner + int(where * (len(data) - after_banner))] = byte
    as_read = Counter(str(message) for message in read(bytes(data)))
    assert (as_written - as_read).total() <= 2
