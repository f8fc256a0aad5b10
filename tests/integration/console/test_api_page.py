"""What docs/api.md shows happens: each request on it is sent, in order, and each answer is as it says."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jsonschema_rs import is_valid

from tests.integration.console.api_centre import program
from tests.integration.console.house import Console

PAGE = Path(__file__).parents[3] / "docs" / "api.md"
BLOCK = re.compile(r"^```http\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ANYTHING = "…"


@dataclass(frozen=True)
class Block:
    """A request or an answer as the page shows it."""

    first: str
    headers: dict[str, str]
    body: str


def block(text: str) -> Block:
    head, _, body = text.strip().partition("\n\n")
    first, *lines = head.splitlines()
    return Block(first, dict(line.split(": ", 1) for line in lines), body)


def shown(part: Any, whole: Any) -> bool:
    """Whether what is shown is part of what came: fewer fields are fine, other values are not."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(
            name in whole and shown(value, whole[name]) for name, value in part.items()
        )
    if isinstance(part, list):
        return len(part) == len(whole) and all(map(shown, part, whole))
    return bool(part == whole)


async def test_every_request_on_the_page_is_answered_as_it_says(console: Console) -> None:
    blocks = [block(text) for text in BLOCK.findall(PAGE.read_text(encoding="utf-8"))]
    assert len(blocks) >= 28
    robot, etag = await program(console), ""
    for asked, said in zip(blocks[::2], blocks[1::2], strict=True):
        method, path = asked.first.split()
        headers = {name: value.replace('"…"', etag) for name, value in asked.headers.items()}
        headers["Authorization"] = f"Bearer {robot.token}"
        answer = await robot.client.request(method, path, content=asked.body.encode(), headers=headers)
        assert said.first == f"HTTP/1.1 {answer.status_code}", (asked, answer.text)
        for name, value in said.headers.items():
            assert ANYTHING in value or answer.headers[name] == value, (asked, name)
            assert name in answer.headers
        assert shown(json.loads(said.body), answer.json()), (asked, answer.text)
        etag = answer.headers.get("etag", etag)


async def test_every_operation_is_told_of_on_the_page(console: Console) -> None:
    page = PAGE.read_text(encoding="utf-8")
    described = (await console.visitor().get("/api/v1/openapi.json")).json()
    for path in described["paths"]:
        root = path.split("{")[0].rstrip("/")
        assert root in page, path
    assert set(described["components"]["securitySchemes"]) == {"key"}


async def test_a_change_has_no_defaults_and_no_default_is_refused_where_it_is_told(
    console: Console,
) -> None:
    described = (await console.visitor().get("/api/v1/openapi.json")).json()
    schemas = described["components"]["schemas"]
    assert schemas["MemberToCreate"]["properties"]["city"]["default"] == ""
    bodies = [one["patch"]["requestBody"] for one in described["paths"].values() if "patch" in one]
    assert len(bodies) >= 4
    for body in bodies:
        change = schemas[body["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]]
        assert not [name for name, one in change["properties"].items() if "default" in one]
    for name, schema in schemas.items():
        for field, one in schema.get("properties", {}).items():
            document = one | {"components": described["components"]}
            assert "default" not in one or is_valid(document, one["default"]), (name, field)
