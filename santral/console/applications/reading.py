"""What forms and addresses of these pages say, read once at the edge."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import FormData
from starlette.requests import Request

from santral.crm_core.custom_fields.book import CUSTOM
from santral.crm_core.errors import InvalidInput
from santral.crm_core.typed_text import storable


def application_of(request: Request, name: str = "application_id") -> int:
    """The id in the path."""
    number: int = request.path_params[name]
    return number


def texts(form: FormData, names: Mapping[str, object] | tuple[str, ...]) -> dict[str, str]:
    """Of the fields `names`, those that the form has, as a database takes them; files are left out."""
    return {name: storable(value) for name in names if isinstance(value := form.get(name), str)}


def custom_typed(form: FormData) -> dict[str, str]:
    """What stands in the fields that administrators added, by the name of the input."""
    return {name: value for name, value in form.items() if name.startswith(CUSTOM) and isinstance(value, str)}


def text(form: FormData, name: str) -> str:
    """As a database takes it; "" for none, and for a file."""
    value = form.get(name, "")
    return storable(value) if isinstance(value, str) else ""


def whole(field: str, typed: str) -> int:
    """A whole number that names something. Raises `InvalidInput`."""
    if not (typed.isascii() and typed.isdigit() and len(typed) < 19):
        raise InvalidInput(field, "Choose one of the list.")
    return int(typed)
