"""All fields that were added, in memory: what forms show and checks ask, without a database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from santral.crm_core.custom_fields.field import CustomField, FieldKind

CUSTOM: Final = "custom:"
"""Before the code of such a field wherever it stands among the others, as in a history: `custom:colour`."""


class CustomFieldBook:
    """A snapshot: a change makes another book. Raises `ValueError` for a code that is there twice."""

    def __init__(self, fields: Iterable[CustomField] = ()) -> None:
        self._by_type: dict[str, tuple[CustomField, ...]] = {}
        for field in sorted(fields, key=lambda one: (one.application_type, one.position, one.code)):
            others = self._by_type.get(field.application_type, ())
            if any(one.code == field.code for one in others):
                raise ValueError(f"{field.application_type}/{field.code} is there twice")
            self._by_type[field.application_type] = (*others, field)

    def __iter__(self) -> Iterator[CustomField]:
        for fields in self._by_type.values():
            yield from fields

    @property
    def types(self) -> tuple[str, ...]:
        """The types whose applications have a field to fill in."""
        return tuple(one for one in self._by_type if self.live(one))

    def of(self, application_type: str) -> tuple[CustomField, ...]:
        """Retired or not, in their order."""
        return self._by_type.get(application_type, ())

    def live(self, application_type: str) -> tuple[CustomField, ...]:
        return tuple(one for one in self.of(application_type) if not one.retired)

    def find(self, application_type: str, code: str) -> CustomField | None:
        return next((one for one in self.of(application_type) if one.code == code), None)

    def check(
        self,
        application_type: str,
        typed: Mapping[str, str],
        kept: Mapping[str, Any] | None = None,
        *,
        whole: bool = True,
    ) -> dict[str, str]:
        """Of what was typed, the values of the type's fields by `custom:<code>`. `kept` is what the record
        has. Without `whole`, fields that were not sent are left as they are. Raises `InvalidInput`."""
        checked = {}
        for field in self.live(application_type):
            if whole or field.form_name in typed:
                before = str((kept or {}).get(field.code, ""))
                checked[CUSTOM + field.code] = field.check(typed.get(field.form_name, ""), before)
        return checked

    def filled(self, application_type: str, values: Mapping[str, Any]) -> tuple[tuple[CustomField, str], ...]:
        """The fields in which something stands, with what; of those that were retired too."""
        fields = self.of(application_type)
        return tuple((one, str(values[one.code])) for one in fields if values.get(one.code))

    def shown(self, field: CustomField, value: str, language: str) -> str:
        """A value as people read it; yes, no and dates as they are stored."""
        chosen = field.choice(value) if field.kind is FieldKind.CHOICE else None
        return chosen.name(language) if chosen is not None else value
