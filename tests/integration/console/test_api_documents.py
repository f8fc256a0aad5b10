"""What is no proper request is told so, at the field, and nothing of it happens: so one house serves all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
import pytest_asyncio

from tests.integration.console.api_centre import Program, program
from tests.integration.console.house import Console

pytestmark = pytest.mark.asyncio(loop_scope="module")

PROBLEM = "application/problem+json"
JSON = {"content-type": "application/json"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def robot(shared_console: Console) -> Program:
    return await program(shared_console)


async def send(
    robot: Program, body: bytes, headers: Mapping[str, str] = JSON, path: str = "/members"
) -> tuple[int, Any]:
    given = {"authorization": f"Bearer {robot.token}", "accept-language": "en", **headers}
    answer = await robot.client.post(f"/api/v1{path}", content=body, headers=given)
    assert answer.headers["content-type"] == PROBLEM, answer.text
    told = answer.json()
    assert told["status"] == answer.status_code
    assert told["detail"]
    assert told["type"].startswith("urn:santral:problem:")
    return answer.status_code, told


def fields(told: Any) -> dict[str, str]:
    return {one["name"]: one["detail"] for one in told["fields"]}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"kind": "person", "name": "\xff\xfe"}',
        '{"kind": "person", "name": "Ayşe"}'.encode("utf-16"),
        b'{"kind": "person", "name": "\\ud800"}',
        b"[" * 50_000,
        b'{"name":' * 20_000,
        b'{"kind": "person"} {}',
    ],
    ids=["empty", "cut off", "no utf-8", "utf-16", "half a letter", "deep list", "deep object", "two"],
)
async def test_what_is_no_json_is_malformed(robot: Program, body: bytes) -> None:
    status, told = await send(robot, body)
    assert (status, told["title"]) == (400, "Malformed")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "multipart/form-data; boundary=x"},
        JSON | {"content-encoding": "gzip"},
    ],
)
async def test_only_json_is_taken(robot: Program, headers: Mapping[str, str]) -> None:
    status, _ = await send(robot, b'{"kind": "person", "name": "Ali"}', headers)
    assert status == 415


async def test_a_body_that_is_too_large_is_not_read(robot: Program, shared_console: Console) -> None:
    large = json.dumps({"kind": "person", "name": "x" * shared_console.house.settings.max_body_kb * 1024})
    status, _ = await send(robot, large.encode())
    assert status == 413


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ([], {"body": "This must be an object."}),
        ({"kind": "person"}, {"name": "Please fill this in."}),
        ({"kind": "robot", "name": 5}, {"kind": "Choose one from the list.", "name": "This must be a text."}),
        ({"kind": "person", "name": ""}, {"name": "Please fill this in."}),
        ({"kind": "person", "name": "…"}, {"name": "Type the name."}),
        ({"kind": "person", "name": "x" * 201}, {"name": "This is too long: at most 200 characters."}),
        ({"kind": "person", "name": "Ali", "age": 3}, {"age": "There is no such field."}),
        ({"kind": "person", "name": "Ali", "flags": ["x"]}, {"flags.0": "Choose one from the list."}),
        ({"kind": "person", "name": "Ali", "company_id": 2**70}, {"company_id": "This number is too large."}),
        (
            {"kind": "person", "name": "Ali", "company_id": True},
            {"company_id": "This must be a whole number."},
        ),
        ({"kind": "person", "name": "Ali", "company_id": 99}, {"company_id": "This company does not exist."}),
        ({"kind": "person", "name": "Ali", "email": "x"}, {"email": "This is not an e-mail address."}),
    ],
)
async def test_each_wrong_field_is_told(robot: Program, body: Any, wrong: Mapping[str, str]) -> None:
    status, told = await send(robot, json.dumps(body).encode())
    assert (status, fields(told)) == (422, wrong)
    assert (await robot.get("/members")).json()["items"] == []


async def test_sentences_are_in_the_language_that_is_asked_for(robot: Program) -> None:
    status, told = await send(robot, b'{"kind": "person"}', JSON | {"accept-language": "tr"})
    assert (status, told["detail"]) == (422, "Bazı alanlar bu hâliyle kullanılamaz.")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/members?limit=0", "limit"),
        ("/members?limit=201", "limit"),
        ("/members?limit=1_0", "limit"),
        ("/members?limit=5&limit=6", "limit"),
        ("/members?colour=red", "colour"),
        ("/applications?state=lost", "state"),
        ("/applications?member_id=-1", "member_id"),
        ("/definitions/priority?retired=maybe", "retired"),
    ],
)
async def test_an_address_that_asks_for_what_is_not_is_refused(robot: Program, path: str, name: str) -> None:
    answer = await robot.get(path)
    assert answer.status_code == 422
    assert name in fields(answer.json())


@pytest.mark.parametrize("path", ["/members", "/interactions", "/applications", "/definitions/category"])
@pytest.mark.parametrize("cursor", ["x", "ğ", "AAAAAAAAAAAAAAAAAA", "%00"])
async def test_a_cursor_of_elsewhere_is_refused(robot: Program, path: str, cursor: str) -> None:
    answer = await robot.get(f"{path}?cursor={cursor}")
    assert (answer.status_code, list(fields(answer.json()))) == (400, ["cursor"])


@pytest.mark.parametrize(
    "path",
    [
        *("/members/1", "/members/0", f"/members/{2**63}", f"/members/{10**40}", "/members/x"),
        *("/interactions/1", "/applications/1", "/applications/1/follow-ups"),
        *("/definitions/nothing", "/definitions/priority/nothing", "/nothing"),
    ],
)
async def test_what_is_not_there_is_not_found(robot: Program, path: str) -> None:
    answer = await robot.get(path)
    assert answer.status_code == 404, answer.text
    assert answer.headers["content-type"] == PROBLEM


async def test_a_method_that_is_not_meant_names_those_that_are(robot: Program) -> None:
    answer = await robot.request("DELETE", "/members/1", None)
    assert (answer.status_code, answer.headers["content-type"]) == (405, PROBLEM)
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "PATCH"}


@pytest.mark.parametrize(
    "at", ["2026-01-01", "2026-01-01T10:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", 5]
)
async def test_a_moment_needs_its_zone_and_a_year_of_ours(robot: Program, at: object) -> None:
    body = {"member_id": 1, "notes": "x", "at": at}
    status, told = await send(robot, json.dumps(body).encode(), path="/interactions")
    assert (status, list(fields(told))) == (422, ["at"])
