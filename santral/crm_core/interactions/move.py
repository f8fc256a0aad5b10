"""An interaction goes from stage to stage, as the process of interactions allows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.errors import Conflict
from santral.crm_core.interactions.correct import find_interaction
from santral.crm_core.interactions.history import note_changes
from santral.crm_core.interactions.tables import InteractionChange
from santral.crm_core.processes.book import ProcessBook
from santral.crm_core.processes.moves import Mover, RecordView, allowed_moves, check_move, needed_fields
from santral.crm_core.processes.process import RecordKind, RequiredField, Stage
from santral.crm_core.typed_text import lines
from santral.crm_core.users.audit import Actor, record

LONGEST_NOTE: Final = 2_000
COLUMNS: Final = {
    RequiredField.MEMBER.value: "member_id",
    RequiredField.CATEGORY.value: "category",
    RequiredField.RESULT.value: "result",
}
"""Where an interaction keeps what a move can require."""


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
    interaction_id: int,
    to: str,
    *,
    seen: str,
    by: MovingActor,
    at: datetime,
    note: str = "",
) -> None:
    """Move it to the stage `to`; `seen` is the stage the mover saw it on.

    Raises `Conflict` where a colleague moved it meanwhile, `NotFound` for a move that does not exist,
    `NotAllowed` for somebody else's, `InvalidInput` at the first field that is missing. Nothing is kept then.
    """
    note = lines("note", note, LONGEST_NOTE)
    interaction = await find_interaction(session, interaction_id, lock=True)
    stage = stage_of(processes, interaction.stage).code
    if stage != seen:
        raise Conflict("A colleague moved this meanwhile. Look at it again.")
    process = processes.process(RecordKind.INTERACTION)
    check_move(process, RecordView(stage, filled_fields(interaction), note), to, by)
    interaction.stage = stage  # so that the history names where it stood
    note_changes(session, interaction, {"stage": to}, by.user_id, at)
    if note:
        session.add(
            InteractionChange(
                interaction_id=interaction_id,
                at=at,
                user_id=by.user_id,
                version=interaction.version,
                field="note",
                after=note,
            )
        )
    await record(session, by, "moved", "interaction", interaction_id, {"stage": to}, at)
    await session.flush()
