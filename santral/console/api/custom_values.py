"""What stands in the fields that administrators added, as programs send and read it: texts by code."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Final

from pydantic import Field

from santral.crm_core.custom_fields.book import CUSTOM, CustomFieldBook
from santral.crm_core.custom_fields.field import LONGEST_VALUE
from santral.crm_core.definitions.kinds import LONGEST_CODE
from santral.crm_core.errors import InvalidInput

CustomValues = Annotated[
    dict[Annotated[str, Field(max_length=LONGEST_CODE)], Annotated[str, Field(max_length=LONGEST_VALUE)]],
    Field(max_length=200),
]
NOTHING: Final[Any] = MappingProxyType({})


def filled(values: Mapping[str, Any]) -> dict[str, str]:
    """Of what a record keeps, that in which something stands."""
    return {code: str(value) for code, value in values.items() if value}


def as_typed(
    book: CustomFieldBook, application_type: str, sent: Mapping[str, str], kept: Mapping[str, Any] = NOTHING
) -> dict[str, str]:
    """As the form sends it. `kept` is what stays where nothing is sent: a form would send it again."""
    live = book.live(application_type)
    values = {**filled(kept), **sent}
    return {one.form_name: values[one.code] for one in live if one.code in values}


def check_known(
    book: CustomFieldBook, application_type: str, sent: Mapping[str, str], kept: Mapping[str, Any] = NOTHING
) -> None:
    """A form has no other fields than there are; a program may mistype one. What was read may be sent back.
    Raises `InvalidInput`."""
    live = {one.code for one in book.live(application_type)}
    for code, value in sent.items():
        if code not in live and value != str(kept.get(code, "")):
            raise InvalidInput(f"custom.{code}", "There is no such field.")


def in_document(book_name: str) -> str:
    """`custom:complaint:colour` is `custom.colour` in a document."""
    return f"custom.{book_name.rpartition(':')[2]}" if book_name.startswith(CUSTOM) else book_name
