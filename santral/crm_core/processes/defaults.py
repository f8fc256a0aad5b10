"""The processes a house begins with, until an administrator draws its own."""

from __future__ import annotations

from typing import Final

from santral.crm_core.processes.book import ProcessBook, ProcessInForce
from santral.crm_core.processes.process import (
    Move,
    Notify,
    NotifyWhom,
    Process,
    RecordKind,
    RequiredField,
    RequireResolution,
    Stage,
    StageMeaning,
)
from santral.crm_core.users.roles import SUPERVISORS

NEW: Final = "new"
IN_PROGRESS: Final = "in-progress"
WAITING_CUSTOMER: Final = "waiting-customer"
WAITING_SUPPLIER: Final = "waiting-supplier"
IN_SERVICE: Final = "in-service"
WITH_DEPARTMENT: Final = "with-department"
SOLUTION_PROPOSED: Final = "solution-proposed"
SOLVED: Final = "solved"
CLOSED: Final = "closed"
CANCELLED: Final = "cancelled"

_STAGES: Final = {
    NEW: ("Yeni", "New", StageMeaning.NEW),
    IN_PROGRESS: ("İncelemede", "In progress", StageMeaning.OPEN),
    WAITING_CUSTOMER: ("Müşteri bekleniyor", "Waiting for customer", StageMeaning.WAITING),
    WAITING_SUPPLIER: ("Tedarikçi bekleniyor", "Waiting for supplier", StageMeaning.OPEN),
    IN_SERVICE: ("Serviste", "In service", StageMeaning.OPEN),
    WITH_DEPARTMENT: ("İlgili birimde", "With the department", StageMeaning.OPEN),
    SOLUTION_PROPOSED: ("Çözüm önerildi", "Solution proposed", StageMeaning.WAITING),
    SOLVED: ("Çözüldü", "Solved", StageMeaning.SOLVED),
    CLOSED: ("Kapandı", "Closed", StageMeaning.CLOSED),
    CANCELLED: ("İptal", "Cancelled", StageMeaning.CANCELLED),
}
_TO: Final = {
    IN_PROGRESS: ("İncelemeye al", "Take up"),
    WAITING_CUSTOMER: ("Müşteriyi bekle", "Wait for the customer"),
    WAITING_SUPPLIER: ("Tedarikçiyi bekle", "Wait for the supplier"),
    IN_SERVICE: ("Servise gönder", "Send to service"),
    WITH_DEPARTMENT: ("Birime ilet", "Pass to the department"),
    SOLUTION_PROPOSED: ("Çözüm öner", "Propose a solution"),
    SOLVED: ("Çözüldü olarak işaretle", "Mark as solved"),
    CLOSED: ("Kapat", "Close"),
}


def _stages(*codes: str) -> tuple[Stage, ...]:
    """Solved takes a resolution, and whoever owns it hears when it comes back to life or to an end."""
    return tuple(
        Stage(code, *_STAGES[code], position, (RequireResolution(),) if code == SOLVED else ())
        for position, code in enumerate(codes)
    )


def _moves(source: str, *targets: str, requires: tuple[RequiredField, ...] = ()) -> tuple[Move, ...]:
    """The fields are required where the move settles something."""
    return tuple(
        Move(
            source,
            target,
            *_TO[target],
            required_fields=tuple(field.value for field in requires) if target == SOLVED else (),
        )
        for target in targets
    )


def _reopen(*sources: str) -> tuple[Move, ...]:
    return tuple(Move(source, IN_PROGRESS, "Yeniden aç", "Reopen", needs_note=True) for source in sources)


def _cancel(*sources: str) -> tuple[Move, ...]:
    return tuple(
        Move(source, CANCELLED, "İptal et", "Cancel", roles=SUPERVISORS, needs_note=True)
        for source in sources
    )


APPLICATION: Final = Process(
    "application",
    RecordKind.APPLICATION,
    "",
    _stages(
        NEW,
        IN_PROGRESS,
        WAITING_CUSTOMER,
        WAITING_SUPPLIER,
        IN_SERVICE,
        SOLVED,
        CLOSED,
        CANCELLED,
    ),
    (
        *_moves(NEW, IN_PROGRESS, WAITING_CUSTOMER, IN_SERVICE, SOLVED),
        *_moves(IN_PROGRESS, WAITING_CUSTOMER, WAITING_SUPPLIER, IN_SERVICE, SOLVED),
        *_moves(WAITING_CUSTOMER, IN_PROGRESS, SOLVED),
        *_moves(WAITING_SUPPLIER, IN_PROGRESS, IN_SERVICE, SOLVED),
        *_moves(IN_SERVICE, IN_PROGRESS, WAITING_CUSTOMER, WAITING_SUPPLIER, SOLVED),
        *_moves(SOLVED, CLOSED),
        *_reopen(SOLVED, CLOSED),
        *_cancel(NEW, IN_PROGRESS, WAITING_CUSTOMER, WAITING_SUPPLIER, IN_SERVICE),
    ),
)

_COMPLAINT_NEEDS: Final = (RequiredField.CATEGORY,)
_COMPLAINT_STAGES: Final = tuple(
    Stage(s.code, s.name_tr, s.name_en, s.meaning, s.position, (Notify(NotifyWhom.SUPERVISORS),))
    if s.code == NEW
    else s
    for s in _stages(
        NEW,
        IN_PROGRESS,
        WITH_DEPARTMENT,
        WAITING_CUSTOMER,
        WAITING_SUPPLIER,
        SOLUTION_PROPOSED,
        SOLVED,
        CLOSED,
        CANCELLED,
    )
)

COMPLAINT: Final = Process(
    "complaint",
    RecordKind.APPLICATION,
    "complaint",
    _COMPLAINT_STAGES,
    (
        *_moves(NEW, IN_PROGRESS, WITH_DEPARTMENT),
        *_moves(
            IN_PROGRESS,
            WITH_DEPARTMENT,
            WAITING_CUSTOMER,
            WAITING_SUPPLIER,
            SOLUTION_PROPOSED,
            SOLVED,
            requires=_COMPLAINT_NEEDS,
        ),
        *_moves(WITH_DEPARTMENT, IN_PROGRESS, WAITING_CUSTOMER, SOLUTION_PROPOSED),
        *_moves(WAITING_CUSTOMER, IN_PROGRESS),
        *_moves(WAITING_SUPPLIER, IN_PROGRESS, SOLUTION_PROPOSED),
        *_moves(SOLUTION_PROPOSED, IN_PROGRESS, SOLVED, requires=_COMPLAINT_NEEDS),
        *_moves(SOLVED, CLOSED),
        *_reopen(SOLVED, CLOSED),
        *_cancel(NEW, IN_PROGRESS, WITH_DEPARTMENT, WAITING_CUSTOMER, WAITING_SUPPLIER, SOLUTION_PROPOSED),
    ),
)
"""A complaint is not solved before the customer was offered something, or before somebody looked into it."""

INTERACTION: Final = Process(
    "interaction",
    RecordKind.INTERACTION,
    "",
    (
        Stage("open", "Açık", "Open", StageMeaning.NEW, 0),
        Stage("follow-up", "Takipte", "To follow up", StageMeaning.OPEN, 1),
        Stage("done", "Tamamlandı", "Done", StageMeaning.CLOSED, 2),
    ),
    (
        Move("open", "follow-up", "Takibe al", "Follow up"),
        Move("open", "done", "Tamamla", "Finish"),
        Move("follow-up", "done", "Tamamla", "Finish"),
        Move("done", "follow-up", "Yeniden takibe al", "Follow up again"),
    ),
)

DEFAULTS: Final = (APPLICATION, COMPLAINT, INTERACTION)


def default_processes() -> ProcessBook:
    """What is in force where nobody has drawn anything."""
    return ProcessBook(ProcessInForce(process, 0) for process in DEFAULTS)
