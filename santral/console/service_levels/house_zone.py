"""The one clock of the house, that of the business calendar in force: by it times are typed and shown, and
days begin (docs/adr/0014)."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from santral.crm_core.service_levels.defaults import DEFAULT_CALENDAR
from santral.crm_core.service_levels.store import ServiceLevelsChanged
from santral.crm_core.wall_clock import day_begins, day_of

_hanging = {"on the wall": ZoneInfo(DEFAULT_CALENDAR.time_zone)}
"""One clock for the process, as a house has one: it is read where no request says which house is meant."""


def house_zone() -> ZoneInfo:
    return _hanging["on the wall"]


def today(now: datetime) -> date:
    return day_of(now, house_zone())


def today_began(now: datetime) -> datetime:
    return day_begins(today(now), house_zone())


def on_service_levels_changed(event: ServiceLevelsChanged) -> None:
    _hanging["on the wall"] = ZoneInfo(event.levels.calendar.time_zone)
