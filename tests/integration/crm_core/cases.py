"""Cases for the stories of these tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.fields import check_fields
from santral.crm_core.applications.open_application import open_application
from santral.crm_core.definitions.book import DefinitionBook
from santral.crm_core.definitions.definition import Definition
from santral.crm_core.definitions.kinds import DefinitionKind
from tests.integration.crm_core.people import NOW

ISTANBUL = ZoneInfo("Europe/Istanbul")
BOOK = DefinitionBook(
    (
        Definition(DefinitionKind.APPLICATION_TYPE, "complaint", "Şikayet", "Complaint"),
        Definition(DefinitionKind.APPLICATION_TYPE, "service", "Servis", "Service", position=1),
        Definition(DefinitionKind.PRIORITY, "normal", "Normal", "Normal", is_default=True),
        Definition(DefinitionKind.PRIORITY, "high", "Yüksek", "High", position=1),
        Definition(DefinitionKind.PRIORITY, "old", "Eski", "Old", position=2, retired=True),
        Definition(DefinitionKind.CATEGORY, "delivery", "Teslimat", "Delivery"),
        Definition(DefinitionKind.CATEGORY, "late", "Geç geldi", "Late", parent="delivery"),
        Definition(DefinitionKind.APPLICATION_METHOD, "phone", "Telefon", "Phone"),
    )
)


@dataclass(frozen=True, slots=True)
class Somebody:
    """An actor for a test: only the id matters."""

    user_id: int


async def case(
    session: AsyncSession,
    member_id: int,
    by: int,
    subject: str = "Kargo gelmedi",
    *,
    at: datetime = NOW,
    stage: str = "new",
    call_id: str = "",
    **fields: str,
) -> int:
    """An open case; its id."""
    typed = {"subject": subject, "type": "complaint", "priority": "normal"} | fields
    application = await open_application(
        session,
        member_id,
        check_fields(typed, BOOK),
        stage=stage,
        by=Somebody(by),
        by_name="Elif",
        at=at,
        zone=ISTANBUL,
        call_id=call_id,
    )
    return application.application_id
