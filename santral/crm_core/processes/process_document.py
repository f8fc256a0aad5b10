"""A process as a JSON document, and such a document, checked value by value, as a process.

Whether the drawing as a whole makes sense is asked afterwards (`check_process.py`).
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from santral.crm_core.errors import InvalidInput
from santral.crm_core.json_document import CODE, Part, whole_document
from santral.crm_core.processes.fitting import check_action, check_begins, check_required
from santral.crm_core.processes.process import (
    CUSTOM,
    ActionKind,
    Assign,
    AssignStrategy,
    AssignTo,
    EntryAction,
    Move,
    Notify,
    NotifyWhom,
    Process,
    RecordKind,
    RequiredField,
    RequireNotes,
    RequireResolution,
    RequireResult,
    SetDue,
    Stage,
    StageMeaning,
)
from santral.crm_core.users.roles import Role

MOST_STAGES: Final = 60
MOST_MOVES: Final = 600
MOST_ACTIONS: Final = 10
LONGEST_NAME: Final = 60
MOST_DUE_MIN: Final = 365 * 24 * 60


def process_document(process: Process) -> dict[str, Any]:
    """Stages in their order; sets as sorted lists."""
    return {
        "format": 1,
        "code": process.code,
        "record_kind": process.record_kind.value,
        "application_type": process.application_type,
        "stages": [_stage_document(stage) for stage in sorted(process.stages, key=lambda s: s.position)],
        "moves": [
            {
                **asdict(move),
                "roles": sorted(role.value for role in move.roles),
                "teams": sorted(move.teams),
                "required_fields": list(move.required_fields),
            }
            for move in process.moves
        ],
    }


def read_process(value: object) -> Process:
    """A stage's position is its place in the list. Raises `InvalidInput` with the place of what is wrong, as
    `stages.2.name_tr`."""
    document = whole_document(value)
    stages = document["stages"].parts(MOST_STAGES)
    kind = document["record_kind"].choice(RecordKind)
    application_type = document["application_type"].code(needed=False)
    if application_type and kind is not RecordKind.APPLICATION:
        raise InvalidInput("application_type", "Only applications have a type.")
    return Process(
        code=document["code"].code(),
        record_kind=kind,
        application_type=application_type,
        stages=tuple(_read_stage(part, position, kind) for position, part in enumerate(stages)),
        moves=tuple(_read_move(part, kind) for part in document["moves"].parts(MOST_MOVES)),
    )


def _read_stage(part: Part, position: int, kind: RecordKind) -> Stage:
    meaning, place = part["meaning"].choice(StageMeaning), part["entry_actions"].place
    actions = tuple(_read_action(action, kind) for action in part["entry_actions"].parts(MOST_ACTIONS))
    check_begins(kind, meaning, actions, place)
    return Stage(
        code=part["code"].code(),
        name_tr=part["name_tr"].text(LONGEST_NAME),
        name_en=part["name_en"].text(LONGEST_NAME),
        meaning=meaning,
        position=position,
        entry_actions=actions,
    )


def _read_action(part: Part, record_kind: RecordKind) -> EntryAction:
    action = _action(part)
    check_action(record_kind, action, part.place)
    return action


def _action(part: Part) -> EntryAction:
    kind = part["kind"].choice(ActionKind)
    if kind is ActionKind.ASSIGN:
        return _read_assign(part)
    if kind is ActionKind.NOTIFY:
        whom = part["whom"].choice(NotifyWhom)
        return Notify(whom, part["team"].code() if whom is NotifyWhom.TEAM else "")
    if kind is ActionKind.SET_DUE:
        return SetDue(part["business_min"].whole(1, MOST_DUE_MIN))
    if kind is ActionKind.REQUIRE_RESULT:
        return RequireResult()
    return RequireNotes() if kind is ActionKind.REQUIRE_NOTES else RequireResolution()


def _read_assign(part: Part) -> Assign:
    to, value = part["to"].choice(AssignTo), part["value"]
    if to is AssignTo.STRATEGY:
        return Assign(to, value.choice(AssignStrategy).value)
    if to is AssignTo.USER:
        return Assign(to, str(value.whole(1, 999_999_999)))
    return Assign(to, value.code())


def _read_move(part: Part, kind: RecordKind) -> Move:
    roles = frozenset(role.choice(Role) for role in part["roles"].parts(len(Role)))
    if not roles:
        raise InvalidInput(part["roles"].place, "Choose who may make this move.")
    required = tuple(_read_required(field, kind) for field in part["required_fields"].parts(40))
    return Move(
        source=part["source"].code(),
        target=part["target"].code(),
        name_tr=part["name_tr"].text(LONGEST_NAME),
        name_en=part["name_en"].text(LONGEST_NAME),
        roles=roles,
        teams=frozenset(team.code() for team in part["teams"].parts(100)),
        required_fields=tuple(dict.fromkeys(required)),
        needs_note=part["needs_note"].flag(),
    )


def _read_required(part: Part, kind: RecordKind) -> str:
    field = part.text(60)
    known = {each.value for each in RequiredField}
    if field not in known and not (field.startswith(CUSTOM) and CODE.fullmatch(field.removeprefix(CUSTOM))):
        raise InvalidInput(part.place, "There is no field “%(name)s”.", name=field)
    check_required(kind, field, part.place)
    return field


def _stage_document(stage: Stage) -> dict[str, Any]:
    return {
        "code": stage.code,
        "name_tr": stage.name_tr,
        "name_en": stage.name_en,
        "meaning": stage.meaning.value,
        "entry_actions": [{"kind": action.kind.value, **asdict(action)} for action in stage.entry_actions],
    }
