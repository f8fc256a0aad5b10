"""What an administrator does to a drawing. Pure: a process goes in, another comes out, or `InvalidInput` at
the field. What comes out need not make sense yet as a whole (`check_process.py`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from santral.crm_core.errors import InvalidInput, NotFound
from santral.crm_core.folding import fold
from santral.crm_core.processes.fitting import check_action, check_begins, check_required
from santral.crm_core.processes.process import (
    ActionKind,
    EntryAction,
    Move,
    Process,
    Stage,
    StageMeaning,
)
from santral.crm_core.processes.process_document import (
    LONGEST_NAME,
    MOST_MOVES,
    MOST_STAGES,
)
from santral.crm_core.typed_text import one_line
from santral.crm_core.users.roles import EVERYBODY, Role

LONGEST_CODE: Final = 40
FIELD_OF_ACTION: Final = {
    ActionKind.ASSIGN: "assign",
    ActionKind.NOTIFY: "notify",
    ActionKind.SET_DUE: "due",
    ActionKind.REQUIRE_RESOLUTION: "resolution",
    ActionKind.REQUIRE_RESULT: "result",
    ActionKind.REQUIRE_NOTES: "notes",
}
"""Where the form of a stage says what is wrong with what happens on entry."""
_NOT_OF_A_CODE: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class StageForm:
    """What was typed about a stage; a name that is empty is that of the other language."""

    name_tr: str
    name_en: str
    meaning: str
    entry_actions: tuple[EntryAction, ...] = ()


@dataclass(frozen=True, slots=True)
class MoveForm:
    """What was typed about a move; see `Move`."""

    name_tr: str
    name_en: str
    roles: frozenset[Role]
    teams: frozenset[str] = frozenset()
    required_fields: tuple[str, ...] = ()
    needs_note: bool = False


def stage_of(process: Process, code: str) -> Stage:
    """Raises `NotFound`."""
    stage = process.stage(code)
    if stage is None:
        raise NotFound("There is no such stage.")
    return stage


def move_of(process: Process, source: str, target: str) -> Move:
    """Raises `NotFound`."""
    move = next((m for m in process.moves if (m.source, m.target) == (source, target)), None)
    if move is None:
        raise NotFound("There is no such move.")
    return move


def add_stage(process: Process, form: StageForm) -> Process:
    """The last one but for those where a record is settled, which stay at the end. Its code is made of its
    name."""
    if len(process.stages) >= MOST_STAGES:
        raise InvalidInput("name_tr", "This is too much: at most %(most)s entries.", most=MOST_STAGES)
    name_tr, name_en = _names(form.name_tr, form.name_en)
    meaning = _meaning(form.meaning)
    _check_actions(process, meaning, form)
    made = Stage(_free_code(process, name_en), name_tr, name_en, meaning, 0, form.entry_actions)
    _check_names_free(process, made)
    stages = list(process.stages)
    over = (StageMeaning.SOLVED, StageMeaning.CLOSED, StageMeaning.CANCELLED)
    place = len(stages)
    while made.meaning not in over and place and stages[place - 1].meaning in over:
        place -= 1
    return _with_stages(process, [*stages[:place], made, *stages[place:]])


def change_stage(process: Process, code: str, form: StageForm) -> Process:
    """Other names, another meaning, other things that happen on entry; the code stays."""
    old = stage_of(process, code)
    name_tr, name_en = _names(form.name_tr, form.name_en)
    meaning = _meaning(form.meaning)
    _check_actions(process, meaning, form)
    changed = replace(
        old,
        name_tr=name_tr,
        name_en=name_en,
        meaning=meaning,
        entry_actions=form.entry_actions,
    )
    _check_names_free(process, changed)
    return _with_stages(process, [changed if each.code == code else each for each in process.stages])


def shift_stage(process: Process, code: str, direction: str) -> Process:
    """One place up or down; the first and the last stay where they are."""
    stages = list(process.stages)
    place = stages.index(stage_of(process, code))
    other = place + {"up": -1, "down": 1}.get(direction, 0)
    if 0 <= other < len(stages):
        stages[place], stages[other] = stages[other], stages[place]
    return _with_stages(process, stages)


def remove_stage(process: Process, code: str, used: Mapping[str, int]) -> Process:
    """With all moves to it and from it. `used` tells how many records stand on a stage, by its code."""
    stage_of(process, code)
    if count := used.get(code, 0):
        raise InvalidInput(
            f"remove.{code}",
            "Records stand on this stage (%(count)s), so it must stay. Move them on first.",
            count=count,
        )
    moves = tuple(move for move in process.moves if code not in (move.source, move.target))
    return _with_stages(replace(process, moves=moves), [s for s in process.stages if s.code != code])


def draw_move(process: Process, source: str, target: str) -> Process:
    """For everybody, called as the stage it leads to; where there is one already, nothing changes."""
    stage_of(process, source)
    to = stage_of(process, target)
    if source == target:
        raise InvalidInput("moves", "A move leads to another stage.")
    if any((move.source, move.target) == (source, target) for move in process.moves):
        return process
    if len(process.moves) >= MOST_MOVES:
        raise InvalidInput("moves", "This is too much: at most %(most)s entries.", most=MOST_MOVES)
    known = next((move for move in process.moves if move.target == target), None)
    names = (known.name_tr, known.name_en) if known else (to.name_tr, to.name_en)
    return replace(process, moves=(*process.moves, Move(source, target, *names, roles=EVERYBODY)))


def change_move(process: Process, source: str, target: str, form: MoveForm) -> Process:
    old = move_of(process, source, target)
    name_tr, name_en = _names(form.name_tr, form.name_en)
    if not form.roles:
        raise InvalidInput("roles", "Choose who may make this move.")
    for field in form.required_fields:
        check_required(process.record_kind, field, "required")
    changed = replace(
        old,
        name_tr=name_tr,
        name_en=name_en,
        roles=form.roles,
        teams=form.teams,
        required_fields=form.required_fields,
        needs_note=form.needs_note,
    )
    return replace(process, moves=tuple(changed if move == old else move for move in process.moves))


def erase_move(process: Process, source: str, target: str) -> Process:
    old = move_of(process, source, target)
    return replace(process, moves=tuple(move for move in process.moves if move != old))


def _names(typed_tr: str, typed_en: str) -> tuple[str, str]:
    name_tr, name_en = (
        one_line("name_tr", typed_tr, LONGEST_NAME),
        one_line("name_en", typed_en, LONGEST_NAME),
    )
    if not name_tr and not name_en:
        raise InvalidInput("name_tr", "Write a name.")
    return name_tr or name_en, name_en or name_tr


def _meaning(typed: str) -> StageMeaning:
    try:
        return StageMeaning(typed)
    except ValueError:
        raise InvalidInput("meaning", "Choose one of the list.") from None


def _check_actions(process: Process, meaning: StageMeaning, form: StageForm) -> None:
    for action in form.entry_actions:
        check_action(process.record_kind, action, FIELD_OF_ACTION[action.kind])
    check_begins(process.record_kind, meaning, form.entry_actions, "meaning")


def _check_names_free(process: Process, stage: Stage) -> None:
    for other in process.stages:
        for field in ("name_tr", "name_en"):
            name, taken = getattr(stage, field), getattr(other, field)
            if other.code != stage.code and fold(name) == fold(taken):
                raise InvalidInput(field, "Another stage has “%(value)s” too.", value=taken)


def _with_stages(process: Process, stages: list[Stage]) -> Process:
    return replace(process, stages=tuple(replace(s, position=place) for place, s in enumerate(stages)))


def _free_code(process: Process, name: str) -> str:
    taken = {stage.code for stage in process.stages}
    code = _NOT_OF_A_CODE.sub("-", fold(name))[:LONGEST_CODE].strip("-") or "stage"
    numbered, number = code, 1
    while numbered in taken:
        number += 1
        numbered = f"{code[: LONGEST_CODE - len(str(number)) - 1].rstrip('-')}-{number}"
    return numbered
