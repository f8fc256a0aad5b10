"""What is being written during a call, kept so that no reload, crash or second call loses a word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, case, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.errors import Conflict, InvalidInput
from santral.crm_core.interactions.tables import Interaction, InteractionDraft
from santral.crm_core.typed_text import storable
from santral.crm_core.users.accounts import UserAccount

LONGEST_NOTES: Final = 20_000
"""Characters. Some seven pages: nobody types more in a call, and a paste of more is a mistake."""


@dataclass(frozen=True, slots=True)
class Draft:
    """`version` grows with every save; `by` is the display name of who writes."""

    call_id: str
    user_id: int
    by: str
    member_id: int | None
    notes: str
    result: str
    version: int
    direction: str
    number: str
    changed_at: datetime
    details: Mapping[str, str]


async def save_draft(
    session: AsyncSession,
    *,
    call_id: str,
    user_id: int,
    notes: str,
    at: datetime,
    result: str = "",
    member_id: int | None = None,
    direction: str = "",
    number: str = "",
    details: Mapping[str, str] | None = None,
    based_on: int | None = None,
    above: int = 0,
) -> int:
    """Keep what was typed so far, whatever it is and as it is; its new version.

    A version is higher than all that the person's text about this call had before, as a draft or saved, and
    than `above`. `based_on`: the version the typing began from; a later one of a draft kept by another window
    raises `Conflict`. Without it the last one wins. Raises `InvalidInput` for notes longer than
    `LONGEST_NOTES`. `result` is a code that `DefinitionBook.check` let in, `details` are as typed.
    """
    notes = check_notes(notes)
    insert = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert
    saved = select(Interaction.version).where(Interaction.call_id == call_id, Interaction.user_id == user_id)
    new = insert(InteractionDraft).values(
        call_id=call_id,
        user_id=user_id,
        member_id=member_id,
        notes=notes,
        result=result,
        version=max(above, await session.scalar(saved) or 0) + 1,
        direction=direction,
        number=number[:40],
        details=dict(details or {}),
        changed_at=at,
    )
    kept = new.on_conflict_do_update(
        index_elements=[InteractionDraft.call_id, InteractionDraft.user_id],
        set_={
            column: new.excluded[column]
            for column in ("member_id", "notes", "result", "details", "direction", "number", "changed_at")
        }
        | {"version": case((InteractionDraft.version < above, above), else_=InteractionDraft.version) + 1},
        where=None if based_on is None else InteractionDraft.version <= based_on,
    ).returning(InteractionDraft.version)
    version: int | None = await session.scalar(kept)
    if version is None:
        raise Conflict("These notes were changed in another window.")
    return version


async def read_drafts(session: AsyncSession, call_id: str) -> tuple[Draft, ...]:
    """What everybody has written about a call and not saved, the oldest first."""
    query = _drafts().where(InteractionDraft.call_id == call_id).order_by(InteractionDraft.changed_at)
    return tuple(Draft(*row) for row in await session.execute(query))


async def read_unsaved_drafts(session: AsyncSession, user_id: int, limit: int = 50) -> tuple[Draft, ...]:
    """What one person has written and not saved yet, the newest first; empty drafts are left out."""
    query = (
        _drafts()
        .where(
            InteractionDraft.user_id == user_id,
            or_(InteractionDraft.notes != "", InteractionDraft.result != ""),
        )
        .order_by(InteractionDraft.changed_at.desc())
        .limit(limit)
    )
    return tuple(Draft(*row) for row in await session.execute(query))


async def delete_draft(session: AsyncSession, call_id: str, user_id: int) -> int:
    """Forget a draft: it is an interaction now, or was thrown away by who wrote it. Its version; 0 for one
    that was not there."""
    gone = (
        delete(InteractionDraft)
        .where(InteractionDraft.call_id == call_id, InteractionDraft.user_id == user_id)
        .returning(InteractionDraft.version)
    )
    return await session.scalar(gone) or 0


async def attach_drafts(session: AsyncSession, call_id: str, member_id: int) -> None:
    """It became known who calls: the drafts of the call belong to that member."""
    await session.execute(
        update(InteractionDraft).where(InteractionDraft.call_id == call_id).values(member_id=member_id)
    )


def check_notes(notes: str) -> str:
    """The notes as they can be stored. Raises `InvalidInput` for too long ones, telling by how much."""
    if len(notes) > LONGEST_NOTES:
        raise InvalidInput(
            "notes",
            "The notes are too long: %(length)s characters, at most %(most)s. Shorten them and save again.",
            length=len(notes),
            most=LONGEST_NOTES,
        )
    return storable(notes)


def _drafts() -> Select[*tuple[Any, ...]]:
    return select(
        InteractionDraft.call_id,
        InteractionDraft.user_id,
        UserAccount.display_name,
        InteractionDraft.member_id,
        InteractionDraft.notes,
        InteractionDraft.result,
        InteractionDraft.version,
        InteractionDraft.direction,
        InteractionDraft.number,
        InteractionDraft.changed_at,
        InteractionDraft.details,
    ).join(UserAccount, UserAccount.user_id == InteractionDraft.user_id)
