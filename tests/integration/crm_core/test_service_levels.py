"""What administrators set of service levels is kept and told to the house."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import select

from santral.crm_core.bus import Bus
from santral.crm_core.db import Database
from santral.crm_core.service_levels.business_calendar import always_open
from santral.crm_core.service_levels.defaults import DEFAULT_ESCALATION, DEFAULT_TARGETS
from santral.crm_core.service_levels.store import ServiceLevels, ServiceLevelsChanged, ServiceLevelStore
from santral.crm_core.settings_store import Setting
from santral.crm_core.users.audit import AuditEntry

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)


class Ayse:
    user_id = 7


def listening() -> tuple[Bus, list[ServiceLevels]]:
    bus, told = Bus(), list[ServiceLevels]()
    bus.subscribe(ServiceLevelsChanged, lambda event: told.append(event.levels))
    return bus, told


async def test_the_defaults_hold_until_something_is_set(database: Database) -> None:
    bus, told = listening()
    store = ServiceLevelStore(database, bus)
    assert store.levels == ServiceLevels()
    await store.load()
    assert told == [ServiceLevels()]


async def test_what_is_set_holds_at_once_and_after_a_restart(database: Database) -> None:
    bus, told = listening()
    store = ServiceLevelStore(database, bus)
    targets = replace(DEFAULT_TARGETS, warning_percent=60)
    await store.save_calendar(always_open("Europe/Berlin"), Ayse(), NOW)
    await store.save_targets(targets, Ayse(), NOW)
    await store.save_escalation(DEFAULT_ESCALATION[:1], Ayse(), NOW)
    wanted = ServiceLevels(always_open("Europe/Berlin"), targets, DEFAULT_ESCALATION[:1])
    assert told[-1] == wanted == store.levels
    again = ServiceLevelStore(database, Bus())
    await again.load()
    assert again.levels == wanted


async def test_the_audit_record_tells_what_was_changed(database: Database) -> None:
    store = ServiceLevelStore(database, Bus())
    await store.save_targets(replace(DEFAULT_TARGETS, warning_percent=60), Ayse(), NOW)
    async with database.reading() as session:
        (entry,) = await session.scalars(select(AuditEntry))
    assert (entry.user_id, entry.action, entry.subject_id) == (7, "changed", "sla_targets")
    assert entry.detail == {"warning_percent": 60}


async def test_a_setting_of_another_version_leaves_the_default_in_force(database: Database) -> None:
    store = ServiceLevelStore(database, Bus())
    await store.save_targets(replace(DEFAULT_TARGETS, warning_percent=60), Ayse(), NOW)
    async with database.session() as session:
        session.add(Setting(key="business_calendar", value={"format": 99}, changed_at=NOW, changed_by=None))
    again = ServiceLevelStore(database, Bus())
    await again.load()
    assert again.levels.calendar == ServiceLevels().calendar
    assert again.levels.targets.warning_percent == 60
