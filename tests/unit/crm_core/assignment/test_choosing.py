"""Who gets a case: fair in turn, the least busy, the skilled, and never somebody who is not here."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from santral.crm_core.assignment.choosing import Candidate, Way, choose

CANDIDATES = st.lists(
    st.builds(
        Candidate,
        user_id=st.integers(1, 40),
        open_cases=st.integers(0, 6),
        level=st.integers(0, 3),
        away=st.booleans(),
        disabled=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda one: one.user_id,
)
WAYS = st.sampled_from(Way)
LAST = st.none() | st.integers(0, 41)


def here(people: list[Candidate]) -> list[Candidate]:
    return [one for one in people if not one.away and not one.disabled]


@given(WAYS, CANDIDATES, LAST, st.integers(1, 3), LAST)
def test_who_is_away_or_left_is_never_chosen_and_somebody_is_wherever_one_fits(
    way: Way, people: list[Candidate], last: int | None, least_level: int, last_owner: int | None
) -> None:
    chosen = choose(way, people, last, least_level=least_level, last_owner=last_owner)
    fitting = {one.user_id for one in here(people) if way is not Way.BY_SKILL or one.level >= least_level}
    if way is Way.BY_HAND or not fitting:
        assert chosen is None
    else:
        assert chosen in fitting


@given(CANDIDATES, LAST, st.integers(1, 5))
def test_in_turn_everybody_who_is_here_gets_as_many(
    people: list[Candidate], last: int | None, rounds: int
) -> None:
    given_to: Counter[int | None] = Counter()
    for _ in range(rounds * len(here(people))):
        last = choose(Way.IN_TURN, people, last)
        given_to[last] += 1
    assert given_to == {one.user_id: rounds for one in here(people)}


@given(CANDIDATES, st.lists(st.integers(1, 40), max_size=40))
def test_in_turn_nobody_has_a_second_turn_before_who_was_here_all_the_time(
    people: list[Candidate], leaving: list[int]
) -> None:
    """Each time somebody else is away for a moment."""
    last: int | None = None
    since_my_turn: dict[int, Counter[int]] = {one.user_id: Counter() for one in here(people)}
    for gone in leaving:
        now = [replace(one, away=True) if one.user_id == gone else one for one in people]
        last = choose(Way.IN_TURN, now, last)
        for user_id, others in since_my_turn.items():
            if user_id in (last, gone):
                others.clear()
            elif last is not None:
                others[last] += 1
                assert others[last] <= 1, "somebody had two turns while another one waited"


@given(CANDIDATES, LAST)
def test_the_least_busy_has_no_more_than_anybody_who_is_here(
    people: list[Candidate], last: int | None
) -> None:
    chosen = choose(Way.LEAST_BUSY, people, last)
    busy = {one.user_id: one.open_cases for one in here(people)}
    if chosen is not None:
        assert busy[chosen] == min(busy.values())


@given(CANDIDATES, st.integers(1, 60))
def test_what_the_least_busy_get_makes_them_even(people: list[Candidate], cases: int) -> None:
    last: int | None = None
    for _ in range(cases):
        last = choose(Way.LEAST_BUSY, people, last)
        people = [
            replace(one, open_cases=one.open_cases + 1) if one.user_id == last else one for one in people
        ]
    loads = sorted(one.open_cases for one in here(people))
    if loads and cases >= 6 * len(loads):  # enough to fill up the emptiest
        assert loads[-1] - loads[0] <= 1


def test_by_skill_the_less_busy_goes_before_the_better_and_the_better_before_the_next_in_turn() -> None:
    beginner = Candidate(1, open_cases=0, level=1)
    good = Candidate(2, open_cases=2, level=2)
    best = Candidate(3, open_cases=2, level=3)
    assert choose(Way.BY_SKILL, (beginner, good, best), 1) == 1
    assert choose(Way.BY_SKILL, (beginner, good, best), 1, least_level=2) == 3
    assert choose(Way.BY_SKILL, (beginner, good), None, least_level=3) is None


def test_the_last_owner_has_it_again_while_here() -> None:
    elif_, mert = Candidate(1, open_cases=9), Candidate(2)
    assert choose(Way.LAST_OWNER, (elif_, mert), None, last_owner=1) == 1
    assert choose(Way.LAST_OWNER, (replace(elif_, away=True), mert), None, last_owner=1) == 2
    assert choose(Way.LAST_OWNER, (elif_, mert), None, last_owner=None) == 2
