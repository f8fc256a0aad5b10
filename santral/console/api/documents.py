"""What a program sent, read by the operation's models, or refused with a sentence for each field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from starlette.datastructures import QueryParams
from starlette.requests import Request

from santral.console.api.values import Asked, Incoming, WrongValue
from santral.crm_core.errors import SantralError

JSON: Final = ("application/json", "application/merge-patch+json")


class Malformed(SantralError):
    """It is no JSON at all, or too deep."""

    http_status = 400

    def __init__(self) -> None:
        super().__init__("This is not a JSON document in UTF-8, or its parts lie too deep in one another.")


class NotJson(SantralError):
    http_status = 415

    def __init__(self) -> None:
        super().__init__("Send the document as application/json.")


class TooLarge(SantralError):
    http_status = 413

    def __init__(self) -> None:
        super().__init__("This is too large to be sent.")


class BadHeader(SantralError):
    """`field` names the header."""

    http_status = 400

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class WrongFields(SantralError):
    """`fields`: what is wrong with each, by its path; `values` of a sentence fill it."""

    http_status = 422

    def __init__(self, fields: Mapping[str, tuple[str, Mapping[str, object]]]) -> None:
        super().__init__("Some fields cannot be used as they are.")
        self.fields = fields


SENTENCES: Final = {
    "missing": "Please fill this in.",
    "extra_forbidden": "There is no such field.",
    "literal_error": "Choose one from the list.",
    "enum": "Choose one from the list.",
    "string_too_short": "Please fill this in.",
    "string_too_long": "This is too long: at most %(most)s characters.",
    "too_long": "This is too much: at most %(most)s entries.",
    "string_type": "This must be a text.",
    "int_type": "This must be a whole number.",
    "int_parsing": "This must be a whole number.",
    "bool_type": "This must be true or false.",
    "greater_than_equal": "This number is too small.",
    "less_than_equal": "This number is too large.",
    "model_type": "This must be an object.",
    "tuple_type": "This must be a list.",
    "otherwise": "This value cannot be used here.",
    "twice": "Send this once.",
}
"""By the type of pydantic's error; the last two are ours."""


async def read_body(request: Request, model: type[Incoming], most: int) -> Incoming:
    """Of at most so many bytes. Raises `NotJson`, `TooLarge`, `Malformed`, `WrongFields`."""
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type not in JSON or request.headers.get("content-encoding", "identity") != "identity":
        raise NotJson
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            raise TooLarge
    return _validated(model, bytes(body))


def read_query(query: QueryParams, model: type[Asked]) -> Asked:
    """Parameters that may come several times are tuples of the model. Raises `WrongFields`."""
    asked: dict[str, Any] = {}
    for name in query:
        values = query.getlist(name)
        field = model.model_fields.get(name)
        several = field is not None and isinstance(field.default, tuple)
        if len(values) > 1 and not several:
            raise WrongFields({name: (SENTENCES["twice"], {})})
        asked[name] = tuple(values) if several else values[0]
    try:
        return model.model_validate(asked)
    except ValidationError as error:
        raise _wrong(error) from None


def _validated(model: type[Incoming], body: bytes) -> Incoming:
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        if any(one["type"] == "json_invalid" for one in error.errors(include_input=False)):
            raise Malformed from None
        raise _wrong(error) from None


def _wrong(error: ValidationError) -> WrongFields:
    fields: dict[str, tuple[str, Mapping[str, object]]] = {}
    for one in error.errors(include_input=False, include_url=False):
        context = one.get("ctx", {})
        said = context.get("error")
        sentence = (
            str(said) if isinstance(said, WrongValue) else SENTENCES.get(one["type"], SENTENCES["otherwise"])
        )
        name = ".".join(str(part) for part in one["loc"]) or "body"
        fields.setdefault(name[:200], (sentence, {"most": context.get("max_length", "")}))
    return WrongFields(fields)


def dump(model: BaseModel) -> bytes:
    return model.model_dump_json().encode()
