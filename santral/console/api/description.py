"""The description of the API (OpenAPI 3.1), made of the operations and of the models that check."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from santral.console.api.operation import Kind, Operation
from santral.console.api.problems import PROBLEM, TITLES
from santral.console.api.values import LARGEST_ID, Problem
from santral.crm_core.definitions.kinds import LONGEST_CODE, DefinitionKind

BASE: Final = "/api/v1"
SCHEMA: Final = "#/components/schemas/{model}"
_PARAMETER: Final = re.compile(r"\{(\w+)(?::id)?\}")

Document = dict[str, Any]


def describe(operations: Mapping[str, Mapping[str, Operation]]) -> Document:
    """The whole document, as JSON has it."""
    every = [one for by_method in operations.values() for one in by_method.values()]
    models: list[tuple[type[BaseModel], Any]] = [(Problem, "serialization")]
    for one in every:
        models.append((one.answer, "serialization"))
        if one.body is not None:
            models.append((one.body, "validation"))
    names, definitions = models_json_schema(list(dict.fromkeys(models)), ref_template=SCHEMA)
    schemas = {name: _untitled(schema) for name, schema in definitions["$defs"].items()}
    _forget_defaults(schemas, every)
    paths = {
        BASE + _PARAMETER.sub(r"{\1}", path): {
            method.lower(): _operation(path, one, names) for method, one in by_method.items()
        }
        for path, by_method in operations.items()
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Santral", "version": version("santral"), "description": DESCRIPTION},
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer", "description": "A key an administrator made."}
            },
        },
    }


DESCRIPTION: Final = (
    "Members, interactions, applications and definitions. Every request carries a key "
    "(`Authorization: Bearer santral_…`) with the scope that the operation names. Errors are "
    "`application/problem+json`."
)


def _operation(path: str, one: Operation, names: Mapping[Any, Document]) -> Document:
    described: Document = {
        "operationId": one.name,
        "summary": one.summary,
        "description": f"Needs the scope `{one.scope}`.",
        "tags": [one.scope.resource.value],
        "parameters": [*_in_path(path), *_in_query(one), *_in_headers(one.kind)],
        "responses": _responses(one, names),
    }
    if one.body is not None:
        schema = names[one.body, "validation"]
        described["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return described


def _in_path(path: str) -> list[Document]:
    whole = {"type": "integer", "minimum": 1, "maximum": LARGEST_ID}
    code = {"type": "string", "minLength": 1, "maxLength": LONGEST_CODE, "pattern": "^[a-z0-9_-]+$"}
    kind = {"type": "string", "enum": [one.value for one in DefinitionKind]}
    schemas = {"kind": kind, "code": code}
    return [
        {"name": name, "in": "path", "required": True, "schema": schemas.get(name, whole)}
        for name in _PARAMETER.findall(path)
    ]


def _in_query(one: Operation) -> list[Document]:
    schema = _untitled(one.query.model_json_schema())
    parameters = []
    for name, described in schema.get("properties", {}).items():
        told = dict(described)
        if "anyOf" in told:  # a parameter that is not there is not null
            told |= next(choice for choice in told.pop("anyOf") if choice.get("type") != "null")
            told.pop("default", None)
        description = told.pop("description", "")
        parameters.append(
            {"name": name, "in": "query", "required": False, "description": description, "schema": told}
        )
    return parameters


def _in_headers(kind: Kind) -> list[Document]:
    if kind is Kind.READS:
        return [_header("If-None-Match", {"type": "string"}, "An ETag: 304 where it is still the same.")]
    if kind is Kind.CHANGES:
        described = "The ETag that was read: 412 where it was changed meanwhile. `*`: whatever it is."
        return [_header("If-Match", {"type": "string", "minLength": 1}, described, required=True)]
    key = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"}
    described = "Any text that is new for each request: sent again within 24 hours it is done only once."
    return [_header("Idempotency-Key", key, described)]


def _header(name: str, schema: Document, description: str, *, required: bool = False) -> Document:
    return {"name": name, "in": "header", "required": required, "description": description, "schema": schema}


REFUSALS: Final[Mapping[Kind, tuple[int, ...]]] = {
    Kind.READS: (400, 401, 403, 404, 422, 429, 500, 503),
    Kind.CREATES: (400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503),
    Kind.CHANGES: (400, 401, 403, 404, 409, 412, 413, 415, 422, 428, 429, 500, 503),
}


def _responses(one: Operation, names: Mapping[Any, Document]) -> Document:
    status = "201" if one.kind is Kind.CREATES else "200"
    text = {"schema": {"type": "string"}}
    headers: Document = {"ETag": text | {"required": True}}
    if one.place is not None:
        headers["Location"] = text | {"required": True}
    if one.kind is Kind.CREATES:
        headers["Idempotency-Replayed"] = text | {"description": "true where it was done before."}
    content = {"application/json": {"schema": names[one.answer, "serialization"]}}
    responses: Document = {status: {"description": one.summary, "headers": headers, "content": content}}
    if one.kind is Kind.READS:
        responses["304"] = {"description": "Not changed"}
    refused = {PROBLEM: {"schema": names[Problem, "serialization"]}}
    for refusal in REFUSALS[one.kind]:
        responses[str(refusal)] = {"description": TITLES[refusal], "content": refused}
    return responses


def _forget_defaults(schemas: Document, every: Iterable[Operation]) -> None:
    """What is not sent with a change stays as it is, and what may not be empty is not empty without it. Were
    it told as a default, programs made of the description would send it."""
    changes = {one.body.__name__ for one in every if one.kind is Kind.CHANGES and one.body is not None}
    for name, schema in schemas.items():
        for described in schema.get("properties", {}).values():
            if name in changes or (described.get("default") == "" and described.get("minLength")):
                described.pop("default", None)


def _untitled(schema: Any) -> Any:
    """Without the titles, which repeat the names."""
    if isinstance(schema, dict):
        return {
            name: _untitled(value)
            for name, value in schema.items()
            if not (name == "title" and isinstance(value, str))
        }
    return [_untitled(one) for one in schema] if isinstance(schema, list) else schema
