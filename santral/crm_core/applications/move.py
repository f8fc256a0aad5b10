"""A case goes from stage to stage, as the process of its type allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.edit import find_application
from santral.crm_core.applications.entering import enter_stage
from santral.crm_core.applications.fields import LONGEST_TEXT, Value
from santral.crm_core.applications.history import next_version, note_change
from santral.crm_core.applications.owner_told import tell_owner
from santral.crm_core.applications.people import check_people
from santral.crm_core.applications.search_words import set_search_words
from santral.crm_core.applications.tables import Application
from santral.crm_core.applications.telling import tell
from santral.crm_core.applications.values import put_value, value_of
from santral.crm_core.errors import Conflict, InvalidInput
from santral.crm_core.processes.book import ProcessBook
from santral.crm_core.processes.moves import Mover, RecordView, check_move
from santral.crm_core.processes.process import (
    CUSTOM,
    OVER,
    Process,
    RecordKind,
    RequiredField,
    Stage,
    StageMeaning,
)
from santral.crm_core.promises.keep import clock_moved
from santral.crm_core.service_levels.business_calendar import BusinessCalendar
from santral.crm_core.typed_text import lines
from santral.crm_core.users.audit import Actor, record

COLUMNS: Final = {
    RequiredField.CATEGORY: "category",
    RequiredField.RESOLUTION: "resolution",
    RequiredField.OWNER: "owner_id",
    RequiredField.PRODUCT: "product",
    RequiredField.SERIAL_NUMBER: "serial_number",
    RequiredField.PRIORITY: "priority",
    RequiredField.MEMBER: "member_id",
}
"""Where a case keeps what a move can require."""
WRITTEN_WITH_IT: Final = ("category", "owner_id", "product", "serial_number")
"""Columns that can be filled in with the move, by whoever may make it; so can fields that were added."""
_REQUIRED_AS: Final = {column: field.value for field, column in COLUMNS.items()}


class MovingActor(Actor, Mover, Protocol):
    """Somebody who is known by id, role and teams."""


@dataclass(frozen=True, slots=True)
class Moved:
    application: Application
    stage: Stage


async def move_application(
    session: AsyncSession,
    processes: ProcessBook,
    calendar: BusinessCalendar,
    application_id: int,
    to: str,
    *,
    seen: str,
    by: MovingActor,
    by_name: str,
    at: datetime,
    note: str = "",
    resolution: str = "",
    written: Mapping[str, Value] | None = None,
) -> Moved:
    """Move a case to the stage `to`, with the note and the resolution that were written for it, and with what
    was `written` into fields that were empty: checked, of `WRITTEN_WITH_IT` or `custom:<code>`. `seen` is the
    stage the mover saw it on.

    Raises `Conflict` where a colleague moved it meanwhile, `NotFound` for a move that does not exist,
    `NotAllowed` for somebody else's, `InvalidInput` at the first field that is missing. Nothing is kept then.
    """
    note = lines("note", note, LONGEST_TEXT)
    resolution = lines("resolution", resolution, LONGEST_TEXT)
    application = await find_application(session, application_id, lock=True)
    if application.stage != seen:
        raise Conflict("A colleague moved this meanwhile. Look at it again.")
    process = processes.process(RecordKind.APPLICATION, application.type)
    more = {name: value for name, value in (written or {}).items() if value}
    more = {name: value for name, value in more.items() if value != value_of(application, name)}
    if any(value_of(application, name) for name in more):
        raise Conflict("A colleague filled this in meanwhile. Look at it again.")
    await check_people(session, application.member_id, more)
    filled = _filled(application) | {_REQUIRED_AS.get(name, name) for name in more}
    filled |= {RequiredField.RESOLUTION.value} if resolution else frozenset()
    check_move(process, RecordView(application.stage, filled, note), to, by)
    stage = process.stage(to)
    assert stage is not None  # a process is checked before it is in force: its moves lead to its stages
    next_version(application, at)
    if resolution and resolution != application.resolution:
        more["resolution"] = resolution
    for name, value in more.items():
        note_change(session, application, by, at, "changed", name, value_of(application, name), value)
        put_value(application, name, value)
    if more:
        set_search_words(application)
    if "owner_id" in more:
        await tell_owner(session, application, by, at)
    note_change(session, application, by, at, "moved", "stage", application.stage, to)
    if note:
        note_change(session, application, by, at, "noted", after=note)
    application.stage = to
    _set_times(application, stage, at)
    await clock_moved(session, application, stage.meaning, at)
    await enter_stage(session, application, stage, calendar, by, at)
    said = application.resolution if stage.meaning is StageMeaning.SOLVED else note
    await tell(session, application, at, by_name, body=said, result=to)
    await record(session, by, "moved", "application", application_id, {"stage": to}, at)
    await session.flush()
    return Moved(application, stage)


def first_stage(processes: ProcessBook, application_type: str) -> str:
    """Where a case of the type begins."""
    return processes.process(RecordKind.APPLICATION, application_type).first_stage.code


def closing_stage(processes: ProcessBook, application_type: str) -> str:
    """Where a case of the type is laid to rest, as when it goes on in another one."""
    return _last(processes.process(RecordKind.APPLICATION, application_type)).code


def check_type_fits(processes: ProcessBook, stage: str, application_type: str) -> None:
    """A case can become one of another type only on a stage that its new process has. Raises
    `InvalidInput`."""
    if processes.process(RecordKind.APPLICATION, application_type).stage(stage) is None:
        raise InvalidInput(
            "type", "This kind has no such stage. Move the application to another stage first."
        )


def _last(process: Process) -> Stage:
    over = [stage for stage in process.stages if stage.meaning in OVER]
    return next((stage for stage in over if stage.meaning is StageMeaning.CLOSED), over[-1])


def _filled(application: Application) -> frozenset[str]:
    named = {field.value for field, column in COLUMNS.items() if getattr(application, column)}
    custom = {f"{CUSTOM}{code}" for code, value in application.custom.items() if value}
    return frozenset(named | custom)


def _set_times(application: Application, stage: Stage, at: datetime) -> None:
    if application.first_answered_at is None:
        application.first_answered_at = at
    if stage.meaning not in OVER:
        application.solved_at = application.closed_at = None
        return
    if stage.meaning is not StageMeaning.CANCELLED and application.solved_at is None:
        application.solved_at = at
    application.closed_at = None if stage.meaning is StageMeaning.SOLVED else at
