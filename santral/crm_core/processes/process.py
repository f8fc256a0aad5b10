"""A process: the stages of a kind of record and the moves between them, as an administrator draws it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from santral.crm_core.users.roles import EVERYBODY, Role


class RecordKind(StrEnum):
    APPLICATION = "application"
    INTERACTION = "interaction"


class StageMeaning(StrEnum):
    """What a stage means to the house, whatever it is called: to its clocks, its lists and its figures."""

    NEW = "new"
    OPEN = "open"
    WAITING = "waiting"
    """The customer is waited for."""
    SOLVED = "solved"
    CLOSED = "closed"
    CANCELLED = "cancelled"


SETTLED: Final = frozenset({StageMeaning.SOLVED, StageMeaning.CLOSED})
"""A process leads here."""
OVER: Final = SETTLED | {StageMeaning.CANCELLED}
"""Nobody has anything to do in these."""

CUSTOM: Final = "custom:"
"""Before the code of a field that the house itself defined, as `custom:contract-no`."""


class RequiredField(StrEnum):
    """Fields of a record that a move can require to be filled, besides custom ones."""

    CATEGORY = "category"
    RESOLUTION = "resolution"
    OWNER = "owner"
    PRODUCT = "product"
    SERIAL_NUMBER = "serial_number"
    PRIORITY = "priority"
    MEMBER = "member"
    RESULT = "result"
    NOTES = "notes"


class AssignTo(StrEnum):
    USER = "user"
    TEAM = "team"
    STRATEGY = "strategy"


class AssignStrategy(StrEnum):
    """How somebody of the owning team is chosen."""

    LEAST_BUSY = "least_busy"
    IN_TURN = "in_turn"
    LAST_OWNER = "last_owner"
    BY_SKILL = "by_skill"


class NotifyWhom(StrEnum):
    OWNER = "owner"
    ASSIGNEES = "assignees"
    SUPERVISORS = "supervisors"
    TEAM = "team"


class ActionKind(StrEnum):
    ASSIGN = "assign"
    NOTIFY = "notify"
    SET_DUE = "set_due"
    REQUIRE_RESOLUTION = "require_resolution"
    REQUIRE_RESULT = "require_result"
    REQUIRE_NOTES = "require_notes"


@dataclass(frozen=True, slots=True)
class Assign:
    """`value` is a user's id as digits, a team's code, or an `AssignStrategy`."""

    kind: ClassVar = ActionKind.ASSIGN
    to: AssignTo
    value: str


@dataclass(frozen=True, slots=True)
class Notify:
    """`team` is its code where a team is told, else `""`."""

    kind: ClassVar = ActionKind.NOTIFY
    whom: NotifyWhom
    team: str = ""


@dataclass(frozen=True, slots=True)
class SetDue:
    """The record is due so many business minutes after it came to the stage."""

    kind: ClassVar = ActionKind.SET_DUE
    business_min: int


@dataclass(frozen=True, slots=True)
class RequireResolution:
    """Nothing comes to the stage before it is written down how it was solved."""

    kind: ClassVar = ActionKind.REQUIRE_RESOLUTION


@dataclass(frozen=True, slots=True)
class RequireResult:
    """Nothing comes to the stage before it is said what the contact ended with."""

    kind: ClassVar = ActionKind.REQUIRE_RESULT


@dataclass(frozen=True, slots=True)
class RequireNotes:
    """Nothing comes to the stage before something is written about it."""

    kind: ClassVar = ActionKind.REQUIRE_NOTES


EntryAction = Assign | Notify | SetDue | RequireResolution | RequireResult | RequireNotes
REQUIRED_ON_ENTRY: Final = {
    ActionKind.REQUIRE_RESOLUTION: RequiredField.RESOLUTION,
    ActionKind.REQUIRE_RESULT: RequiredField.RESULT,
    ActionKind.REQUIRE_NOTES: RequiredField.NOTES,
}
"""Which field such an action asks for."""


@dataclass(frozen=True, slots=True)
class Stage:
    """`code` is what records hold, and never changes."""

    code: str
    name_tr: str
    name_en: str
    meaning: StageMeaning
    position: int
    entry_actions: tuple[EntryAction, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """From the stage `source` to the stage `target`: by who has one of `roles` and, where `teams` is not
    empty, is in one of them. `required_fields` are of `RequiredField` or custom."""

    source: str
    target: str
    name_tr: str
    name_en: str
    roles: frozenset[Role] = EVERYBODY
    teams: frozenset[str] = frozenset()
    required_fields: tuple[str, ...] = ()
    needs_note: bool = False


@dataclass(frozen=True, slots=True)
class Process:
    """Of a kind of record; of applications of one type, or with `""` of all that have none of their own."""

    code: str
    record_kind: RecordKind
    application_type: str
    stages: tuple[Stage, ...]
    moves: tuple[Move, ...]

    @property
    def first_stage(self) -> Stage:
        """Where every record begins."""
        return next(stage for stage in self.stages if stage.meaning is StageMeaning.NEW)

    def stage(self, code: str) -> Stage | None:
        return next((stage for stage in self.stages if stage.code == code), None)
