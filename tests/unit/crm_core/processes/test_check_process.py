"""A drawing that makes no sense is told where, in sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from santral.crm_core.processes.check_process import check_process
from santral.crm_core.processes.defaults import APPLICATION, DEFAULTS, INTERACTION
from santral.crm_core.processes.process import SETTLED, Move, Process, Stage, StageMeaning
from santral.crm_core.sample_data.past import STAGES
from santral.crm_core.users.roles import EVERYBODY
from tests.unit.crm_core.processes.made_up_processes import processes, sensible_processes


def faults(process: Process, *used: str) -> list[str]:
    return [fault.field for fault in check_process(process, used)]


def stage(n: int, **changes: object) -> Process:
    """The process of interactions with one stage changed."""
    changed = replace(INTERACTION.stages[n], **changes)  # type: ignore[arg-type]
    return replace(INTERACTION, stages=(*INTERACTION.stages[:n], changed, *INTERACTION.stages[n + 1 :]))


def with_move(source: str, target: str, **changes: object) -> Process:
    move = replace(Move(source, target, "Git", "Go"), **changes)  # type: ignore[arg-type]
    return replace(INTERACTION, moves=(*INTERACTION.moves, move))


@pytest.mark.parametrize("process", DEFAULTS, ids=lambda process: process.code)
def test_the_defaults_make_sense(process: Process) -> None:
    assert check_process(process, [stage.code for stage in process.stages]) == ()


def test_every_stage_the_sample_data_uses_is_a_stage_of_the_defaults() -> None:
    used = {"new", "closed", *STAGES}
    for process in DEFAULTS[:2]:
        assert used <= {stage.code for stage in process.stages}


@pytest.mark.parametrize(
    ("process", "places"),
    [
        (stage(1, meaning=StageMeaning.NEW), ["stages.1.meaning"]),
        (stage(0, meaning=StageMeaning.OPEN), ["stages"]),
        (stage(2, meaning=StageMeaning.OPEN), ["stages"]),
        (stage(1, code="open"), ["stages.1.code"]),
        (stage(1, name_tr="AÇIK"), ["stages.1.name_tr"]),
        (stage(1, name_en=" "), ["stages.1.name_en"]),
        (with_move("open", "done"), ["moves.4.target"]),
        (with_move("open", "open"), ["moves.4.target"]),
        (with_move("open", "gone"), ["moves.4.target"]),
        (with_move("gone", "open"), ["moves.4.source"]),
        (with_move("done", "open", name_tr=""), ["moves.4.name_tr"]),
        (with_move("done", "open", roles=frozenset()), ["moves.4.roles"]),
        (replace(INTERACTION, moves=INTERACTION.moves[1:]), []),
        (replace(INTERACTION, moves=INTERACTION.moves[1:3]), ["stages.1"]),
        (
            replace(INTERACTION, moves=(INTERACTION.moves[0], INTERACTION.moves[1])),
            ["stages.1"],
        ),
        (replace(INTERACTION, stages=(), moves=()), ["stages", "stages"]),
    ],
)
def test_each_fault_is_told_at_its_place(process: Process, places: list[str]) -> None:
    told = faults(process)
    if process.stages and len({s.code for s in process.stages}) == len(process.stages):
        assert told == places
    else:
        assert told[: len(places)] == places


def test_what_is_cancelled_needs_no_way_on() -> None:
    off = Stage("off", "İptal", "Cancelled", StageMeaning.CANCELLED, 3)
    process = replace(with_move("open", "off"), stages=(*INTERACTION.stages, off))
    assert faults(process) == []


def test_a_stage_on_which_records_stand_stays() -> None:
    assert faults(INTERACTION, "open", "follow-up") == []
    assert faults(INTERACTION, "open", "paused", "escalated") == ["stages", "stages"]
    told = check_process(INTERACTION, ["paused"])[0]
    assert "“paused”" in str(told)


@given(sensible_processes())
def test_a_sensible_drawing_is_accepted(process: Process) -> None:
    assert faults(process) == []


@given(processes())
def test_in_an_accepted_drawing_every_record_comes_to_an_end(process: Process) -> None:
    """Told by walking every way there is, not by how the check looks for it."""
    walks = {process.stages[0].code: {process.stages[0].code}}
    for start in process.stages:
        here = {start.code}
        for _ in process.stages:
            here |= {move.target for move in process.moves if move.source in here}
        walks[start.code] = here
    firsts = [s for s in process.stages if s.meaning is StageMeaning.NEW]
    settled = {s.code for s in process.stages if s.meaning in SETTLED}
    sensible = (
        len(firsts) == 1
        and walks[firsts[0].code] == {s.code for s in process.stages}
        and all(walks[s.code] & settled or s.meaning is StageMeaning.CANCELLED for s in process.stages)
        and bool(settled)
    )
    assert (faults(process) == []) == sensible


@given(sensible_processes(), st.data())
def test_a_stage_that_is_taken_out_leaves_a_fault_where_it_was_used(
    process: Process, data: st.DataObject
) -> None:
    gone = data.draw(st.sampled_from(process.stages))
    left = tuple(each for each in process.stages if each != gone)
    assume(any(move.source == gone.code or move.target == gone.code for move in process.moves))
    assert faults(replace(process, stages=left))


def test_every_default_stage_has_somebody_who_may_leave_it_or_is_an_end() -> None:
    for stage in APPLICATION.stages:
        leaves = [m for m in APPLICATION.moves if m.source == stage.code and m.roles == EVERYBODY]
        assert leaves or stage.meaning is StageMeaning.CANCELLED
