"""Whatever is done to a drawing, it stays one that can be kept; what cannot be done is said at its field."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santral.crm_core.errors import InvalidInput, NotFound
from santral.crm_core.processes.check_process import check_process
from santral.crm_core.processes.defaults import APPLICATION, INTERACTION
from santral.crm_core.processes.drawing import (
    MoveForm,
    StageForm,
    add_stage,
    change_move,
    change_stage,
    draw_move,
    erase_move,
    move_of,
    remove_stage,
    shift_stage,
    stage_of,
)
from santral.crm_core.processes.process import Process, RequireResolution, StageMeaning
from santral.crm_core.processes.process_document import process_document, read_process
from santral.crm_core.users.roles import EVERYBODY, SUPERVISORS

NAMES = st.sampled_from(("Bekliyor", "bekliyor", "Şirkette", "İkinci hat", "", "Kapandı"))
CODES = st.sampled_from(("open", "follow-up", "done", "bekliyor", "ikinci-hat", "nowhere"))
FORM = StageForm("Onayda", "To be approved", "open")


@st.composite
def edits(draw: st.DrawFn) -> tuple[str, str, str, str]:
    what = draw(st.sampled_from(("add", "change", "up", "down", "remove", "draw", "move", "erase")))
    return what, draw(CODES), draw(CODES), draw(NAMES)


def edited(process: Process, edit: tuple[str, str, str, str]) -> Process:
    what, one, other, name = edit
    match what:
        case "add":
            return add_stage(process, StageForm(name, "", "waiting"))
        case "change":
            return change_stage(process, one, StageForm("", name, "solved", (RequireResolution(),)))
        case "up" | "down":
            return shift_stage(process, one, what)
        case "remove":
            return remove_stage(process, one, {"done": 3})
        case "draw":
            return draw_move(process, one, other)
        case "move":
            return change_move(process, one, other, MoveForm(name, name, SUPERVISORS))
        case _:
            return erase_move(process, one, other)


@given(st.lists(edits(), max_size=25))
def test_whatever_is_done_the_drawing_can_be_kept_and_used_stages_stay(
    walk: list[tuple[str, str, str, str]],
) -> None:
    process = INTERACTION
    for edit in walk:
        with suppress(InvalidInput, NotFound):
            process = edited(process, edit)
        assert read_process(process_document(process)) == process
        assert [stage.position for stage in process.stages] == list(range(len(process.stages)))
        codes = [stage.code for stage in process.stages]
        assert len(set(codes)) == len(codes)
        assert "done" in codes
        assert all({move.source, move.target} <= set(codes) for move in process.moves)
        # What is left to mend is only how the whole hangs together, never a name or a code.
        ends = (".code", ".name_tr", ".name_en", ".source", ".target", ".roles")
        assert not [f for f in check_process(process, ["done"]) if f.field.endswith(ends)]


def test_a_new_stage_stands_before_those_where_it_is_over() -> None:
    drawn = add_stage(APPLICATION, FORM)
    assert [stage.code for stage in drawn.stages][-4:] == ["to-be-approved", "solved", "closed", "cancelled"]
    assert [f.field for f in check_process(drawn)] == ["stages.5", "stages.5"]
    for source, target in (("new", "to-be-approved"), ("to-be-approved", "solved")):
        drawn = draw_move(drawn, source, target)
    assert check_process(drawn) == ()


def test_a_move_is_called_as_others_to_the_same_stage() -> None:
    drawn = draw_move(APPLICATION, "closed", "solved")
    made = move_of(drawn, "closed", "solved")
    assert (made.name_en, made.roles, made.teams) == ("Mark as solved", EVERYBODY, frozenset())
    assert draw_move(drawn, "closed", "solved") == drawn


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (StageForm(" ", "", "open"), "name_tr"),
        (StageForm("x" * 61, "", "open"), "name_tr"),
        (StageForm("YENİ", "", "open"), "name_tr"),
        (StageForm("Onayda", "NEW", "open"), "name_en"),
        (StageForm("Onayda", "", "sleeping"), "meaning"),
    ],
)
def test_what_a_stage_cannot_be_is_said_at_its_field(form: StageForm, field: str) -> None:
    with pytest.raises(InvalidInput) as told:
        add_stage(APPLICATION, form)
    assert told.value.field == field
    with pytest.raises(InvalidInput) as told:
        change_stage(APPLICATION, "closed", form)
    assert told.value.field == field


def test_a_stage_in_use_stays_and_one_that_is_not_takes_its_moves_along() -> None:
    with pytest.raises(InvalidInput, match="12") as told:
        remove_stage(APPLICATION, "in-service", {"in-service": 12})
    assert told.value.field == "remove.in-service"
    left = remove_stage(APPLICATION, "in-service", {"new": 12})
    assert left.stage("in-service") is None
    assert check_process(left) == ()


def test_a_move_for_nobody_is_refused_and_one_changed_keeps_its_place() -> None:
    with pytest.raises(InvalidInput) as told:
        change_move(APPLICATION, "new", "solved", MoveForm("Çöz", "Solve", frozenset()))
    assert told.value.field == "roles"
    form = MoveForm("Çöz", "", SUPERVISORS, frozenset({"quality"}), ("category",), needs_note=True)
    changed = change_move(APPLICATION, "new", "solved", form)
    made = move_of(changed, "new", "solved")
    assert (made.name_en, made.required_fields) == ("Çöz", ("category",))
    assert made.teams == {"quality"}
    assert changed.moves.index(made) == APPLICATION.moves.index(move_of(APPLICATION, "new", "solved"))


def test_names_and_order_change_and_the_code_stays() -> None:
    changed = change_stage(APPLICATION, "in-service", StageForm("Sahada", "In the field", "waiting"))
    stage = stage_of(changed, "in-service")
    assert (stage.name_tr, stage.meaning) == ("Sahada", StageMeaning.WAITING)
    codes = [each.code for each in shift_stage(changed, "in-service", "up").stages]
    assert codes.index("in-service") == codes.index("waiting-supplier") - 1
    assert shift_stage(changed, "new", "up") == changed
