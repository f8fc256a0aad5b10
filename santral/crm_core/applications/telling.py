"""What the customer's own history says of a case."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.tables import Application
from santral.crm_core.timeline import append

KIND = "application"


async def tell(
    session: AsyncSession,
    application: Application,
    at: datetime,
    by_name: str,
    *,
    body: str = "",
    result: str = "",
) -> None:
    """Add an entry; `result` is the code of the stage it came to, "" where it was opened."""
    await append(
        session,
        application.member_id,
        at=at,
        kind=KIND,
        title=f"{application.number} {application.subject}"[:200],
        body=body,
        by=by_name,
        result=result,
        ref=f"application:{application.application_id}",
    )
