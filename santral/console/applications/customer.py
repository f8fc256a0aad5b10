"""The customer that something new is written about."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.contacts import ContactPerson, read_contacts
from santral.crm_core.customer_page import MemberHeader
from santral.crm_core.errors import NotFound
from santral.crm_core.members.header import read_headers


async def read_customer(
    session: AsyncSession, member_id: int
) -> tuple[MemberHeader, tuple[ContactPerson, ...]]:
    """Who it is, with whom of a company one can talk. Raises `NotFound`."""
    headers = await read_headers(session, [member_id])
    if not headers:
        raise NotFound("This customer does not exist.")
    return headers[0], await read_contacts(session, member_id)
