"""Errors as `application/problem+json` (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from starlette.responses import Response

from santral.console.api.values import Problem, ProblemField

PLACE: Final = "/api/"
PROBLEM: Final = "application/problem+json"

TITLES: Final = {
    400: "Malformed",
    401: "Key needed",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflict",
    412: "Changed meanwhile",
    413: "Too large",
    415: "Not JSON",
    422: "Invalid",
    428: "If-Match needed",
    429: "Too many requests",
    500: "Fault",
    503: "Unavailable",
}
"""For programmers, in English; the sentence in `detail` is for whoever reads it."""


def is_api(path: str) -> bool:
    return path.startswith(PLACE)


def problem(
    status: int,
    sentence: str,
    fields: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """`fields`: a sentence for each field that is wrong."""
    title = TITLES.get(status, "Problem")
    told = Problem(
        type=f"urn:santral:problem:{title.lower().replace(' ', '-')}",
        title=title,
        status=status,
        detail=sentence,
        fields=tuple(ProblemField(name=name, detail=said) for name, said in (fields or {}).items()),
    )
    return Response(told.model_dump_json(), status, dict(headers or {}), PROBLEM)
