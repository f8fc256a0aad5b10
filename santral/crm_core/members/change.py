"""What is kept of a member becomes something else."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.errors import InvalidInput
from santral.crm_core.members.create import LONGEST_NAME, LONGEST_NOTE, TIERS
from santral.crm_core.members.record import find_member
from santral.crm_core.members.tables import FLAGS
from santral.crm_core.members.words import index_words
from santral.crm_core.promises.keep import tier_changed
from santral.crm_core.typed_text import lines, one_line
from santral.crm_core.users.audit import Actor, record


@dataclass(frozen=True, slots=True)
class MemberChange:
    """As typed, not yet checked; None leaves a field as it is. `flags` are all that are set from now on."""

    name: str | None = None
    tier: str | None = None
    flags: Collection[str] | None = None
    city: str | None = None
    note: str | None = None


async def change_member(
    session: AsyncSession, member_id: int, change: MemberChange, by: Actor, at: datetime
) -> tuple[str, ...]:
    """The names of what is another now. What is the same as before is no change. Raises `NotFound`, or
    `InvalidInput` for the field that cannot be saved; then nothing is."""
    member = await find_member(session, member_id, lock=True)
    wanted = {name: value for name, value in _checked(change).items() if value != getattr(member, name)}
    if not wanted:
        return ()
    for name, value in wanted.items():
        setattr(member, name, value)
    if "name" in wanted:
        await index_words(session, member_id)
    if "tier" in wanted:
        await tier_changed(session, member_id, member.tier, at)
    await record(session, by, "changed", "member", member_id, {"fields": sorted(wanted)}, at)
    await session.flush()
    return tuple(wanted)


def _checked(change: MemberChange) -> Mapping[str, Any]:
    checked: dict[str, Any] = {}
    if change.name is not None:
        checked["name"] = one_line("name", change.name, LONGEST_NAME)
        if not any(letter.isalnum() for letter in checked["name"]):
            raise InvalidInput("name", "Type the name.")
    if change.tier is not None:
        if change.tier not in TIERS:
            raise InvalidInput("tier", "Choose one of the tiers.")
        checked["tier"] = change.tier
    if change.flags is not None:
        if not set(change.flags) <= set(FLAGS):
            raise InvalidInput("flags", "Choose from the list.")
        checked |= {flag: flag in change.flags for flag in FLAGS}
    if change.city is not None:
        checked["city"] = one_line("city", change.city, 80)
    if change.note is not None:
        checked["note"] = lines("note", change.note, LONGEST_NOTE)
    return checked
