"""What the page of custom fields shows in these tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from santral.crm_core.custom_fields.changes import choices_written
from santral.crm_core.custom_fields.field import Choice, CustomField, FieldKind


def _field(number: int, kind: FieldKind, name_tr: str, name_en: str, **other: Any) -> CustomField:
    return CustomField("complaint", f"field-{number}", kind, name_tr, name_en, position=number, **other)


DAMAGES = (
    Choice("dent", "Ezik", "Dent"),
    Choice("scratch", "Çizik", "Scratch"),
    Choice("water", "Su almış", "Water damage"),
    Choice("other", "Başka", "Other", True),
)
FIELD_LIST = (
    _field(0, FieldKind.TEXT, "Sözleşme numarası", "Contract number", required=True),
    _field(1, FieldKind.CHOICE, "Hasar türü", "Kind of damage", choices=DAMAGES),
    _field(2, FieldKind.DATE, "Satın alma tarihi", "Date of purchase"),
    _field(
        3, FieldKind.NUMBER, "Taşıyıcının bildirdiği tahmini hasar tutarı (TL)", "Damage as told by carrier"
    ),
    _field(4, FieldKind.YES_NO, "Yerinde görüldü", "Seen on site", retired=True),
)
CUSTOM_FIELDS: dict[str, Any] = {
    "type": "complaint",
    "fields": FIELD_LIST,
    "choices_written": choices_written,
    "kinds": tuple(FieldKind),
    "edited": "field-1",
    "form": {},
    "errors": {"choices": "Each line names one to choose from."},
    "bad_line": 0,
    "saved": False,
}

PLACE, TEMPLATE = "/administration/custom-fields", "administration/custom_fields.html"
PAGES: dict[str, tuple[str, str, Mapping[str, Any]]] = {
    "custom-fields": (f"{PLACE}/complaint", TEMPLATE, CUSTOM_FIELDS),
    "custom-fields-none": (
        f"{PLACE}/service",
        TEMPLATE,
        CUSTOM_FIELDS
        | {"type": "service", "fields": (), "edited": "", "errors": {"name_tr": "Type a name."}},
    ),
}
