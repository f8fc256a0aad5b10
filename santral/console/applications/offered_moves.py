"""The moves a page offers: those that the process allows to who looks at it, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from santral.crm_core.applications.move import COLUMNS
from santral.crm_core.applications.page import ApplicationPage
from santral.crm_core.applications.tables import Application
from santral.crm_core.processes.book import ProcessBook
from santral.crm_core.processes.moves import Mover, allowed_moves, needed_fields
from santral.crm_core.processes.process import CUSTOM, RecordKind, RequiredField

NOTE: Final = "note"


@dataclass(frozen=True, slots=True)
class OfferedMove:
    """`asks` names what is still to be filled for it: fields that moves require, and "note"."""

    to: str
    name_tr: str
    name_en: str
    asks: tuple[str, ...]

    def name(self, language: str) -> str:
        return self.name_en if language == "en" else self.name_tr


def offered_moves(
    processes: ProcessBook, application: ApplicationPage | Application, who: Mover
) -> tuple[OfferedMove, ...]:
    """None for a case that goes on in another one. What solves it always asks for the solution, written
    already or not: it is read once more then."""
    if application.merged_into_id is not None:
        return ()
    process = processes.process(RecordKind.APPLICATION, application.type)
    offered = []
    for move in allowed_moves(process, application.stage, who):
        needed = needed_fields(process, move)
        asks = [name for name in needed if name == RequiredField.RESOLUTION or _is_missing(application, name)]
        if move.needs_note:
            asks.append(NOTE)
        offered.append(OfferedMove(move.target, move.name_tr, move.name_en, tuple(asks)))
    return tuple(offered)


def _is_missing(application: ApplicationPage | Application, name: str) -> bool:
    columns = {field.value: column for field, column in COLUMNS.items()}
    if name == RequiredField.MEMBER:
        return False
    return not (
        getattr(application, columns[name])
        if name in columns
        else application.custom.get(name.removeprefix(CUSTOM))
    )
