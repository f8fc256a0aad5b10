"""What belongs to a record, through the API as on the screens: fields that were added, people, numbers,
employees, follow-ups, promises."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from santral.console.api import interactions
from santral.crm_core.applications.history import read_history
from santral.crm_core.applications.tables import Application, FollowUp
from santral.crm_core.interactions.save import save_interaction
from santral.crm_core.members.lookup import find_by_number
from santral.crm_core.members.tables import Member
from santral.crm_core.notifications.reading import count_unread
from santral.crm_core.users.accounts import disable_account
from santral.crm_core.users.audit import AuditFilter, read_audit
from santral.crm_core.users.roles import Role
from tests.integration.console.api_centre import ALL, Program, member, program
from tests.integration.console.house import Console, open_console, settings_for


@pytest.fixture
async def house(database_url: str, tmp_path: Path) -> AsyncIterator[Console]:
    """A console on each kind of database."""
    async with open_console(settings_for(database_url, tmp_path)) as console:
        yield console


@pytest.fixture
async def robot(house: Console) -> Program:
    return await program(house)


async def application(robot: Program, member_id: int, **fields: object) -> tuple[str, httpx2.Response]:
    """A new one: its place, and the answer."""
    sent = {"member_id": member_id, "subject": "Su boşaltmıyor", **fields}
    answer = await robot.post("/applications", sent)
    assert answer.status_code == 201, answer.text
    return f"/applications/{answer.json()['application_id']}", answer


def wrong(answer: httpx2.Response) -> list[str]:
    """The fields that were refused."""
    assert answer.status_code == 422, answer.text
    return [one["name"] for one in answer.json()["fields"]]


async def pages(robot: Program, path: str) -> list[Sequence[Any]]:
    """All pages of a list, two records each."""
    found, cursor = [], ""
    while True:
        page = (await robot.get(f"{path}?limit=2{cursor}")).json()
        found.append(page["items"])
        if page["next"] is None:
            return found
        cursor = f"&cursor={page['next']}"


async def test_added_fields_are_checked_as_on_the_form(console: Console) -> None:
    boss, robot = await console.person("boss", Role.ADMINISTRATOR), await program(console)
    place = "/administration/custom-fields/complaint"
    policy = {"name_tr": "Poliçe no", "name_en": "Policy number", "kind": "text", "required": "1"}
    colour = {
        "name_tr": "Renk",
        "name_en": "Colour",
        "kind": "choice",
        "choices": "Kırmızı = Red\nMavi = Blue",
    }
    for field in (policy, colour):
        assert (await boss.post(place, field)).status_code == 303
    told = (await robot.get("/custom-fields?type=complaint")).json()["items"]
    assert [(one["code"], one["kind"], one["required"]) for one in told] == [
        ("policy-number", "text", True),
        ("colour", "choice", False),
    ]
    assert [one["code"] for one in told[1]["choices"]] == ["kirmizi-red", "mavi-blue"]
    assert (await robot.get("/custom-fields?type=request")).json()["items"] == []
    assert (await robot.get("/custom-fields")).json()["items"] == told

    member_id = await member(console)
    sent = {"member_id": member_id, "subject": "Kapı çizik", "type": "complaint"}
    full = {"policy-number": "POL 77412"}
    for custom, field_name in (
        ({}, "custom.policy-number"),
        (full | {"colour": "green"}, "custom.colour"),
        (full | {"drum": "x"}, "custom.drum"),
        (full | {"colour": "x" * 401}, "custom.colour"),
        (full | {"colour": 5}, "custom.colour"),
    ):
        assert wrong(await robot.post("/applications", sent | {"custom": custom})) == [field_name]
    at, opened = await application(
        robot, member_id, type="complaint", custom=full | {"colour": "kirmizi-red"}
    )
    assert opened.json()["custom"] == full | {"colour": "kirmizi-red"}
    changed = await robot.patch(at, {"custom": {"colour": "mavi-blue"}}, opened.headers["etag"])
    assert (changed.status_code, changed.json()["custom"]) == (200, full | {"colour": "mavi-blue"})
    assert wrong(await robot.patch(at, {"custom": {"policy-number": " "}}, "*")) == ["custom.policy-number"]
    same = await robot.patch(at, {"custom": changed.json()["custom"]}, "*")
    assert same.json()["version"] == changed.json()["version"]
    cleared = await robot.patch(at, {"custom": {"colour": ""}}, "*")
    assert cleared.json()["custom"] == full
    # Of another type it has the fields of that one; what stood in the others stays with it, and comes back.
    other = await robot.patch(at, {"type": "request"}, "*")
    assert (other.status_code, other.json()["custom"]) == (200, full)
    assert wrong(await robot.patch(at, {"custom": {"colour": "mavi-blue"}}, "*")) == ["custom.colour"]
    assert (await robot.patch(at, {"type": "complaint"}, "*")).status_code == 200
    async with console.house.database.reading() as session:
        history = await read_history(session, opened.json()["application_id"])
    lines = [(row.field, row.before, row.after) for row in history if row.field.startswith("custom:")]
    assert lines == [("custom:colour", "mavi-blue", ""), ("custom:colour", "kirmizi-red", "mavi-blue")]


async def test_people_come_to_an_application_and_leave_it(house: Console, robot: Program) -> None:
    at, opened = await application(robot, await member(house))
    application_id = opened.json()["application_id"]
    mert, can, gone = [await house.account(name) for name in ("mert", "can", "gone")]
    async with house.house.database.session() as session:
        await disable_account(session, gone, datetime.now(UTC))
    assert wrong(await robot.post(f"{at}/assignees", {"user_id": gone})) == ["user_id"]
    assert wrong(await robot.post(f"{at}/assignees", {"user_id": 999})) == ["user_id"]
    both = await asyncio.gather(*(robot.post(f"{at}/assignees", {"user_id": one}) for one in (mert, can)))
    assert [answer.status_code for answer in both] == [201, 201]
    read = await robot.get(f"{at}/assignees")
    assert read.json()["items"] == [{"user_id": can, "name": "Can"}, {"user_id": mert, "name": "Mert"}]
    stale = opened.headers["etag"]
    assert (await robot.request("DELETE", f"{at}/assignees/{mert}", None)).status_code == 428
    answer = await robot.request("DELETE", f"{at}/assignees/{mert}", None, {"If-Match": stale})
    assert answer.status_code == 412
    etag = {"If-Match": (await robot.get(at)).headers["etag"]}
    answer = await robot.request("DELETE", f"{at}/assignees/{mert}", None, etag)
    assert (answer.status_code, answer.json()["assignee_ids"]) == (200, [can])
    again = await robot.request("DELETE", f"{at}/assignees/{mert}", None, {"If-Match": "*"})
    assert again.status_code == 404
    async with house.house.database.reading() as session:
        history = await read_history(session, application_id)
        told = await count_unread(session, [can])
    assert [row.kind for row in history][:3] == ["unassigned", "assigned", "assigned"]
    assert told == {can: 1}


async def test_numbers_of_a_member(house: Console, robot: Program) -> None:
    member_id = await member(house, "Ali Veli", "0532 111 22 33")
    await member(house, "Gizli Kişi", "0533 444 55 66")
    at = f"/members/{member_id}/phones"
    for sent, field_name in (
        ({"phone": "12"}, "phone"),
        ({"phone": "+90 532 111 22 33"}, "phone"),  # it is there
        ({"phone": "0533 444 55 66"}, "phone"),  # somebody else's
        ({"phone": "0212 444 55 66", "label": "cave"}, "label"),
        ({"phone": "0212 444 55 66", "employee_id": 7}, "employee_id"),
        ({"phone": "0212 444 55 66", "extension": "x" * 17}, "extension"),
    ):
        assert wrong(await robot.post(at, sent)) == [field_name]
    shared = {"phone": "0533 444 55 66", "allow_known_number": True}
    assert (await robot.post(at, shared)).status_code == 201
    added = await robot.post(at, {"phone": "0212 444 55 66", "label": "home", "extension": "12"})
    assert added.status_code == 201, added.text
    phones = (await robot.get(at)).json()["items"]
    assert phones == added.json()["phones"]
    assert [(one["e164"], one["label"], one["extension"]) for one in phones] == [
        ("+905321112233", "mobile", ""),
        ("+905334445566", "mobile", ""),
        ("+902124445566", "home", "12"),
    ]
    first = f"{at}/{phones[0]['phone_id']}"
    assert (await robot.request("DELETE", first, None)).status_code == 428
    removed = await robot.request("DELETE", first, None, {"If-Match": added.headers["etag"]})
    assert (removed.status_code, [one["e164"] for one in removed.json()["phones"]]) == (
        200, ["+905334445566", "+902124445566"],
    )  # fmt: skip
    assert (await robot.request("DELETE", first, None, {"If-Match": "*"})).status_code == 404
    async with house.house.database.reading() as session:
        assert (await find_by_number(session, "05321112233")).members == ()
        assert [one.name for one in (await find_by_number(session, "02124445566")).members] == ["Ali Veli"]
        seen, _ = await read_audit(session, AuditFilter(action="changed", subject_kind="member"))
    assert [(row.subject_id, row.detail) for row in seen] == [
        (str(member_id), {"fields": ["phones"], "api_key": "Web sitesi"})
    ] * 3


async def test_addresses_of_a_member(house: Console, robot: Program) -> None:
    member_id = await member(house, "Ali Veli")
    at = f"/members/{member_id}/contacts"
    for sent, field_name in (
        ({"kind": "fax", "value": "x"}, "kind"),
        ({"kind": "email", "value": "ali@"}, "value"),
        ({"kind": "address", "value": "   "}, "value"),
        ({"kind": "email", "value": "ali@example.com", "label": "cave"}, "label"),
    ):
        assert wrong(await robot.post(at, sent)) == [field_name]
    street = "Zafer Mah. Okul Cad. 12 Eyüpsultan/İstanbul"
    assert (await robot.post(at, {"kind": "email", "value": "ali@example.com"})).status_code == 201
    assert wrong(await robot.post(at, {"kind": "email", "value": "ali@example.com"})) == ["value"]
    added = await robot.post(at, {"kind": "address", "value": street, "label": "home"})
    assert added.status_code == 201, added.text
    kept = (await robot.get(at)).json()["items"]
    assert kept == added.json()["contacts"]
    assert [(one["kind"], one["label"], one["value"]) for one in kept] == [
        ("email", "", "ali@example.com"),
        ("address", "home", street),
    ]
    first, other = f"{at}/{kept[0]['contact_id']}", await member(house, "Başka Biri")
    assert (await robot.request("DELETE", first, None)).status_code == 428
    elsewhere = first.replace(f"/members/{member_id}/", f"/members/{other}/")
    assert (await robot.request("DELETE", elsewhere, None, {"If-Match": "*"})).status_code == 404
    removed = await robot.request("DELETE", first, None, {"If-Match": added.headers["etag"]})
    assert (removed.status_code, [one["value"] for one in removed.json()["contacts"]]) == (200, [street])
    assert (await robot.request("DELETE", first, None, {"If-Match": "*"})).status_code == 404
    async with house.house.database.reading() as session:
        seen, _ = await read_audit(session, AuditFilter(action="changed", subject_kind="member"))
    assert [row.detail for row in seen] == [{"fields": ["contacts"], "api_key": "Web sitesi"}] * 3


async def test_who_works_for_a_company_and_what_lies_below_it(house: Console, robot: Program) -> None:
    company = {
        "kind": "company",
        "name": "Yıldız Beyaz Eşya",
        "contact_name": "Mehmet Öz",
        "phone": "02121112233",
    }
    company_id = (await robot.post("/members", company)).json()["member_id"]
    at = f"/members/{company_id}"
    sent = {"name": "Ayşe Kaya", "role": "Satın alma", "phone": "0532 111 22 33"}
    hired = await robot.post(f"{at}/employees", sent)
    assert hired.status_code == 201, hired.text
    person_id = hired.json()["person_id"]
    assert hired.headers["location"] == f"/api/v1/members/{person_id}"
    assert (hired.json()["name"], hired.json()["role"]) == ("Ayşe Kaya", "Satın alma")
    assert (await robot.get(f"/members/{person_id}")).json()["phones"][0]["e164"] == "+905321112233"
    assert wrong(await robot.post(f"{at}/employees", sent)) == ["phone"]
    assert wrong(await robot.post(f"{at}/employees", {"name": "…"})) == ["name"]
    more = sent | {"phone": "", "name": "Can Su"}
    assert (await robot.post(f"{at}/employees", more)).status_code == 201
    names = [[one["name"] for one in page] for page in await pages(robot, f"{at}/employees")]
    assert names == [["Mehmet Öz", "Ayşe Kaya"], ["Can Su"]]
    found = (await robot.get("/members?q=ayse kaya")).json()["items"]
    assert {one["member_id"] for one in found} == {company_id, person_id}
    # A number of an employee is the company's; whose it is, is told.
    phone = {"phone": "0533 111 22 33", "employee_id": hired.json()["employee_id"]}
    added = await robot.post(f"{at}/phones", phone)
    assert added.json()["phones"][-1]["employee_id"] == hired.json()["employee_id"]

    for name in ("Bursa", "İzmir", "Adana"):
        answer = await robot.post("/members", {"kind": "company", "name": f"Yıldız {name}"})
        async with house.house.database.session() as session:
            below = await session.get_one(Member, answer.json()["member_id"])
            below.parent_id, below.unit = company_id, "branch"
    names = [[(one["name"], one["unit"]) for one in page] for page in await pages(robot, f"{at}/branches")]
    assert names == [[("Yıldız Bursa", "branch"), ("Yıldız İzmir", "branch")], [("Yıldız Adana", "branch")]]
    for part in ("employees", "branches"):
        assert (await robot.get(f"/members/{person_id}/{part}")).status_code == 404
    assert (await robot.post(f"/members/{person_id}/employees", sent)).status_code == 404
    foreign = (await robot.get(f"{at}/employees?limit=1")).json()["next"]
    assert (await robot.get(f"{at}/branches?cursor={foreign}")).status_code == 400


async def test_an_interaction_is_moved_and_somebody_comes_back_to_it(house: Console, robot: Program) -> None:
    member_id = await member(house)
    sent = {"member_id": member_id, "notes": "Geldi.", "method": "visit"}
    due = [f"2090-01-0{day}T10:00:00Z" for day in (3, 1, 2)]
    saved = [await robot.post("/interactions", sent | {"follow_up_at": at}) for at in due]
    ids = [answer.json()["interaction_id"] for answer in saved]
    at = f"/interactions/{ids[1]}"
    assert saved[1].json()["stage"] == "open"
    offered = (await robot.get(f"{at}/moves")).json()
    assert (offered["stage"], [(one["to"], one["asks"]) for one in offered["items"]]) == (
        "open", [("follow-up", []), ("done", [])],
    )  # fmt: skip
    move = {"to": "follow-up", "seen": "open", "note": "Parça bekleniyor."}
    moved = await robot.post(f"{at}/moves", move)
    assert (moved.status_code, moved.json()["stage"]) == (201, "follow-up")
    assert moved.headers["location"] == f"/api/v1{at}"
    assert (await robot.post(f"{at}/moves", move)).status_code == 409
    assert (await robot.post(f"{at}/moves", {"to": "open", "seen": "follow-up"})).status_code == 404
    assert (await robot.patch(at, {"notes": "x"}, saved[1].headers["etag"])).status_code == 412

    order = [ids[1], ids[2], ids[0]]
    path = "/interactions/follow-ups"
    assert [[one["interaction_id"] for one in page] for page in await pages(robot, path)] == [
        order[:2],
        order[2:],
    ]
    assert (await robot.get(f"{path}?user_id={robot.user_id + 1}")).json()["items"] == []
    callbacks = house.house.push.floor.callbacks
    assert [one.interaction_id for one in callbacks.of(robot.user_id)] == order
    for _ in range(2):
        done = await robot.post(f"{at}/follow-up/done", None)
        assert (done.status_code, done.json()["follow_up_done_at"] is None) == (201, False)
    assert [one["interaction_id"] for one in (await robot.get(path)).json()["items"]] == order[1:]
    assert [one.interaction_id for one in callbacks.of(robot.user_id)] == order[1:]
    later = await robot.patch(f"/interactions/{ids[2]}", {"follow_up_at": None}, "*")
    assert later.status_code == 200
    assert [one.interaction_id for one in callbacks.of(robot.user_id)] == order[2:]
    elif_ = await house.account("elif")
    given = await robot.patch(f"/interactions/{ids[0]}", {"responsible_id": elif_}, "*")
    assert (given.status_code, given.json()["responsible_id"]) == (200, elif_)
    assert [
        one["interaction_id"] for one in (await robot.get(f"{path}?user_id={elif_}")).json()["items"]
    ] == ids[:1]
    assert [one.interaction_id for one in callbacks.of(elif_)] == ids[:1]
    assert callbacks.of(robot.user_id) == ()
    other, case = await member(house, "Ali Veli"), f"/interactions/{ids[2]}"
    assert wrong(await robot.patch(case, {"application_id": 7}, "*")) == ["application_id"]
    assert wrong(await robot.patch(case, {"member_id": None}, "*")) == ["member_id"]
    assert wrong(await robot.patch(case, {"responsible_id": 999}, "*")) == ["responsible_id"]
    assert (await robot.patch(case, {"member_id": other}, "*")).json()["member_id"] == other
    nothing = await robot.post("/interactions", sent)
    place = f"/interactions/{nothing.json()['interaction_id']}"
    assert wrong(await robot.post(f"{place}/follow-up/done", None)) == ["follow_up_at"]


async def test_an_application_is_followed_up_until_it_is_done(house: Console, robot: Program) -> None:
    member_id = await member(house)
    places = [(await application(robot, member_id))[0] for _ in range(3)]
    noted = [
        await robot.post(f"{place}/follow-ups", {"note": "Ara", "due_at": f"2090-01-0{day}T10:00:00Z"})
        for place, day in zip(places, (3, 1, 2), strict=True)
    ]
    await robot.post(f"{places[0]}/follow-ups", {"note": "Yazıldı"})
    ids = [answer.json()["follow_up_id"] for answer in noted]
    order = [ids[1], ids[2], ids[0]]
    path = "/applications/follow-ups"
    assert [[one["follow_up_id"] for one in page] for page in await pages(robot, path)] == [
        order[:2],
        order[2:],
    ]
    assert (await robot.get(f"{path}?user_id={robot.user_id + 1}")).json()["items"] == []
    still = (await robot.get(f"{places[0]}/follow-ups?state=open")).json()["items"]
    assert [one["follow_up_id"] for one in still] == [ids[0]]
    assert len((await robot.get(f"{places[0]}/follow-ups")).json()["items"]) == 2
    for _ in range(2):
        done = await robot.post(f"{places[0]}/follow-ups/{ids[0]}/done", None)
        assert (done.status_code, done.json()["done_at"] is None) == (201, False)
    assert (await robot.get(places[0])).json()["follow_up_at"] is None
    assert (await robot.get(f"{places[0]}/follow-ups?state=open")).json()["items"] == []
    assert (await robot.post(f"{places[0]}/follow-ups/{ids[1]}/done", None)).status_code == 404
    async with house.house.database.reading() as session:
        kept = await session.get_one(FollowUp, ids[0])
        history = await read_history(session, kept.application_id)
    assert kept.done_at is not None
    assert [row.kind for row in history][:3] == ["follow-up-done", "followed-up", "followed-up"]


async def test_what_was_promised_is_told(console: Console) -> None:
    robot = await program(console)
    at, opened = await application(robot, await member(console), priority="high")
    promised = (await robot.get(f"{at}/promises")).json()["items"]
    assert [(one["kind"], one["promised_min"], one["state"]) for one in promised] == [
        ("first_answer", 120, "open"),
        ("solution", 2 * 9 * 60, "open"),
    ]
    first = promised[0]
    assert (opened.json()["due_kind"], opened.json()["due_at"]) == ("first_answer", first["due_at"])
    [line] = (await robot.get("/applications")).json()["items"]
    assert (line["due_kind"], line["due_at"]) == ("first_answer", first["due_at"])
    assert first["warn_at"] < first["due_at"]
    assert (first["stopped_left_s"], first["done_at"]) == (None, None)
    told = await robot.post(f"{at}/follow-ups", {"note": "Müşteri arandı.", "customer_told": True})
    assert told.status_code == 201
    answered = (await robot.get(f"{at}/promises")).json()["items"][0]
    assert (answered["kind"], answered["state"], answered["done_at"] is None) == (
        "first_answer",
        "kept",
        False,
    )
    assert (await robot.get(at)).json()["due_kind"] != "first_answer"
    async with console.house.database.reading() as session:
        kept = await session.get_one(Application, opened.json()["application_id"])
    assert (await robot.get(at)).json()["due_kind"] == kept.due_kind


async def test_the_moves_of_an_application_are_those_its_account_may_make(console: Console) -> None:
    agent = await program(console, ALL | {"definitions": "read"}, role=Role.AGENT)
    boss = await program(console, username="boss")
    at, _ = await application(agent, await member(console), type="request")
    offered = (await agent.get(f"{at}/moves")).json()
    asks = {one["to"]: one["asks"] for one in offered["items"]}
    assert (offered["stage"], "cancelled" in asks, asks["in-progress"]) == ("new", False, [])
    assert "resolution" in asks["solved"]
    refused = await agent.post(f"{at}/moves", {"to": "solved", "seen": "new"})
    assert wrong(refused)[0] in asks["solved"]
    allowed = {one["to"]: one["asks"] for one in (await boss.get(f"{at}/moves")).json()["items"]}
    assert allowed["cancelled"] == ["note"]
    assert wrong(await boss.post(f"{at}/moves", {"to": "cancelled", "seen": "new"})) == ["note"]
    assert (
        await agent.post(f"{at}/moves", {"to": "cancelled", "seen": "new", "note": "x"})
    ).status_code == 403


async def test_a_call_keeps_its_direction(console: Console) -> None:
    robot, member_id = await program(console), await member(console)
    async with console.house.database.session() as session:
        saved = await save_interaction(
            session, user_id=robot.user_id, call_id="1.1", member_id=member_id, direction="inbound",
            notes="Aradı.", at=datetime.now(UTC),
        )  # fmt: skip
    at = f"/interactions/{saved.interaction_id}"
    assert wrong(await robot.patch(at, {"direction": "outbound"}, "*")) == ["direction"]
    same = await robot.patch(at, {"direction": "inbound", "notes": "Sordu."}, "*")
    assert (same.status_code, same.json()["notes"]) == (200, "Sordu.")


async def test_what_is_saved_is_saved_though_its_desk_cannot_be_shown(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise TimeoutError

    monkeypatch.setattr(interactions, "show_on_desk", away)
    robot, member_id = await program(console), await member(console)
    saved = await robot.post("/interactions", {"member_id": member_id, "notes": "Geldi."})
    assert saved.status_code == 201
    assert (await robot.get(f"/interactions/{saved.json()['interaction_id']}")).status_code == 200
