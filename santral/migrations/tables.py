"""Every table of the house: imported here so that the schema and the models can be compared."""

from __future__ import annotations

import importlib
import importlib.util
from typing import Final

from santral.crm_core.db import Base

ROOMS_WITH_TABLES: Final = (
    "santral.crm_core.api_keys.tables",
    "santral.crm_core.applications.tables",
    "santral.crm_core.assignment.tables",
    "santral.crm_core.custom_fields.tables",
    "santral.crm_core.definitions.tables",
    "santral.crm_core.documents.tables",
    "santral.crm_core.interactions.tables",
    "santral.crm_core.members.tables",
    "santral.crm_core.notifications.tables",
    "santral.crm_core.processes.tables",
    "santral.crm_core.promises.tables",
    "santral.crm_core.settings_store",
    "santral.crm_core.tasks.tables",
    "santral.crm_core.teams.tables",
    "santral.crm_core.timeline",
    "santral.crm_core.users.accounts",
    "santral.crm_core.users.audit",
    "santral.crm_core.users.sessions",
    "santral.crm_core.webhooks.tables",
    "santral.cti.call_records",
    "santral.console.restart.put_away",
)

for room in ROOMS_WITH_TABLES:
    importlib.import_module(room)

metadata = Base.metadata
