"""Records through the API are those of the screens: same checks, same history, same numbers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from santral.crm_core.api_keys import replies
from santral.crm_core.applications.page import read_application_page
from santral.crm_core.members.tables import Member
from santral.crm_core.timeline import read_timeline
from tests.integration.console.api_centre import Program, member, program
from tests.integration.console.house import Console, open_console, settings_for


@pytest.fixture
async def house(database_url: str, tmp_path: Path) -> AsyncIterator[Console]:
    """A console on each kind of database."""
    async with open_console(settings_for(database_url, tmp_path)) as console:
        yield console


@pytest.fixture
async def robot(house: Console) -> Program:
    return await program(house)


async def count(house: Console) -> int:
    async with house.house.database.reading() as session:
        return int(await session.scalar(select(func.count()).select_from(Member)) or 0)


async def test_a_customer_with_an_application_from_the_first_word_to_the_next_stage(
    house: Console, robot: Program
) -> None:
    ali = {"kind": "person", "name": "Ali Veli", "phone": "0532 111 22 33", "email": "ali@example.com"}
    created = await robot.post("/members", ali)
    assert created.status_code == 201
    member_id = created.json()["member_id"]
    assert created.headers["location"] == f"/api/v1/members/{member_id}"
    assert created.json()["phones"][0]["e164"] == "+905321112233"
    found = await robot.get("/members?phone=5321112233")
    assert [one["name"] for one in found.json()["items"]] == ["Ali Veli"]
    found = await robot.get("/members?q=vel")
    assert [one["member_id"] for one in found.json()["items"]] == [member_id]

    opened = await robot.post("/applications", {"member_id": member_id, "subject": "Su boşaltmıyor"})
    assert opened.status_code == 201, opened.text
    case = opened.json()
    assert (case["priority"], case["stage"], case["version"]) == ("normal", "new", 1)
    place = f"/applications/{case['application_id']}"
    changed = await robot.patch(place, {"priority": "high"}, opened.headers["etag"])
    assert (changed.status_code, changed.json()["priority"]) == (200, "high")
    move = {"to": "in-progress", "seen": "new", "note": "Servise bildirildi."}
    moved = await robot.post(f"{place}/moves", move)
    assert (moved.status_code, moved.json()["stage"]) == (201, "in-progress")
    assert (await robot.post(f"{place}/moves", move)).status_code == 409
    unknown = await robot.post(f"{place}/moves", {"to": "nowhere", "seen": "in-progress"})
    assert unknown.status_code == 404
    noted = await robot.post(
        f"{place}/follow-ups", {"note": "Aradım.", "due_at": "2090-01-05T10:00:00+03:00"}
    )
    assert noted.json()["due_at"] == "2090-01-05T07:00:00Z"
    assert [one["note"] for one in (await robot.get(f"{place}/follow-ups")).json()["items"]] == ["Aradım."]
    past = await robot.post(f"{place}/follow-ups", {"note": "x", "due_at": "2020-01-05T10:00:00+03:00"})
    assert (past.status_code, past.json()["fields"][0]["name"]) == (422, "due_at")
    blank = await robot.post(f"{place}/follow-ups", {"note": " "})
    assert (blank.status_code, blank.json()["fields"][0]["name"]) == (422, "note")

    async with house.house.database.reading() as session:
        page = await read_application_page(session, case["application_id"])
        history = await read_timeline(session, member_id)
    assert {row.kind for row in page.history} >= {"opened", "changed", "moved", "noted", "followed-up"}
    assert [row.title for row in history.rows][-1] == f"{case['number']} Su boşaltmıyor"


async def test_a_contact_is_written_down_and_corrected(house: Console, robot: Program) -> None:
    member_id = await member(house)
    sent = {
        "member_id": member_id,
        "method": "visit",
        "notes": "Geldi. Konuştuk.",
        "at": "2026-11-20T14:30:00+03:00",
    }
    saved = await robot.post("/interactions", sent)
    assert saved.status_code == 201, saved.text
    assert saved.json()["at"] == "2026-11-20T11:30:00Z"
    place = f"/interactions/{saved.json()['interaction_id']}"
    corrected = await robot.patch(place, {"notes": "Geldi. Sözleştik."}, saved.headers["etag"])
    assert (corrected.status_code, corrected.json()["version"]) == (200, 2)
    assert corrected.json()["method"] == "visit"
    async with house.house.database.reading() as session:
        [entry] = (await read_timeline(session, member_id)).rows
    assert (entry.kind, entry.title, entry.body) == ("visit", "Geldi.", "Sözleştik.")
    for wrong, field in (
        ({"member_id": 999, "notes": "x"}, "member_id"),
        ({"member_id": member_id}, "notes"),
        ({"member_id": member_id, "notes": "x", "method": "drum"}, "method"),
        ({"member_id": member_id, "notes": "x", "result": "drum"}, "result"),
        ({"member_id": member_id, "notes": "x", "employee_id": 5}, "employee_id"),
        ({"member_id": member_id, "notes": "x", "at": "2090-01-01T10:00:00Z"}, "at"),
    ):
        answer = await robot.post("/interactions", wrong)
        assert (answer.status_code, answer.json()["fields"][0]["name"]) == (422, field), answer.text


async def test_a_definition_is_made_renamed_retired_and_brought_back(house: Console, robot: Program) -> None:
    made = await robot.post("/definitions/category", {"name_tr": "Uzay yolculuğu", "name_en": "Space travel"})
    assert made.status_code == 201, made.text
    assert made.headers["location"] == f"/api/v1/definitions/category/{made.json()['code']}"
    place = f"/definitions/category/{made.json()['code']}"
    below = {"name_tr": "Gecikme", "name_en": "Late", "parent": made.json()["code"]}
    assert (await robot.post("/definitions/category", below)).json()["parent"] == made.json()["code"]
    renamed = await robot.patch(place, {"name_tr": "Uzay gezisi"}, made.headers["etag"])
    assert (renamed.json()["name_tr"], renamed.json()["name_en"]) == ("Uzay gezisi", "Space travel")
    retired = await robot.patch(place, {"retired": True, "position": 0}, renamed.headers["etag"])
    assert (retired.json()["retired"], retired.json()["position"]) == (True, 0)
    live = (await robot.get("/definitions/category?retired=false")).json()["items"]
    assert made.json()["code"] not in [one["code"] for one in live]
    back = await robot.patch(place, {"retired": False}, retired.headers["etag"])
    assert back.json()["retired"] is False
    loop = await robot.patch(place, {"parent": made.json()["code"]}, back.headers["etag"])
    assert (loop.status_code, loop.json()["fields"][0]["name"]) == (422, "parent")


async def test_lists_go_on_page_by_page_and_miss_nobody(house: Console, robot: Program) -> None:
    ids = [await member(house, f"Ali Veli {n}") for n in range(7)]
    for member_id in ids:
        await robot.post("/applications", {"member_id": member_id, "subject": "x"})
        await robot.post("/interactions", {"member_id": member_id, "notes": "x"})
    for path, newest_first in (("/members", False), ("/applications", True), ("/interactions", True)):
        found, cursor, pages = [], "", 0
        while True:
            page = (await robot.get(f"{path}?limit=3{cursor}")).json()
            found += [one["member_id"] for one in page["items"]]
            pages += 1
            if page["next"] is None:
                break
            cursor = f"&cursor={page['next']}"
        assert (found, pages) == (ids[::-1] if newest_first else ids, 3), path
    book = house.house.definitions.book
    page = (await robot.get("/definitions/category?limit=5")).json()
    rest = (await robot.get(f"/definitions/category?limit=200&cursor={page['next']}")).json()
    told = [one["code"] for one in page["items"] + rest["items"]]
    assert told == [one.code for one in book if one.kind == "category"][:205]


async def test_what_is_known_already_is_not_sent_again(house: Console, robot: Program) -> None:
    place = f"/members/{await member(house)}"
    for path in (place, "/members", "/definitions/priority"):
        first = await robot.get(path)
        etag = first.headers["etag"]
        for header in (etag, f'"x", {etag}', f"W/{etag}", "*"):
            again = await robot.get(path, {"If-None-Match": header})
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == etag
        assert (await robot.get(path, {"If-None-Match": '"x"'})).status_code == 200


async def test_a_change_needs_to_know_what_it_changes(house: Console, robot: Program) -> None:
    place = f"/members/{await member(house)}"
    etag = (await robot.get(place)).headers["etag"]
    assert (await robot.patch(place, {"city": "Bursa"})).status_code == 428
    assert (await robot.patch(place, {"city": "Bursa"}, f"W/{etag}")).status_code == 412
    first = await robot.patch(place, {"city": "Bursa"}, etag)
    assert (first.status_code, first.json()["city"]) == (200, "Bursa")
    late = await robot.patch(place, {"city": "Adana"}, etag)
    assert (late.status_code, late.headers["content-type"]) == (412, "application/problem+json")
    assert (await robot.get(place)).json()["city"] == "Bursa"
    assert (await robot.patch(place, {"city": "Adana"}, "*")).json()["city"] == "Adana"
    nobody = await robot.patch("/members/999", {"city": "Adana"}, "*")
    assert nobody.status_code == 404


@pytest.mark.parametrize("what", ["members", "applications", "interactions", "definitions"])
async def test_of_two_who_change_the_same_state_one_is_told_so(
    house: Console, robot: Program, what: str
) -> None:
    member_id = await member(house)
    opened = await robot.post("/applications", {"member_id": member_id, "subject": "x"})
    saved = await robot.post("/interactions", {"member_id": member_id, "notes": "x"})
    place, field = {
        "members": (f"/members/{member_id}", "city"),
        "applications": (f"/applications/{opened.json()['application_id']}", "product"),
        "interactions": (f"/interactions/{saved.json()['interaction_id']}", "notes"),
        "definitions": ("/definitions/priority/high", "name_tr"),
    }[what]
    etag = (await robot.get(place)).headers["etag"]
    answers = await asyncio.gather(*(robot.patch(place, {field: f"Renk {n}"}, etag) for n in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]


async def test_a_request_that_is_sent_again_is_done_once(house: Console, robot: Program) -> None:
    sent, key = {"kind": "person", "name": "Ali Veli"}, {"Idempotency-Key": "sipariş-1".replace("ş", "s")}
    first = await robot.post("/members", sent, key)
    again = await robot.post("/members", dict(reversed(sent.items())), key)
    assert (again.status_code, again.content, again.headers["location"]) == (
        first.status_code, first.content, first.headers["location"],
    )  # fmt: skip
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    other = await robot.post("/members", sent | {"name": "Veli Ali"}, key)
    assert (other.status_code, other.json()["fields"][0]["name"]) == (422, "Idempotency-Key")
    elsewhere = await robot.post("/applications", {"member_id": 1, "subject": "x"}, key)
    assert elsewhere.status_code == 422
    assert await count(house) == 1
    stranger = await program(house, username="second")
    assert (await stranger.post("/members", sent, key)).status_code == 201
    assert await count(house) == 2


async def test_what_was_refused_may_be_mended_under_the_same_key(house: Console, robot: Program) -> None:
    key = {"Idempotency-Key": "a"}
    sent = {"kind": "person", "name": "Ali", "company_id": 99}
    assert (await robot.post("/members", sent, key)).status_code == 422
    assert (await robot.post("/members", sent | {"company_id": None}, key)).status_code == 201
    assert await count(house) == 1


@pytest.mark.parametrize("what", ["/members", "/definitions/category"])
async def test_the_same_request_twice_at_once_is_done_once(house: Console, robot: Program, what: str) -> None:
    sent = {"kind": "person", "name": "Ali Veli"} if what == "/members" else {"name_tr": "Yepyeni"}
    before = len(house.house.definitions.book), await count(house)
    key = {"Idempotency-Key": "a"}
    answers = await asyncio.gather(*(robot.post(what, sent, key) for _ in range(6)))
    assert [answer.status_code for answer in answers] == [201] * 6
    assert len({answer.content for answer in answers}) == 1
    after = len(house.house.definitions.book), await count(house)
    assert sum(after) == sum(before) + 1


async def test_an_idempotency_key_is_a_short_word(robot: Program) -> None:
    for key in ("", "x" * 256, "a b", "ğ".encode().decode("latin-1")):
        headers = {b"Idempotency-Key": key.encode("latin-1")}
        answer = await robot.client.post(
            "/api/v1/members",
            json={"kind": "person", "name": "Ali"},
            headers={b"authorization": f"Bearer {robot.token}".encode()} | headers,
        )
        assert answer.status_code == 400, key
        assert answer.json()["fields"][0]["name"] == "Idempotency-Key"


async def test_a_number_that_is_known_has_to_be_agreed_to(house: Console, robot: Program) -> None:
    await member(house, "Gizli Kişi", "0532 111 22 33")
    sent = {"kind": "person", "name": "Ali Veli", "phone": "+90 532 111 22 33"}
    refused = await robot.post("/members", sent)
    assert (refused.status_code, refused.json()["fields"][0]["name"]) == (422, "phone")
    assert await count(house) == 1
    assert (await robot.post("/members", sent | {"allow_known_number": True})).status_code == 201


async def test_answers_that_are_kept_are_bounded(
    house: Console, robot: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replies, "MOST_KEPT", 2)
    sent = {"kind": "person", "name": "Ali Veli"}
    answers = [await robot.post("/members", sent, {"Idempotency-Key": f"k{n}"}) for n in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert int(answers[-1].headers["retry-after"]) > 0
    assert await count(house) == 2
    async with house.house.database.session() as session:
        await replies.forget_old(session, datetime.now(UTC) + replies.KEPT)
    assert (await robot.post("/members", sent, {"Idempotency-Key": "k2"})).status_code == 201
