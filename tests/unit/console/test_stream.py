"""The invariant of the push: an old snapshot and the changes since make the new snapshot."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santral.console.push.stream import Change, Fragment, Frame, Stream

KEYS = ("link", "me", "call-1", "customer-1", "work-1", "call-2")
keys = st.sampled_from(KEYS)
htmls = st.text(max_size=30)


@st.composite
def changes(draw: st.DrawFn) -> Change:
    put = draw(st.dictionaries(keys, htmls.map(Fragment), max_size=3))
    drop = draw(st.sets(keys, max_size=3)) - put.keys()
    tell = draw(st.none() | st.fixed_dictionaries({"kind": st.just("ring"), "key": keys}))
    return Change(put, sorted(drop), tell)


class Browser:
    """What a browser does with the frames, as the protocol says."""

    def __init__(self) -> None:
        self.n = 0
        self.epoch = ""
        self.shown: dict[str, str] = {}
        self.told: list[dict[str, str]] = []

    def take(self, frame: Frame) -> None:
        message: dict[str, Any] = json.loads(frame.text)
        if "all" in message:
            self.epoch = message["epoch"]
            self.shown = dict(message["all"])
        else:
            assert message["n"] == self.n + 1, "a change was skipped or came twice"
            self.shown.update(message.get("put", {}))
            for key in message.get("drop", ()):
                self.shown.pop(key, None)
            if "tell" in message:
                self.told.append(message["tell"])
        self.n = message["n"]


def shown_by(stream: Stream) -> list[tuple[str, str]]:
    return [(key, fragment.html) for key, fragment in stream.regions.items()]


@given(
    st.dictionaries(keys, htmls.map(Fragment)),
    st.lists(st.tuples(changes(), st.integers(0, 2)), max_size=40),
    st.integers(1, 12),
    st.integers(40, 2000),
)
def test_browsers_that_come_and_go_at_any_moment_all_show_the_same(
    start: dict[str, Fragment], story: list[tuple[Change, int]], keep_changes: int, keep_bytes: int
) -> None:
    stream = Stream("e", start, keep_changes=keep_changes, keep_bytes=keep_bytes)
    browsers = [Browser(), Browser(), Browser()]
    here: set[int] = set()
    for change, toggled in story:
        if toggled in here:
            here.remove(toggled)
        else:
            here.add(toggled)
            for frame in stream.resume(browsers[toggled].epoch, browsers[toggled].n):
                browsers[toggled].take(frame)
        frame = stream.apply(change)
        for index in here:
            browsers[index].take(frame)
    for browser in browsers:
        for frame in stream.resume(browser.epoch, browser.n):
            browser.take(frame)
        assert list(browser.shown.items()) == shown_by(stream)
        assert browser.n == stream.n


@given(st.lists(changes(), max_size=30), st.integers(0, 30))
def test_old_snapshot_and_changes_make_the_new_snapshot_from_any_point(story: list[Change], at: int) -> None:
    stream = Stream("e", {}, keep_changes=1000, keep_bytes=10**9)
    browser = Browser()
    browser.take(stream.snapshot())
    frames: list[Frame] = []
    for index, change in enumerate(story):
        if index == at:
            browser.take(stream.snapshot())
            frames.clear()
        frames.append(stream.apply(change))
    for frame in frames:
        browser.take(frame)
    fresh = Browser()
    fresh.take(stream.snapshot())
    assert list(browser.shown.items()) == list(fresh.shown.items())
    assert (browser.n, browser.epoch) == (fresh.n, fresh.epoch)


def test_a_browser_that_missed_nothing_gets_nothing() -> None:
    stream = Stream("e", {})
    stream.apply(Change({"me": Fragment("<p>ready</p>")}))
    assert stream.resume("e", 1) == []


@pytest.mark.parametrize(("epoch", "after"), [("older server", 1), ("e", 7), ("e", -1), ("", 0)])
def test_a_number_that_means_nothing_here_gets_a_snapshot(epoch: str, after: int) -> None:
    stream = Stream("e", {})
    stream.apply(Change({"me": Fragment("<p>hazır</p>")}))
    (frame,) = stream.resume(epoch, after)
    assert json.loads(frame.text) == {"n": 1, "epoch": "e", "all": {"me": "<p>hazır</p>"}}


def test_what_is_kept_is_bounded_in_bytes() -> None:
    stream = Stream("e", {}, keep_bytes=1000)
    for _ in range(20):
        stream.apply(Change({"me": Fragment("x" * 200)}))
    (frame,) = stream.resume("e", 1)
    assert '"all"' in frame.text


def test_a_snapshot_is_sent_where_it_is_smaller_than_what_was_missed() -> None:
    stream = Stream("e", {"me": Fragment("")})
    for index in range(10):
        stream.apply(Change({"me": Fragment(f"state {index}")}))
    (frame,) = stream.resume("e", 1)
    assert json.loads(frame.text)["all"] == {"me": "state 9"}


def test_a_ring_that_is_over_is_not_told_to_a_browser_that_was_away() -> None:
    stream = Stream("e", {"idle": Fragment("i" * 1000)})
    for state in ("ringing", "missed"):
        tell = {"kind": "ring", "key": "call-1"} if state == "ringing" else None
        stream.apply(Change({"call-1": Fragment(state)}, tell=tell))
    stream.apply(Change({"call-2": Fragment("ringing")}, tell={"kind": "ring", "key": "call-2"}))
    browser = Browser()
    browser.epoch = "e"
    for frame in stream.resume("e", 0):
        browser.take(frame)
    assert browser.told == [{"kind": "ring", "key": "call-2"}]
    assert browser.shown == {"call-1": "missed", "call-2": "ringing"}


def test_another_language_replaces_everything_for_those_here_and_those_who_come_back() -> None:
    stream = Stream("e", {"me": Fragment("ready"), "link": Fragment("lost")})
    browser = Browser()
    browser.take(stream.snapshot())
    browser.take(stream.replace({"me": Fragment("hazır")}))
    assert browser.shown == {"me": "hazır"}
    (frame,) = stream.resume("e", 0)
    assert json.loads(frame.text)["all"] == {"me": "hazır"}


def test_frames_are_ascii_whatever_the_language() -> None:
    frame = Stream("e", {"me": Fragment("Şükrü İğdır 📞")}).snapshot()
    assert frame.text.isascii()
    assert json.loads(frame.text)["all"]["me"] == "Şükrü İğdır 📞"


def test_a_key_cannot_be_put_and_dropped_at_once() -> None:
    with pytest.raises(ValueError, match="call-1"):
        Change({"call-1": Fragment("")}, ["call-1"])
