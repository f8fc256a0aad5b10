"""The e-mail and postal addresses of a member: checked, given another one, and taken away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.errors import InvalidInput, NotFound
from santral.crm_core.members.record import MOST_ROWS, find_member
from santral.crm_core.members.tables import Contact
from santral.crm_core.typed_text import email, one_line
from santral.crm_core.users.audit import Actor, record

KINDS: Final = ("email", "address")
LABELS: Final = ("work", "home", "")
LONGEST_ADDRESS: Final = 400


@dataclass(frozen=True, slots=True)
class NewContact:
    """As typed, not yet checked. `kind` is "email" or "address"."""

    kind: str
    value: str
    label: str = ""


async def add_contact(
    session: AsyncSession, member_id: int, new: NewContact, by: Actor, at: datetime
) -> Contact:
    """The last among the member's. Raises `NotFound`, or `InvalidInput` for the field that cannot be saved;
    then nothing is."""
    await find_member(session, member_id, lock=True)
    if new.kind not in KINDS:
        raise InvalidInput("kind", "Choose one from the list.")
    if new.label not in LABELS:
        raise InvalidInput("label", "Choose one from the list.")
    value = _checked(new)
    of_member = select(Contact.kind, Contact.value).where(Contact.member_id == member_id)
    kept = {tuple(row) for row in await session.execute(of_member)}
    if (new.kind, value) in kept:
        raise InvalidInput("value", "This address is there already.")
    if len(kept) >= MOST_ROWS:
        raise InvalidInput("value", "At most %(most)s addresses can be kept.", most=MOST_ROWS)
    last = await session.scalar(select(func.max(Contact.position)).where(Contact.member_id == member_id))
    contact = Contact(
        member_id=member_id,
        kind=new.kind,
        label=new.label,
        value=value,
        position=0 if last is None else last + 1,
    )
    session.add(contact)
    await record(session, by, "changed", "member", member_id, {"fields": ["contacts"]}, at)
    await session.flush()
    return contact


async def remove_contact(
    session: AsyncSession, member_id: int, contact_id: int, by: Actor, at: datetime
) -> None:
    """Nobody writes to it any more. Raises `NotFound`."""
    await find_member(session, member_id, lock=True)
    contact = await session.get(Contact, contact_id)
    if contact is None or contact.member_id != member_id:
        raise NotFound("There is no such address.")
    await session.delete(contact)
    await record(session, by, "changed", "member", member_id, {"fields": ["contacts"]}, at)
    await session.flush()


def _checked(new: NewContact) -> str:
    value = (
        email("value", new.value) if new.kind == "email" else one_line("value", new.value, LONGEST_ADDRESS)
    )
    if not value:
        raise InvalidInput("value", "Write the address.")
    return value
