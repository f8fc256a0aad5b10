"""Drafts in the database, and the rule by which two windows of one person do not overwrite each other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.console.floor.call_sheet import CallSheet
from santral.console.service_levels.house_zone import house_zone
from santral.crm_core.errors import Conflict
from santral.crm_core.interactions.by_hand import is_by_hand
from santral.crm_core.interactions.details import NO_DETAILS, TypedDetails, as_typed
from santral.crm_core.interactions.drafts import delete_draft, save_draft
from santral.crm_core.interactions.history import details_of
from santral.crm_core.interactions.tables import Interaction, InteractionDraft
from santral.cti.call_events import CallId
from santral.cti.call_records import CallRecord


@dataclass(frozen=True, slots=True)
class Typed:
    """What a window sends: the words, and the version they began from (None: whatever is kept)."""

    notes: str
    result: str
    based_on: int | None
    details: TypedDetails = NO_DETAILS

    @property
    def is_blank(self) -> bool:
        return not self.notes.strip() and not self.result and self.details.is_blank


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """One row of the table."""

    call_id: CallId
    user_id: int
    member_id: int | None
    notes: str
    result: str
    version: int
    direction: str
    number: str
    changed_at: datetime
    details: TypedDetails = NO_DETAILS
    queue: str = ""  # through which the call came, where `read_all` read it


class DraftConflict(Conflict):
    """Another window kept a newer text, which this one would overwrite. `kept` is that text."""

    def __init__(self, kept: KeptDraft) -> None:
        super().__init__("These notes were changed in another window.")
        self.kept = kept


async def keep(
    session: AsyncSession, sheet: CallSheet, user_id: int, typed: Typed, at: datetime
) -> tuple[Typed, int]:
    """Keep what was typed; what is kept now, and its version. Raises `DraftConflict` or `InvalidInput`."""
    member = sheet.caller.member
    while True:
        typed = await not_stale(session, sheet.call_id, user_id, typed)
        try:
            version = await save_draft(
                session,
                call_id=sheet.call_id,
                user_id=user_id,
                notes=typed.notes,
                result=typed.result,
                at=at,
                member_id=member.member_id if member else None,
                direction=sheet.direction.value,
                number=sheet.number,
                details=typed.details.kept(),
                based_on=typed.based_on,
                above=version_known(sheet, user_id),
            )
        except Conflict:
            continue  # another window was faster by a moment: look at what it kept
        return typed, version


async def not_stale(session: AsyncSession, call_id: CallId, user_id: int, typed: Typed) -> Typed:
    """What may be kept without a word being lost. Raises `DraftConflict` where there is no such thing."""
    if typed.based_on is None:
        return typed
    kept = await _newest(session, call_id, user_id)
    if kept is None or kept.version <= typed.based_on:
        return typed
    mine, theirs = typed.notes.strip(), kept.notes.strip()
    if not (mine.startswith(theirs) or mine.endswith(theirs)):
        raise DraftConflict(kept)
    details = typed.details.over(kept.details)
    return Typed(typed.notes, typed.result or kept.result, kept.version, details)


async def read(session: AsyncSession, call_id: CallId, user_id: int) -> KeptDraft | None:
    query = select(InteractionDraft).where(
        InteractionDraft.call_id == call_id, InteractionDraft.user_id == user_id
    )
    row = await session.scalar(query)
    return _kept(row) if row is not None else None


def version_known(sheet: CallSheet, user_id: int) -> int:
    """The highest version of the person's text about the call that its sheet knows; the next is higher."""
    draft = sheet.drafts.get(user_id)
    return draft.version if draft is not None else 0


async def read_all(session: AsyncSession) -> list[KeptDraft]:
    """Everybody's about calls, the oldest first, and through which queue each call came."""
    queue = select(CallRecord.queue).where(CallRecord.call_id == InteractionDraft.call_id).scalar_subquery()
    rows = await session.execute(select(InteractionDraft, queue).order_by(InteractionDraft.changed_at))
    return [replace(_kept(row), queue=queue or "") for row, queue in rows if not is_by_hand(row.call_id)]


async def move(
    session: AsyncSession, absorbed: CallId, sheet: CallSheet, user_id: int, at: datetime
) -> int | None:
    """Two calls are one now: keep the person's joined notes under the one that is left. Their version, None
    where there are none."""
    await delete_draft(session, absorbed, user_id)
    draft = sheet.drafts.get(user_id)
    if draft is None or draft.saved:
        return None
    _, version = await keep(
        session, sheet, user_id, Typed(draft.notes, draft.result, None, draft.details), at
    )
    return version


async def _newest(session: AsyncSession, call_id: CallId, user_id: int) -> KeptDraft | None:
    """The words a window must not lose: the draft's, or the interaction's where nothing was written since."""
    draft = await read(session, call_id, user_id)
    if draft is not None and (draft.notes.strip() or draft.result or not draft.details.is_blank):
        return draft
    query = select(Interaction).where(Interaction.call_id == call_id, Interaction.user_id == user_id)
    saved = await session.scalar(query)
    if saved is None:
        return draft
    return KeptDraft(
        call_id, user_id, saved.member_id, saved.notes, saved.result,
        draft.version if draft is not None else saved.version, saved.direction, "", saved.at,
        as_typed(details_of(saved), house_zone()),
    )  # fmt: skip


def _kept(row: InteractionDraft) -> KeptDraft:
    return KeptDraft(
        CallId(row.call_id), row.user_id, row.member_id, row.notes, row.result, row.version,
        row.direction, row.number, row.changed_at, TypedDetails.of(row.details or {}),
    )  # fmt: skip
