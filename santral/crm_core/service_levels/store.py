"""Calendar, targets and escalation rules as administrators set them: in the table `setting`, each a document
that tells its format, and held in memory for who asks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, Final, TypeVar

import structlog

from santral.crm_core.bus import Bus
from santral.crm_core.db import Database
from santral.crm_core.errors import Conflict, InvalidInput
from santral.crm_core.service_levels.business_calendar import BusinessCalendar
from santral.crm_core.service_levels.calendar_document import calendar_document, read_calendar
from santral.crm_core.service_levels.defaults import DEFAULT_CALENDAR, DEFAULT_ESCALATION, DEFAULT_TARGETS
from santral.crm_core.service_levels.escalation import EscalationRule
from santral.crm_core.service_levels.target_document import (
    read_rules,
    read_targets,
    rules_document,
    targets_document,
)
from santral.crm_core.service_levels.targets import SlaTargets
from santral.crm_core.settings_store import Setting
from santral.crm_core.users import audit

CALENDAR: Final = "business_calendar"
TARGETS: Final = "sla_targets"
ESCALATION: Final = "escalation_rules"

T = TypeVar("T")
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ServiceLevels:
    calendar: BusinessCalendar = DEFAULT_CALENDAR
    targets: SlaTargets = DEFAULT_TARGETS
    escalation: tuple[EscalationRule, ...] = DEFAULT_ESCALATION


@dataclass(frozen=True, slots=True)
class ServiceLevelsChanged:
    """These hold from now on. Published at start, and after the commit of a change."""

    levels: ServiceLevels


class LevelsChangedMeanwhile(Conflict):
    """Somebody else saved the same document since it was looked at."""

    def __init__(self) -> None:
        super().__init__("A colleague changed this meanwhile. Look at both versions and save again.")


class ServiceLevelStore:
    """`levels` are those in force: the defaults until `load`, and never a wait for a database.

    Whoever saves something tells as `seen` which state of it they changed; None changes whatever is there.
    Where a colleague was faster, `LevelsChangedMeanwhile` is raised and nothing is saved."""

    def __init__(self, database: Database, bus: Bus) -> None:
        self._database = database
        self._bus = bus
        self._one_at_a_time = asyncio.Lock()
        self.levels = ServiceLevels()

    async def load(self) -> None:
        """Read what is set and tell it to the house. Call it when everybody listens."""
        async with self._database.reading() as session:
            stored = {key: await session.get(Setting, key) for key in (CALENDAR, TARGETS, ESCALATION)}
        levels = ServiceLevels(
            _read(stored[CALENDAR], read_calendar, DEFAULT_CALENDAR),
            _read(stored[TARGETS], read_targets, DEFAULT_TARGETS),
            _read(stored[ESCALATION], read_rules, DEFAULT_ESCALATION),
        )
        # The first look at a country's holidays loads its rules, which takes longer than anybody may wait.
        await asyncio.to_thread(levels.calendar.is_open, datetime.now(UTC))
        self._know(levels)

    def seen(self, key: str) -> str:
        """Which state of a document is in force: a hash of it."""
        text = json.dumps(self._document(key), sort_keys=True)
        return blake2b(text.encode(), digest_size=8).hexdigest()

    async def save_calendar(
        self, calendar: BusinessCalendar, user: audit.Actor, at: datetime, seen: str | None = None
    ) -> None:
        async with self._one_at_a_time:
            await self._save(CALENDAR, calendar_document(calendar), user, at, seen)
            self._know(replace(self.levels, calendar=calendar))

    async def save_targets(
        self, targets: SlaTargets, user: audit.Actor, at: datetime, seen: str | None = None
    ) -> None:
        async with self._one_at_a_time:
            await self._save(TARGETS, targets_document(targets), user, at, seen)
            self._know(replace(self.levels, targets=targets))

    async def save_escalation(
        self, rules: tuple[EscalationRule, ...], user: audit.Actor, at: datetime, seen: str | None = None
    ) -> None:
        async with self._one_at_a_time:
            await self._save(ESCALATION, rules_document(rules), user, at, seen)
            self._know(replace(self.levels, escalation=rules))

    def _document(self, key: str) -> dict[str, Any]:
        if key == CALENDAR:
            return calendar_document(self.levels.calendar)
        return (
            targets_document(self.levels.targets)
            if key == TARGETS
            else rules_document(self.levels.escalation)
        )

    async def _save(
        self, key: str, after: dict[str, Any], user: audit.Actor, at: datetime, seen: str | None
    ) -> None:
        before = self._document(key)
        if seen is not None and seen != self.seen(key) and after != before:
            raise LevelsChangedMeanwhile
        changed = {name: after[name] for name in after if after[name] != before[name]}
        async with self._database.session() as session:
            await session.merge(Setting(key=key, value=after, changed_at=at, changed_by=user.user_id))
            await audit.record(session, user, "changed", "setting", key, changed, at)

    def _know(self, levels: ServiceLevels) -> None:
        self.levels = levels
        self._bus.publish(ServiceLevelsChanged(levels))


def _read(stored: Setting | None, read: Callable[[object], T], default: T) -> T:
    """What is stored; the default where nothing is, or what only another version of the program can read:
    a service level that is not the house's is better than a house that does not start."""
    if stored is None:
        return default
    try:
        return read(stored.value)
    except InvalidInput as error:
        log.exception("a setting cannot be read; its default holds", setting=stored.key, place=error.field)
        return default
