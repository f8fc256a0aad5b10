"""A process asks only for what its records have; anything else is refused, drawn or as a document."""

from __future__ import annotations

from typing import Any

import pytest

from santral.crm_core.errors import InvalidInput
from santral.crm_core.processes.defaults import APPLICATION, INTERACTION
from santral.crm_core.processes.drawing import MoveForm, StageForm, change_move, change_stage
from santral.crm_core.processes.process import (
    Assign,
    AssignTo,
    EntryAction,
    Notify,
    NotifyWhom,
    Process,
    RequireNotes,
    RequireResolution,
    RequireResult,
    SetDue,
)
from santral.crm_core.processes.process_document import process_document, read_process
from santral.crm_core.users.roles import EVERYBODY

ACTIONS = "stages.1.entry_actions"
FITTING = (
    Assign(AssignTo.TEAM, "saha"),
    Notify(NotifyWhom.OWNER),
    Notify(NotifyWhom.TEAM, "saha"),
    SetDue(30),
    RequireResult(),
    RequireNotes(),
)


def entering(process: Process, n: int, *actions: EntryAction) -> Process:
    stage = process.stages[n]
    form = StageForm(stage.name_tr, stage.name_en, stage.meaning.value, actions)
    return change_stage(process, stage.code, form)


def test_what_fits_an_interaction_is_drawn_and_comes_back() -> None:
    drawn = entering(INTERACTION, 1, *FITTING)
    assert drawn.stages[1].entry_actions == FITTING
    assert read_process(process_document(drawn)) == drawn


@pytest.mark.parametrize(
    ("process", "action", "written", "field", "sentence"),
    [
        (
            INTERACTION,
            Assign(AssignTo.STRATEGY, "in_turn"),
            {"kind": "assign", "to": "strategy", "value": "in_turn"},
            "assign",
            "The rules give out applications only",
        ),
        (
            INTERACTION,
            Notify(NotifyWhom.ASSIGNEES),
            {"kind": "notify", "whom": "assignees"},
            "notify",
            "An interaction has one person who follows it up",
        ),
        (
            INTERACTION,
            RequireResolution(),
            {"kind": "require_resolution"},
            "resolution",
            "Interactions have no solution",
        ),
        (APPLICATION, RequireResult(), {"kind": "require_result"}, "result", "Applications have no result"),
        (APPLICATION, RequireNotes(), {"kind": "require_notes"}, "notes", "Applications have no result"),
    ],
)
def test_what_cannot_happen_to_a_record_is_refused(
    process: Process, action: EntryAction, written: dict[str, Any], field: str, sentence: str
) -> None:
    with pytest.raises(InvalidInput, match=sentence) as drawn:
        entering(process, 1, action)
    assert drawn.value.field == field
    document = process_document(process)
    document["stages"][1]["entry_actions"] = [written]
    with pytest.raises(InvalidInput, match=sentence) as read:
        read_process(document)
    assert read.value.field == f"{ACTIONS}.0"


def test_nothing_happens_where_every_interaction_begins() -> None:
    sentence = "Every interaction begins on this stage"
    with pytest.raises(InvalidInput, match=sentence) as drawn:
        entering(INTERACTION, 0, SetDue(30))
    assert drawn.value.field == "meaning"
    document = process_document(INTERACTION)
    document["stages"][0]["entry_actions"] = [{"kind": "set_due", "business_min": 30}]
    with pytest.raises(InvalidInput, match=sentence) as read:
        read_process(document)
    assert read.value.field == "stages.0.entry_actions"
    assert entering(APPLICATION, 0, SetDue(30)).stages[0].entry_actions == (SetDue(30),)


@pytest.mark.parametrize(
    ("process", "field", "sentence"),
    [
        (INTERACTION, "resolution", "Interactions have no field “resolution”."),
        (INTERACTION, "custom:policy", "Interactions have no added fields"),
        (APPLICATION, "result", "Applications have no field “result”."),
    ],
)
def test_a_move_requires_only_what_records_have(process: Process, field: str, sentence: str) -> None:
    move = process.moves[0]
    form = MoveForm(move.name_tr, move.name_en, EVERYBODY, required_fields=(field,))
    with pytest.raises(InvalidInput, match=sentence) as drawn:
        change_move(process, move.source, move.target, form)
    assert drawn.value.field == "required"
    document = process_document(process)
    document["moves"][0]["required_fields"] = [field]
    with pytest.raises(InvalidInput, match=sentence) as read:
        read_process(document)
    assert read.value.field == "moves.0.required_fields.0"
