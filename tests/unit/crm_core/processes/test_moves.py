"""What is offered can be done, and nothing else."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santral.crm_core.errors import InvalidInput, NotAllowed, NotFound
from santral.crm_core.processes.defaults import APPLICATION, COMPLAINT
from santral.crm_core.processes.moves import (
    RecordView,
    allowed_moves,
    check_move,
    needed_fields,
    on_entry,
)
from santral.crm_core.processes.process import Notify, NotifyWhom, Process, RequireResolution
from santral.crm_core.users.roles import Role
from tests.unit.crm_core.processes.made_up_processes import (
    FIELDS,
    TEAMS,
    Somebody,
    filled_fields,
    people,
    processes,
    sensible_processes,
)

AGENT, SUPERVISOR = Somebody(Role.AGENT), Somebody(Role.SUPERVISOR)
EVERYTHING = frozenset(FIELDS)


@given(processes(), people(), st.integers(0, 6), st.integers(0, 6))
def test_what_is_offered_is_never_refused_and_what_is_not_never_accepted(
    process: Process, who: Somebody, a: int, b: int
) -> None:
    here, there = process.stages[a % len(process.stages)], process.stages[b % len(process.stages)]
    offered = {move.target: move for move in allowed_moves(process, here.code, who)}
    record = RecordView(here.code, EVERYTHING, "Müşteri aradı")
    if there.code in offered:
        assert check_move(process, record, there.code, who) == offered[there.code]
    else:
        with pytest.raises((NotFound, NotAllowed)):
            check_move(process, record, there.code, who)


@given(processes(), people(), filled_fields(), st.sampled_from(("", "  ", "Neden")))
def test_an_offered_move_needs_its_fields_and_nothing_more(
    process: Process, who: Somebody, filled: frozenset[str], note: str
) -> None:
    for stage in process.stages:
        for move in allowed_moves(process, stage.code, who):
            record = RecordView(stage.code, filled, note)
            missing = [field for field in needed_fields(process, move) if field not in filled]
            if move.needs_note and not note.strip():
                missing.append("note")
            if not missing:
                check_move(process, record, move.target, who)
                continue
            with pytest.raises(InvalidInput) as told:
                check_move(process, record, move.target, who)
            assert told.value.field == missing[0]


@given(sensible_processes(), people(), st.lists(st.tuples(st.integers(0, 8), filled_fields()), max_size=20))
def test_however_it_is_moved_a_record_is_on_a_stage_that_exists(
    process: Process, who: Somebody, walk: list[tuple[int, frozenset[str]]]
) -> None:
    stage = process.first_stage.code
    for step, filled in walk:
        with suppress(NotFound, NotAllowed, InvalidInput):
            stage = check_move(process, RecordView(stage, filled), f"s{step}", who).target
        there = process.stage(stage)
        assert there is not None
        assert set(on_entry(there)) <= set(there.entry_actions)


@pytest.mark.parametrize("stage", ["new", "in-progress", "waiting-supplier"])
def test_only_supervisors_cancel_and_say_why(stage: str) -> None:
    assert "cancelled" not in {move.target for move in allowed_moves(APPLICATION, stage, AGENT)}
    with pytest.raises(NotAllowed):
        check_move(APPLICATION, RecordView(stage, EVERYTHING, "Yanlış kayıt"), "cancelled", AGENT)
    with pytest.raises(InvalidInput) as told:
        check_move(APPLICATION, RecordView(stage, EVERYTHING, "  "), "cancelled", SUPERVISOR)
    assert told.value.field == "note"
    check_move(APPLICATION, RecordView(stage, EVERYTHING, "Yanlış kayıt"), "cancelled", SUPERVISOR)


def test_what_is_solved_has_a_resolution_and_can_be_reopened() -> None:
    with pytest.raises(InvalidInput) as told:
        check_move(APPLICATION, RecordView("in-progress", frozenset()), "solved", AGENT)
    assert told.value.field == "resolution"
    check_move(APPLICATION, RecordView("in-progress", frozenset({"resolution"})), "solved", AGENT)
    for over in ("solved", "closed"):
        move = check_move(APPLICATION, RecordView(over, frozenset(), "Sorun sürüyor"), "in-progress", AGENT)
        assert move.name_en == "Reopen"


def test_moves_are_offered_in_the_order_of_the_stages() -> None:
    assert [m.target for m in allowed_moves(APPLICATION, "in-service", SUPERVISOR)] == [
        *("in-progress", "waiting-customer", "waiting-supplier", "solved", "cancelled")
    ]


def test_a_stage_or_a_move_that_is_not_there_is_not_found() -> None:
    for stage, to in (("new", "closed"), ("new", "nowhere"), ("nowhere", "new"), ("new", "new")):
        with pytest.raises(NotFound):
            check_move(APPLICATION, RecordView(stage, EVERYTHING, "x"), to, SUPERVISOR)


def test_what_a_stage_requires_is_no_action_on_arrival() -> None:
    new, solved = COMPLAINT.first_stage, COMPLAINT.stage("solved")
    assert on_entry(new) == (Notify(NotifyWhom.SUPERVISORS),)
    assert solved is not None
    assert RequireResolution() in solved.entry_actions
    assert on_entry(solved) == ()


@given(processes(), people(), st.sampled_from(TEAMS))
def test_who_leaves_a_team_loses_just_the_moves_that_only_it_may_make(
    process: Process, who: Somebody, left: str
) -> None:
    after = Somebody(who.role, who.teams - {left})
    for stage in process.stages:
        could, can = allowed_moves(process, stage.code, who), allowed_moves(process, stage.code, after)
        lost = [move for move in could if move not in can]
        assert set(can) <= set(could)
        assert all(move.teams & who.teams == {left} for move in lost)
        for move in lost:
            with pytest.raises(NotAllowed):
                check_move(process, RecordView(stage.code, EVERYTHING, "Neden"), move.target, after)


@given(processes(), people())
def test_a_team_alone_is_not_enough_without_the_role(process: Process, who: Somebody) -> None:
    everywhere = Somebody(who.role, frozenset(TEAMS))
    for stage in process.stages:
        for move in allowed_moves(process, stage.code, everywhere):
            assert who.role in move.roles
            assert (move in allowed_moves(process, stage.code, who)) == (
                not move.teams or bool(move.teams & who.teams)
            )
