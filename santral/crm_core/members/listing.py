"""All members, page by page, in the order in which they came."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.customer_page import MemberHeader
from santral.crm_core.members.header import HEADER_COLUMNS, as_header
from santral.crm_core.members.tables import Member


async def list_members(
    session: AsyncSession, after_id: int = 0, limit: int = 50, *, kind: str = ""
) -> tuple[list[MemberHeader], int]:
    """Those whose id is higher than `after_id`, and the id behind which the next page begins; 0 where there
    is none. `kind` is "person", "company" or "" for both."""
    query = (
        select(*HEADER_COLUMNS).where(Member.member_id > after_id).order_by(Member.member_id).limit(limit + 1)
    )
    if kind:
        query = query.where(Member.kind == kind)
    found = [as_header(row) for row in await session.execute(query)]
    page = found[:limit]
    return page, page[-1].member_id if len(found) > limit else 0
