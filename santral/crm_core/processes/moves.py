"""Which moves somebody may make, whether one is complete, and what happens on arrival."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from santral.crm_core.errors import InvalidInput, NotAllowed, NotFound
from santral.crm_core.processes.process import REQUIRED_ON_ENTRY, EntryAction, Move, Process, Stage
from santral.crm_core.users.roles import Role


class Mover(Protocol):
    """Who moves a record: what they may, and the codes of the teams they are in."""

    @property
    def role(self) -> Role: ...
    @property
    def teams(self) -> frozenset[str]: ...


@dataclass(frozen=True, slots=True)
class RecordView:
    """What a move looks at: the stage a record stands on, which fields are filled with the move's own
    changes (by the names moves require), and the note written with the move."""

    stage: str
    filled: frozenset[str]
    note: str = ""


def allowed_moves(process: Process, stage: str, who: Mover) -> tuple[Move, ...]:
    """What to offer, in the order of the stages moved to. Fields and a note may still be missing."""
    positions = {each.code: each.position for each in process.stages}
    moves = [move for move in process.moves if move.source == stage and _may(move, who)]
    return tuple(sorted(moves, key=lambda move: positions[move.target]))


def check_move(process: Process, record: RecordView, to: str, who: Mover) -> Move:
    """The move, where it can be made. Raises `NotFound` where the process has none such, `NotAllowed` where
    it is not for them, and `InvalidInput` at the first field that is missing (a note is the field `note`)."""
    move = next((m for m in process.moves if (m.source, m.target) == (record.stage, to)), None)
    if move is None:
        raise NotFound("There is no such move from this stage. Load the page and look again.")
    if not _may(move, who):
        raise NotAllowed("This move is for others to make.")
    for field in needed_fields(process, move):
        if field not in record.filled:
            raise InvalidInput(field, "Fill this in before you move on.")
    if move.needs_note and not record.note.strip():
        raise InvalidInput("note", "Write a note that says why.")
    return move


def needed_fields(process: Process, move: Move) -> tuple[str, ...]:
    """What must be filled for a move: what it requires itself and what the stage moved to requires."""
    target = process.stage(move.target)
    actions = target.entry_actions if target is not None else ()
    on_arrival = (REQUIRED_ON_ENTRY[each.kind].value for each in actions if each.kind in REQUIRED_ON_ENTRY)
    return tuple(dict.fromkeys((*move.required_fields, *on_arrival)))


def on_entry(stage: Stage) -> tuple[EntryAction, ...]:
    """What is to be done when a record comes to a stage, in order; what it requires is checked before."""
    return tuple(action for action in stage.entry_actions if action.kind not in REQUIRED_ON_ENTRY)


def _may(move: Move, who: Mover) -> bool:
    return who.role in move.roles and (not move.teams or not move.teams.isdisjoint(who.teams))
