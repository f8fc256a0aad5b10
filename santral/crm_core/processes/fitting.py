"""What a process of a kind of record can ask for: an interaction has no solution, and nobody beside the one
who follows it up; an application has no result."""

from __future__ import annotations

from typing import Final

from santral.crm_core.errors import InvalidInput
from santral.crm_core.processes.process import (
    CUSTOM,
    Assign,
    AssignTo,
    EntryAction,
    Notify,
    NotifyWhom,
    RecordKind,
    RequiredField,
    RequireNotes,
    RequireResolution,
    RequireResult,
    StageMeaning,
)

REQUIRABLE: Final = {
    RecordKind.APPLICATION: (
        RequiredField.CATEGORY,
        RequiredField.RESOLUTION,
        RequiredField.OWNER,
        RequiredField.PRODUCT,
        RequiredField.SERIAL_NUMBER,
        RequiredField.PRIORITY,
        RequiredField.MEMBER,
    ),
    RecordKind.INTERACTION: (
        RequiredField.MEMBER,
        RequiredField.CATEGORY,
        RequiredField.RESULT,
        RequiredField.NOTES,
    ),
}
"""What the records have that can be empty or filled; applications have added fields besides."""


def check_required(kind: RecordKind, field: str, place: str) -> None:
    """Whether a move of such a process can require the field. Raises `InvalidInput` at `place`."""
    if field.startswith(CUSTOM):
        if kind is RecordKind.INTERACTION:
            raise InvalidInput(place, "Interactions have no added fields that a move could require.")
    elif field not in {each.value for each in REQUIRABLE[kind]}:
        if kind is RecordKind.INTERACTION:
            raise InvalidInput(place, "Interactions have no field “%(name)s”.", name=field)
        raise InvalidInput(place, "Applications have no field “%(name)s”.", name=field)


def check_action(kind: RecordKind, action: EntryAction, place: str) -> None:
    """Whether it can happen to such a record. Raises `InvalidInput` at `place`."""
    if kind is RecordKind.APPLICATION:
        if isinstance(action, RequireResult | RequireNotes):
            raise InvalidInput(place, "Applications have no result; they need a solution.")
    elif isinstance(action, RequireResolution):
        raise InvalidInput(place, "Interactions have no solution; they need a result.")
    elif isinstance(action, Assign) and action.to is AssignTo.STRATEGY:
        raise InvalidInput(place, "The rules give out applications only. Choose a person or a team.")
    elif isinstance(action, Notify) and action.whom is NotifyWhom.ASSIGNEES:
        raise InvalidInput(place, "An interaction has one person who follows it up, and nobody beside.")


def check_begins(
    kind: RecordKind, meaning: StageMeaning, actions: tuple[EntryAction, ...], place: str
) -> None:
    """Whether anything can happen on entry there. An interaction stands on its first stage from the moment it
    is written, many of them in a call each: nothing happens to it then. Raises `InvalidInput` at `place`."""
    if kind is RecordKind.INTERACTION and meaning is StageMeaning.NEW and actions:
        raise InvalidInput(
            place, "Every interaction begins on this stage. Let things happen on the stages after it."
        )
