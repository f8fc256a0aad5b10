"""An interaction goes from stage to stage, as the process of interactions allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.errors import Conflict
from santral.crm_core.interactions.correct import find_interaction
from santral.crm_core.interactions.drafts import check_notes
from santral.crm_core.interactions.entering import enter_stage
from santral.crm_core.interactions.history import note_changes, note_line
from santral.crm_core.interactions.save import tell_again
from santral.crm_core.interactions.tables import Interaction
from santral.crm_core.processes.book import ProcessBook
from santral.crm_core.processes.moves import Mover, RecordView, allowed_moves, check_move, needed_fields
from santral.crm_core.processes.process import RecordKind, RequiredField, Stage
from santral.crm_core.service_levels.business_calendar import BusinessCalendar
from santral.crm_core.typed_text import lines
from santral.crm_core.users.audit import Actor, record

LONGEST_NOTE: Final = 2_000
COLUMNS: Final = {
    RequiredField.MEMBER.value: "member_id",
    RequiredField.CATEGORY.value: "category",
    RequiredField.RESULT.value: "result",
    RequiredField.NOTES.value: "notes",
}
"""Where an interaction keeps what a move can require."""
WRITTEN_WITH_IT: Final = ("category", "result", "notes")
"""What is empty and required can be written with the move, by whoever may make it."""


CHANGED_BY_MOVING: Final = (
    *("category", "result", "notes", "stage", "responsible_id", "follow_up_at", "follow_up_done_at"),
)


class MovingActor(Actor, Mover, Protocol):
    """Somebody who is known by id, role and teams."""


class Movable(Protocol):
    """An interaction, or what a page shows of one."""

    @property
    def stage(self) -> str: ...


@dataclass(frozen=True, slots=True)
class OfferedMove:
    """`missing` are fields that are to be filled before; `asks_why` where a reason is to be written."""

    to: str
    name_tr: str
    name_en: str
    missing: tuple[str, ...]
    asks_why: bool


def stage_of(processes: ProcessBook, code: str) -> Stage:
    """The stage an interaction stands on; the first one where it never moved, or where its own is gone."""
    process = processes.process(RecordKind.INTERACTION)
    return process.stage(code) or process.first_stage


def offered_moves(
    processes: ProcessBook, one: Movable, who: Mover, filled: frozenset[str]
) -> tuple[OfferedMove, ...]:
    """Those that the process allows to who looks at it, and nothing else."""
    process = processes.process(RecordKind.INTERACTION)
    return tuple(
        OfferedMove(
            move.target,
            move.name_tr,
            move.name_en,
            tuple(field for field in needed_fields(process, move) if field not in filled),
            move.needs_note,
        )
        for move in allowed_moves(process, stage_of(processes, one.stage).code, who)
    )


def filled_fields(one: object) -> frozenset[str]:
    """Which of the fields that moves can require have something in them."""
    return frozenset(field for field, column in COLUMNS.items() if getattr(one, column))


async def move_interaction(
    session: AsyncSession,
    processes: ProcessBook,
    calendar: BusinessCalendar,
    interaction_id: int,
    to: str,
    *,
    seen: str,
    by: MovingActor,
    at: datetime,
    note: str = "",
    written: Mapping[str, str] | None = None,
) -> tuple[str, ...]:
    """Move it to the stage `to`, where what that asks for happens; the names of what is another now. `seen`
    is the stage the mover saw it on; `written` are checked values of `WRITTEN_WITH_IT`.

    Raises `Conflict` where a colleague moved it or filled it in meanwhile, `NotFound` for a move that does
    not exist, `NotAllowed` for somebody else's, `InvalidInput` at the first field that is missing. Nothing is
    kept then.
    """
    note = lines("note", note, LONGEST_NOTE)
    interaction = await find_interaction(session, interaction_id, lock=True)
    stage = stage_of(processes, interaction.stage).code
    if stage != seen:
        raise Conflict("A colleague moved this meanwhile. Look at it again.")
    process = processes.process(RecordKind.INTERACTION)
    more = _to_write(interaction, written or {})
    check_move(process, RecordView(stage, filled_fields(interaction) | more.keys(), note), to, by)
    target = process.stage(to)
    assert target is not None  # a process is checked before it is in force: its moves lead to its stages
    before = {name: getattr(interaction, name) for name in CHANGED_BY_MOVING}
    if more or target.entry_actions:
        interaction.version += 1  # who corrects it meanwhile is told
    interaction.stage = stage  # so that the history names where it stood
    note_changes(session, interaction, more | {"stage": to}, by.user_id, at)
    if note:
        note_line(session, interaction, by.user_id, at, "note", after=note)
    await enter_stage(session, interaction, target, calendar, by, at)
    if more:
        await tell_again(session, interaction)
    await record(session, by, "moved", "interaction", interaction_id, {"stage": to}, at)
    await session.flush()
    return tuple(name for name, value in before.items() if value != getattr(interaction, name))


def _to_write(interaction: Interaction, written: Mapping[str, str]) -> dict[str, str]:
    """What is another now; raises `Conflict` where somebody else wrote there meanwhile."""
    kept = {name: str(getattr(interaction, name)) for name in WRITTEN_WITH_IT}
    more = {name: value for name, value in written.items() if value.strip() and value != kept[name]}
    if any(kept[name] for name in more):
        raise Conflict("A colleague filled this in meanwhile. Look at it again.")
    return {name: check_notes(value) if name == "notes" else value for name, value in more.items()}
