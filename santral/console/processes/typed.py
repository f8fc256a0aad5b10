"""What the forms of stages and moves send, read once at the edge."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from starlette.datastructures import FormData

from santral.console.applications.reading import text
from santral.crm_core.errors import InvalidInput
from santral.crm_core.processes.drawing import MoveForm, StageForm
from santral.crm_core.processes.process import (
    Assign,
    AssignStrategy,
    AssignTo,
    EntryAction,
    Move,
    Notify,
    NotifyWhom,
    RequireNotes,
    RequireResolution,
    RequireResult,
    SetDue,
    Stage,
)
from santral.crm_core.processes.process_document import MOST_DUE_MIN
from santral.crm_core.users.roles import Role

HOUR_MIN: Final = 60
REQUIRED: Final[Mapping[str, EntryAction]] = {
    "resolution": RequireResolution(),
    "result": RequireResult(),
    "notes": RequireNotes(),
}
"""By the name of its box."""


def stage_typed(form: FormData, teams: Collection[str], people: Collection[int]) -> StageForm:
    """Fields: name_tr, name_en, meaning; `assign` ("", "user:7", "team:service", "strategy:in_turn"), any
    number of `notify` ("owner", "assignees", "supervisors", "team:service"), `due` with its `due_unit`
    ("minutes", "hours"), `resolution`, `result` and `notes`. Raises `InvalidInput`."""
    actions: list[EntryAction] = []
    if assign := text(form, "assign"):
        actions.append(_assign(assign, teams, people))
    actions += [_notify(str(whom), teams) for whom in form.getlist("notify")]
    if due := text(form, "due").strip():
        actions.append(_due(due, text(form, "due_unit")))
    actions += [required for name, required in REQUIRED.items() if text(form, name)]
    return StageForm(text(form, "name_tr"), text(form, "name_en"), text(form, "meaning"), tuple(actions))


def move_typed(form: FormData, teams: Collection[str], fields: Collection[str]) -> MoveForm:
    """Fields: name_tr, name_en, any number of `roles`, `teams` and `required`, and `needs_note`. Raises
    `InvalidInput`."""
    roles = frozenset(role for role in Role if role.value in form.getlist("roles"))
    chosen = frozenset(str(team) for team in form.getlist("teams"))
    if chosen - set(teams):
        raise InvalidInput("teams", "Choose one of the list.")
    return MoveForm(
        text(form, "name_tr"),
        text(form, "name_en"),
        roles,
        chosen,
        tuple(field for field in fields if field in form.getlist("required")),
        bool(text(form, "needs_note")),
    )


def stage_shown(stage: Stage) -> dict[str, Any]:
    """What stands in the form of a stage, by the names of its fields."""
    shown: dict[str, Any] = {
        "name_tr": stage.name_tr,
        "name_en": stage.name_en,
        "meaning": stage.meaning.value,
        "assign": "",
        "notify": [],
        "due": "",
        "due_unit": "hours",
        **dict.fromkeys(REQUIRED, ""),
    }
    for action in stage.entry_actions:
        if isinstance(action, Assign):
            shown["assign"] = f"{action.to}:{action.value}"
        elif isinstance(action, Notify):
            shown["notify"].append(f"team:{action.team}" if action.team else action.whom.value)
        elif isinstance(action, SetDue):
            hours, rest = divmod(action.business_min, HOUR_MIN)
            shown["due"], shown["due_unit"] = (action.business_min, "minutes") if rest else (hours, "hours")
        else:
            shown |= {name: "1" for name, required in REQUIRED.items() if required == action}
    return shown


def move_shown(move: Move) -> dict[str, Any]:
    """The same for a move."""
    return {
        "name_tr": move.name_tr,
        "name_en": move.name_en,
        "roles": move.roles,
        "teams": move.teams,
        "required": move.required_fields,
        "needs_note": move.needs_note,
    }


def as_sent(form: FormData) -> dict[str, Any]:
    """The same for a form that was refused: what was typed."""
    single = ("name_tr", "name_en", "meaning", "assign", "due", "due_unit", "needs_note", *REQUIRED)
    several = ("notify", "roles", "teams", "required")
    return {name: text(form, name) for name in single} | {name: form.getlist(name) for name in several}


def _assign(typed: str, teams: Collection[str], people: Collection[int]) -> Assign:
    to, _, value = typed.partition(":")
    known = {
        AssignTo.USER.value: {str(user_id) for user_id in people},
        AssignTo.TEAM.value: set(teams),
        AssignTo.STRATEGY.value: {strategy.value for strategy in AssignStrategy},
    }
    if value not in known.get(to, ()):
        raise InvalidInput("assign", "Choose one of the list.")
    return Assign(AssignTo(to), value)


def _notify(typed: str, teams: Collection[str]) -> Notify:
    whom, _, team = typed.partition(":")
    if whom == NotifyWhom.TEAM and team in teams:
        return Notify(NotifyWhom.TEAM, team)
    if whom in {each.value for each in NotifyWhom} - {NotifyWhom.TEAM.value} and not team:
        return Notify(NotifyWhom(whom))
    raise InvalidInput("notify", "Choose one of the list.")


def _due(typed: str, unit: str) -> SetDue:
    most = MOST_DUE_MIN // HOUR_MIN if unit == "hours" else MOST_DUE_MIN
    if not (typed.isascii() and typed.isdigit() and len(typed) < 8 and 1 <= int(typed) <= most):
        raise InvalidInput("due", "Write a whole number from %(least)s to %(most)s.", least=1, most=most)
    return SetDue(int(typed) * (HOUR_MIN if unit == "hours" else 1))
