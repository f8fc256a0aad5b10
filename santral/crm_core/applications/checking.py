"""What was typed into a case, checked as a whole: its own fields, those that were added, and its process."""

from __future__ import annotations

from collections.abc import Mapping

from santral.crm_core.applications.fields import FIELDS, Value, check_fields
from santral.crm_core.applications.move import check_type_fits
from santral.crm_core.applications.tables import Application
from santral.crm_core.custom_fields.book import CustomFieldBook
from santral.crm_core.definitions.book import DefinitionBook
from santral.crm_core.processes.book import ProcessBook


def check_new(
    typed: Mapping[str, str], definitions: DefinitionBook, custom_fields: CustomFieldBook
) -> dict[str, Value]:
    """The values of a case that is to be opened. Raises `InvalidInput` at the first field that cannot be
    saved."""
    values = check_fields(typed, definitions)
    return values | custom_fields.check(str(values.get("type", "")), typed)


def check_change(
    kept: Application,
    typed: Mapping[str, str],
    definitions: DefinitionBook,
    custom_fields: CustomFieldBook,
    processes: ProcessBook,
) -> dict[str, Value]:
    """The values that were typed. A case that becomes one of another type has all the fields of that type.
    Raises `InvalidInput`."""
    values = check_fields(typed, definitions, {name: getattr(kept, name) for name in FIELDS})
    kind = str(values.get("type", kept.type))
    added = custom_fields.check(kind, typed, kept.custom, whole=kind != kept.type)
    check_type_fits(processes, kept.stage, kind)
    return values | added
