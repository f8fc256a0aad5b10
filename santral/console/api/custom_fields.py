"""The fields that administrators added to applications: what a program may send under `custom`."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from santral.console.api.operation import Kind, Operation, Work
from santral.console.api.values import Asked, Outgoing
from santral.crm_core.api_keys.scopes import Access, Resource, Scope
from santral.crm_core.definitions.kinds import LONGEST_CODE

READ: Final = Scope(Resource.DEFINITIONS, Access.READ)


class CustomChoice(Outgoing):
    code: str
    name_tr: str
    name_en: str
    retired: bool


class CustomField(Outgoing):
    """`code` is its name under `custom`. What is sent is a text: a number as `1234.5`, a date as
    `2026-11-22`, `yes` or `no`, the code of a choice."""

    application_type: str
    code: str
    kind: Literal["text", "number", "date", "choice", "yes-no"]
    name_tr: str
    name_en: str
    required: bool
    retired: bool
    choices: tuple[CustomChoice, ...]


class CustomFields(Outgoing):
    items: tuple[CustomField, ...]


class AskedCustomFields(Asked):
    type: Annotated[str, Field(max_length=LONGEST_CODE)] = Field(
        "", description="The code of a type of applications; without it those of all types."
    )


async def show_custom_fields(work: Work) -> CustomFields:
    asked: AskedCustomFields = work.query
    book = work.house.custom_fields.book
    found = book.of(asked.type) if asked.type else tuple(book)
    return CustomFields(items=tuple(CustomField.model_validate(one) for one in found))


OPERATIONS: Final = {
    "/custom-fields": {
        "GET": Operation(
            "list_custom_fields", "Fields that were added to applications", Kind.READS, READ, CustomFields,
            show_custom_fields, query=AskedCustomFields,
        ),
    },
}  # fmt: skip
