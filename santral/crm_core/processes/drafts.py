"""A drawing takes shape over many small changes; nothing of it holds before it is put in force."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.errors import Conflict
from santral.crm_core.processes.process import Process, RecordKind
from santral.crm_core.processes.process_document import process_document, read_process
from santral.crm_core.processes.store import CHANGED_BY_ANOTHER
from santral.crm_core.processes.tables import ProcessDraftRow
from santral.crm_core.users.audit import Actor

Edit = Callable[[Process], Process]
"""One change of a drawing, or `InvalidInput` at the field."""


@dataclass(frozen=True, slots=True)
class ProcessDraft:
    process: Process
    based_on: int
    edits: int
    changed_at: datetime
    changed_by: int


async def read_draft(
    session: AsyncSession, kind: RecordKind, application_type: str = ""
) -> ProcessDraft | None:
    """None where nothing is being drawn."""
    row = await session.get(ProcessDraftRow, (kind.value, application_type))
    if row is None:
        return None
    return ProcessDraft(read_process(row.document), row.based_on, row.edits, row.changed_at, row.changed_by)


async def edit_draft(
    session: AsyncSession,
    begun_from: Process,
    version: int,
    edit: Edit,
    *,
    seen: int,
    by: Actor,
    at: datetime,
) -> Process:
    """Change the drawing, or begin one from the process that is in force as `version`. `seen` are the edits
    that the drawing had for who changes it, 0 for none.

    Raises `Conflict` where somebody else was faster, and what `edit` raises.
    """
    key = begun_from.record_kind.value, begun_from.application_type
    row = await session.get(ProcessDraftRow, key, with_for_update=True)
    if (row.edits if row else 0) != seen:
        raise Conflict(CHANGED_BY_ANOTHER)
    drawn = edit(read_process(row.document) if row else begun_from)
    if row is None:
        row = ProcessDraftRow(record_kind=key[0], application_type=key[1], based_on=version, edits=0)
        session.add(row)
    row.edits += 1
    row.document = process_document(drawn)
    row.changed_at, row.changed_by = at, by.user_id
    await session.flush()
    return drawn


async def drop_draft(session: AsyncSession, kind: RecordKind, application_type: str = "") -> None:
    """It is in force now, or was thrown away."""
    await session.execute(
        delete(ProcessDraftRow).where(
            ProcessDraftRow.record_kind == kind.value, ProcessDraftRow.application_type == application_type
        )
    )
