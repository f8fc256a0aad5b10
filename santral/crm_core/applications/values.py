"""The values of a case by the names of its fields: its own, and those that administrators added."""

from __future__ import annotations

from collections.abc import Mapping

from santral.crm_core.applications.fields import Value
from santral.crm_core.applications.tables import Application
from santral.crm_core.custom_fields.book import CUSTOM


def value_of(application: Application, name: str) -> Value:
    """What stands in a field; of an added one, `custom:<code>`, "" where nothing does."""
    if name.startswith(CUSTOM):
        return str(application.custom.get(name.removeprefix(CUSTOM), ""))
    value: Value = getattr(application, name)
    return value


def put_value(application: Application, name: str, value: Value) -> None:
    if name.startswith(CUSTOM):
        # Another dictionary: a change within the old one would not be noticed.
        application.custom = application.custom | {name.removeprefix(CUSTOM): value}
    else:
        setattr(application, name, value)


def parted(values: Mapping[str, Value]) -> tuple[dict[str, Value], dict[str, str]]:
    """The case's own values, and the added ones by code, those that are filled."""
    own = {name: value for name, value in values.items() if not name.startswith(CUSTOM)}
    added = {
        name.removeprefix(CUSTOM): str(value) for name, value in values.items() if name not in own and value
    }
    return own, added
