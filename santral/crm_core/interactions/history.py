"""What was corrected in an interaction, by whom and when: written with the change, never rewritten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.interactions.details import Details
from santral.crm_core.interactions.tables import Interaction, InteractionChange
from santral.crm_core.users.accounts import UserAccount

MOST_CHANGES: Final = 200


@dataclass(frozen=True, slots=True)
class InteractionHistoryRow:
    """See `InteractionChange`; `by` is a display name, "" for the house itself."""

    at: datetime
    by: str
    version: int
    field: str
    before: str
    after: str


def values_of(details: Details) -> dict[str, Any]:
    """The details by the name of their column."""
    return asdict(details)


def details_of(interaction: Interaction) -> Details:
    """The other way."""
    return Details(**{field.name: getattr(interaction, field.name) for field in fields(Details)})


def note_changes(
    session: AsyncSession,
    interaction: Interaction,
    values: Mapping[str, Any],
    by: int | None,
    at: datetime,
) -> tuple[str, ...]:
    """Write the values into the interaction, which has its new version already, and a line of history for
    each that is another now; their names. `by` is None for the house itself. Another follow-up is one that is
    not done yet, and no stage's."""
    changed = tuple(name for name, value in values.items() if value != getattr(interaction, name))
    for name in changed:
        note_line(session, interaction, by, at, name, getattr(interaction, name), values[name])
        setattr(interaction, name, values[name])
    if "follow_up_at" in changed:
        interaction.follow_up_done_at, interaction.follow_up_stage = None, ""
    return changed


def note_line(
    session: AsyncSession,
    interaction: Interaction,
    by: int | None,
    at: datetime,
    field: str,
    before: object = "",
    after: object = "",
) -> None:
    """Add a line to the history, of a field or of what else happened to the interaction."""
    session.add(
        InteractionChange(
            interaction_id=interaction.interaction_id,
            at=at,
            user_id=by,
            version=interaction.version,
            field=field,
            before=_as_text(before),
            after=_as_text(after),
        )
    )


async def read_changes(session: AsyncSession, interaction_id: int) -> tuple[InteractionHistoryRow, ...]:
    """The newest first."""
    change = InteractionChange
    query = (
        select(
            change.at,
            func.coalesce(UserAccount.display_name, ""),
            change.version,
            change.field,
            change.before,
            change.after,
        )
        .outerjoin(UserAccount, UserAccount.user_id == change.user_id)
        .where(change.interaction_id == interaction_id)
        .order_by(change.change_id.desc())
        .limit(MOST_CHANGES)
    )
    return tuple(InteractionHistoryRow(*row) for row in await session.execute(query))


def _as_text(value: object) -> str:
    """Moments in UTC, to the minute, as `2026-11-22T09:30Z`."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
    return "" if value is None else str(value)
