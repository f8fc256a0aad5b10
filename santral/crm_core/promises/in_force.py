"""The calendar, targets and rules in force, for whoever has a session of the house's database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.db import Database
from santral.crm_core.service_levels.calendar_document import calendar_document
from santral.crm_core.service_levels.store import ServiceLevels
from santral.crm_core.service_levels.target_document import rules_document, targets_document

LEVELS: Final = "service_levels"


def put_in_force(database: Database, levels: Callable[[], ServiceLevels]) -> None:
    """From now on the sessions of `database` know them; before, they know the defaults."""
    database.info[LEVELS] = levels


def in_force(session: AsyncSession) -> ServiceLevels:
    levels: Callable[[], ServiceLevels] = session.info.get(LEVELS, ServiceLevels)
    return levels()


@lru_cache(maxsize=8)
def mark_of(levels: ServiceLevels) -> str:
    """The same for equal calendars, targets and rules, and another one for others."""
    whole = (
        calendar_document(levels.calendar),
        targets_document(levels.targets),
        rules_document(levels.escalation),
    )
    return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()[:40]
