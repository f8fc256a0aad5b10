"""By which clock people type the times of forms: that of the business calendar in force."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from santral.crm_core.service_levels.defaults import DEFAULT_CALENDAR
from santral.crm_core.service_levels.store import ServiceLevelsChanged

_hanging = {"on the wall": ZoneInfo(DEFAULT_CALENDAR.time_zone)}
"""One clock for the process, as a house has one: it is read where no request says which house is meant."""


def house_zone() -> ZoneInfo:
    return _hanging["on the wall"]


def on_service_levels_changed(event: ServiceLevelsChanged) -> None:
    _hanging["on the wall"] = ZoneInfo(event.levels.calendar.time_zone)
