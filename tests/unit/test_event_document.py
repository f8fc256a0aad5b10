"""docs/events.md tells every event that is published, with every field."""

from __future__ import annotations

import ast
import dataclasses
import re
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs/events.md").read_text(encoding="utf-8")
TOLD_ONCE = {"call_id", "at"}
"""Fields that the text above a table tells of all its events."""


def documented() -> dict[str, set[str]]:
    """Field names by event, as the tables say."""
    rows = re.findall(r"^\| `(\w+)` \|.*\| ([^|]*) \|$", DOCUMENT, re.MULTILINE)
    return {event: set(re.findall(r"`(\w+)`", fields)) for event, fields in rows}


def published_by_name() -> set[str]:
    """Every event class that is made right where it is published: `publish(Event(…))`."""
    found: set[str] = set()
    for path in (ROOT / "santral").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "publish"
                and node.args
                and isinstance(node.args[0], ast.Call)
                and isinstance(node.args[0].func, ast.Name)
            ):
                found.add(node.args[0].func.id)
    return found - {"Change"}  # the hub publishes changes of screens, not events


def events_of(module_name: str) -> dict[str, type]:
    module = import_module(module_name)
    return {
        name: value
        for name, value in vars(module).items()
        if isinstance(value, type) and dataclasses.is_dataclass(value) and value.__module__ == module_name
    }


ALL = {
    **events_of("santral.cti.call_events"),
    **events_of("santral.cti.agent_events"),
    "AccountChanged": import_module("santral.crm_core.users.accounts").AccountChanged,
    "SessionsEnded": import_module("santral.crm_core.users.sessions").SessionsEnded,
    "RosterChanged": import_module("santral.console.floor.roster").RosterChanged,
    "DefinitionsChanged": import_module("santral.crm_core.definitions.store").DefinitionsChanged,
    "ProcessesChanged": import_module("santral.crm_core.processes.store").ProcessesChanged,
    "ServiceLevelsChanged": import_module("santral.crm_core.service_levels.store").ServiceLevelsChanged,
    "ApplicationChanged": import_module("santral.crm_core.applications.history").ApplicationChanged,
    "Notified": import_module("santral.crm_core.notifications.tell").Notified,
    "NotificationsRead": import_module("santral.crm_core.notifications.reading").NotificationsRead,
    "WebhooksWaiting": import_module("santral.crm_core.webhooks.outbox").WebhooksWaiting,
    "PopRulesChanged": import_module("santral.crm_core.settings_store").PopRulesChanged,
}


def test_every_event_is_told_and_none_that_is_not_there() -> None:
    assert set(documented()) == set(ALL)


def test_no_event_is_published_that_is_not_told() -> None:
    assert published_by_name() <= set(ALL)


def test_every_field_is_told() -> None:
    for name, fields in documented().items():
        assert fields == {field.name for field in dataclasses.fields(ALL[name])} - TOLD_ONCE, name
