"""Who looks at what: by open sockets, whatever the order in which they come and go."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santral.console.push.places import Places
from santral.console.push.stream import Change

HERE = "application-12"
ELIF, MERT = 1, 2


class Told:
    def __init__(self) -> None:
        self.who: list[int] = []

    def __call__(self, user_id: int, change: Change) -> None:
        assert (change.put, change.drop) == ({}, ())
        assert change.tell == {"kind": "place", "key": HERE}
        self.who.append(user_id)

    def since(self) -> list[int]:
        who, self.who = self.who, []
        return who


def test_who_is_there_is_told_who_comes_and_leaves_and_a_second_tab_is_no_news() -> None:
    places = Places(told := Told())
    with places.visit(HERE, ELIF):
        assert told.since() == []
        with places.visit(HERE, MERT):
            assert told.since() == [ELIF]
            with places.visit(HERE, MERT):
                assert told.since() == []
                assert places.people(HERE) == (ELIF, MERT)
            assert told.since() == []
        assert told.since() == [ELIF]
        assert places.people(HERE) == (ELIF,)
    assert told.since() == []


def test_a_view_is_noted_until_the_last_tab_is_closed_and_no_socket_notes_one() -> None:
    places = Places(Told())
    with places.visit(HERE, ELIF):
        assert not places.is_noted(HERE, ELIF)
    places.note_view(HERE, ELIF)
    assert not places.is_noted(HERE, ELIF)  # nobody is there yet
    with places.visit(HERE, ELIF):
        with places.visit(HERE, ELIF):
            assert places.is_noted(HERE, ELIF)
        assert places.is_noted(HERE, ELIF)
        assert not places.is_noted(HERE, MERT)
    with places.visit(HERE, ELIF):
        assert not places.is_noted(HERE, ELIF)


def test_a_change_is_told_once_to_who_is_there_and_to_nobody_else() -> None:
    places = Places(told := Told())
    places.changed(HERE, 7)
    with places.visit(HERE, ELIF):
        for version in (7, 7, 8):
            places.changed(HERE, version)
        places.changed("application-13", 2)
    assert told.since() == [ELIF, ELIF]


@pytest.mark.parametrize("place", ["", "application-", "application-0", "application-1\n", "member-1"])
def test_what_is_no_place_is_looked_at_by_nobody(place: str) -> None:
    places = Places(Told())
    with places.visit(place, ELIF):
        assert places.people(place) == ()


def test_who_is_cut_off_has_left() -> None:
    places = Places(Told())
    with pytest.raises(ZeroDivisionError), places.visit(HERE, ELIF):
        _ = 1 / 0
    assert places.people(HERE) == ()


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 6)), max_size=30))
def test_exactly_those_with_an_open_socket_are_there(steps: list[tuple[int, int]]) -> None:
    """Each step opens a socket of somebody and closes the n-th that is open."""
    places, told = Places(Told()), Counter[int]()
    open_ones: list[tuple[int, ExitStack]] = []
    for user_id, close in steps:
        stack = ExitStack()
        stack.enter_context(places.visit(HERE, user_id))
        open_ones.append((user_id, stack))
        told[user_id] += 1
        if close < len(open_ones):
            gone, stack = open_ones.pop(close)
            stack.close()
            told[gone] -= 1
        assert places.people(HERE) == tuple(sorted(+told))
    for _, stack in open_ones:
        stack.close()
    assert places.people(HERE) == ()
