"""Applications over HTTP, as their pages use it: opened, listed, changed, and never half-saved."""

from __future__ import annotations

import re

import pytest

from santral.console.applications.calls import read_calls
from santral.crm_core.applications.tables import Application
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.interactions.drafts import save_draft
from santral.crm_core.users.roles import Role
from tests.integration.console.house import SCRIPT, Console, Person, version_in
from tests.integration.crm_core.people import NOW, company, employee

CALL = "1763716215.42"
NEW = {"type": "complaint", "subject": "Çamaşır makinesi su kaçırıyor", "priority": "high"}


async def opened(who: Person, member: int, **fields: str) -> int:
    answer = await who.post("/applications/new", NEW | {"member": str(member)} | fields)
    assert answer.status_code == 303, answer.text
    found = re.fullmatch(r"/applications/(\d+)\?saved=1", answer.headers["location"])
    assert found
    return int(found[1])


async def test_one_is_opened_shown_listed_and_on_the_customers_page(
    console: Console, elif_: Person, ayse: int
) -> None:
    category = console.house.definitions.book.live(DefinitionKind.CATEGORY)[0]
    application = await opened(elif_, ayse, owner_id=str(elif_.user_id), category=category.code)
    page = (await elif_.get(f"/applications/{application}")).text
    assert category.name_en in page
    assert "Çamaşır makinesi su kaçırıyor" in page
    listed = (await elif_.get("/applications?owner=me&q=camasir+kacir")).text
    assert f'href="/applications/{application}"' in listed
    customer = (await elif_.get(f"/customers/{ayse}")).text
    assert f'href="/applications/{application}"' in customer
    assert f'href="/applications/new?member={ayse}"' in customer


async def test_from_a_call_what_is_written_already_is_in_the_form(
    console: Console, elif_: Person, ayse: int
) -> None:
    async with console.house.database.session() as session:
        await save_draft(
            session,
            call_id=CALL,
            user_id=elif_.user_id,
            notes="Makine su kaçırıyor. Mutfak ıslanmış.",
            at=NOW,
        )
    page = (await elif_.get(f"/applications/new?member={ayse}&call={CALL}")).text
    assert f'name="call" value="{CALL}"' in page
    assert 'value="Makine su kaçırıyor."' in page
    assert "Mutfak ıslanmış." in page


async def test_a_script_of_the_desk_gets_the_form_alone_and_then_the_number(
    console: Console, elif_: Person, ayse: int
) -> None:
    form = await elif_.get(f"/applications/new?member={ayse}&call={CALL}", SCRIPT)
    assert "<html" not in form.text
    assert 'hx-post="/applications/new"' in form.text
    sent = NEW | {"member": str(ayse), "call": CALL}
    refused = await elif_.post("/applications/new", sent | {"subject": ""}, SCRIPT)
    assert refused.status_code == 422
    assert "<html" not in refused.text
    assert 'id="error-case-1763716215-42-subject"' in refused.text
    answer = await elif_.post("/applications/new", sent, SCRIPT)
    assert answer.status_code == 200
    assert re.search(
        r'<a class="figures" href="/applications/\d+">\d{4}-000001</a> is open now\.', answer.text
    )


async def test_people_come_to_it_and_leave_one_by_one(console: Console, elif_: Person, ayse: int) -> None:
    mert, hakan = await console.person("mert"), await console.person("hakan")
    path = f"/applications/{await opened(elif_, ayse)}"
    for field, who in (("assignee", mert), ("assignee", hakan), ("without", mert)):
        await elif_.post(f"{path}/assignees", {field: str(who.user_id)})
    page = (await elif_.get(path)).text
    assert "Take Hakan off it" in page
    assert "Take Mert off it" not in page
    assert (await elif_.post(f"{path}/assignees", {"assignee": ""})).status_code == 422


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"subject": ""}, "subject"), ({"type": "x"}, "type"), ({"owner_id": "77777"}, "owner_id")],
)
async def test_what_cannot_be_opened_comes_back_as_typed_with_a_sentence(
    console: Console, elif_: Person, ayse: int, fields: dict[str, str], field: str
) -> None:
    typed = NEW | {"member": str(ayse), "description": "Üç gündür bekliyor"} | fields
    answer = await elif_.post("/applications/new", typed)
    assert answer.status_code == 422
    assert f'id="error-{field}"' in answer.text
    assert "Üç gündür bekliyor" in answer.text
    assert "Nothing" in (await elif_.get(f"/customers/{ayse}")).text


async def test_a_customer_that_does_not_exist_has_no_form(elif_: Person) -> None:
    assert (await elif_.get("/applications/new?member=4711")).status_code == 404
    assert (await elif_.get("/applications/new")).status_code == 422
    assert (await elif_.get("/applications/99")).status_code == 404
    assert (await elif_.get(f"/applications/{2**70}")).status_code == 404


async def test_two_people_change_it_and_a_conflict_shows_both(
    console: Console, elif_: Person, ayse: int
) -> None:
    mert = await console.person("mert")
    application = await opened(elif_, ayse)
    path = f"/applications/{application}"
    seen = version_in((await elif_.get(path)).text)
    changed = await mert.post(path, {"version": seen, "description": "Mert yazdı"})
    assert changed.status_code == 303
    refused = await elif_.post(path, {"version": seen, "description": "Elif yazdı", "product": "CM900"})
    assert refused.status_code == 409
    assert "Mert yazdı" in refused.text
    assert "Elif yazdı" in refused.text
    assert 'value="CM900"' in refused.text
    again = {"version": version_in(refused.text), "description": "İkisi de", "product": "CM900"}
    assert (await elif_.post(path, again)).status_code == 303
    page = (await elif_.get(path)).text
    assert "İkisi de" in page
    assert "Mert yazdı" in page  # in the history


async def test_what_belongs_to_it_is_added_and_shown(console: Console, elif_: Person, ayse: int) -> None:
    mert = await console.person("mert")
    application = await opened(elif_, ayse)
    await opened(elif_, ayse, subject="Eski şikayet")
    path = f"/applications/{application}"
    for where, fields in (
        ("follow-ups", {"follow_up": "Servis arandı", "due_at": "2031-02-03T10:00"}),
        ("tasks", {"title": "Parça iste", "assignee_id": str(mert.user_id)}),
        ("time", {"minutes": "1:15", "time_note": "Telefonda"}),
        ("related", {"relation": "see-also", "other": "2026-000002"}),
        ("assignees", {"assignee": str(mert.user_id)}),
    ):
        answer = await elif_.post(f"{path}/{where}", fields)
        assert answer.status_code == 303, (where, answer.text)
    page = (await elif_.get(path)).text
    for words in ("Servis arandı", "Parça iste", "1:15", "Eski şikayet", "Mert"):
        assert words in page
    for where, fields in (
        ("follow-ups", {"follow_up": ""}),
        ("follow-ups", {"follow_up": "x", "due_at": "yesterday"}),
        ("tasks", {"title": "", "assignee_id": str(mert.user_id)}),
        ("tasks", {"title": "Kimse", "assignee_id": ""}),
        ("time", {"minutes": "uzun"}),
        ("related", {"relation": "see-also", "other": "2026-999999"}),
        ("merge", {"target": "2026-000001"}),
    ):
        answer = await elif_.post(f"{path}/{where}", fields)
        assert answer.status_code == 422, where
        assert "field-error" in answer.text


async def test_a_merged_one_points_to_the_one_that_goes_on(elif_: Person, ayse: int) -> None:
    first = await opened(elif_, ayse)
    second = await opened(elif_, ayse, subject="Aynı şey")
    answer = await elif_.post(f"/applications/{second}/merge", {"target": "2026-000001"})
    assert answer.status_code == 303
    assert f'href="/applications/{first}"' in (await elif_.get(f"/applications/{second}")).text


async def test_the_calls_of_merged_ones_stand_on_the_one_that_goes_on(
    console: Console, elif_: Person, ayse: int
) -> None:
    first, second, third = [
        await opened(elif_, ayse, call=call_id) for call_id in (CALL, "1763716215.43", "1763716215.44")
    ]
    for one, into in ((third, "2026-000002"), (second, "2026-000001")):
        assert (await elif_.post(f"/applications/{one}/merge", {"target": into})).status_code == 303
    async with console.house.database.reading() as session:
        calls = await read_calls(session, first, CALL, "")
        assert {call.call_id for call in calls} == {CALL, "1763716215.43", "1763716215.44"}
        assert [call.call_id for call in await read_calls(session, third, "1763716215.44", "")] == [
            "1763716215.44"
        ]


async def test_many_are_given_to_somebody_at_once_or_none(console: Console, elif_: Person, ayse: int) -> None:
    mert = await console.person("mert")
    ids = [str(await opened(elif_, ayse)) for _ in range(3)]
    form = {"application": ids, "owner_id": str(mert.user_id), "back": "owner=none"}
    answer = await elif_.post("/applications/assign", form)  # type: ignore[arg-type]
    assert (answer.status_code, answer.headers["location"]) == (303, "/applications?owner=none")
    assert (await mert.get("/applications?owner=me")).text.count("data-row=") == 3
    form = {"application": [*ids, "4711"], "owner_id": ""}
    answer = await elif_.post("/applications/assign", form, SCRIPT)  # type: ignore[arg-type]
    assert answer.status_code == 404
    assert (await mert.get("/applications?owner=me")).text.count("data-row=") == 3


async def test_a_list_is_kept_and_shared_and_only_its_owner_forgets_it(
    console: Console, elif_: Person
) -> None:
    mert = await console.person("mert")
    query = "priority=urgent&owner=none"
    answer = await elif_.post(
        f"/applications/filters?{query}", {"name": "Acil ve sahipsiz", "query": query, "shared": "1"}
    )
    assert answer.status_code == 303
    assert "Acil ve sahipsiz" in (await mert.get("/applications")).text
    await mert.post("/applications/filters/1/forget")
    assert "Acil ve sahipsiz" in (await elif_.get("/applications")).text
    await elif_.post("/applications/filters/1/forget")
    assert "Acil ve sahipsiz" not in (await elif_.get("/applications")).text
    refused = await elif_.post("/applications/filters", {"name": " ", "query": query})
    assert refused.status_code == 422


async def test_the_next_page_brings_the_next_rows(elif_: Person, ayse: int) -> None:
    for n in range(53):
        await opened(elif_, ayse, subject=f"Konu {n:02}")
    first = (await elif_.get("/applications")).text
    assert first.count("data-row=") == 50
    more = re.search(r'hx-get="([^"]+)"', first.split('class="list-more"')[1])
    assert more
    rest = (await elif_.get(more[1].replace("&amp;", "&"))).text
    assert rest.count("data-row=") == 3
    assert "list-more" not in rest


@pytest.mark.parametrize(
    "query",
    [
        *("after=%00", "after=zzz", "member=x", "owner=-1", "priority=gone", "state=odd", "q=%00%22"),
        *(f"owner={'9' * 30}", "after=OTk5LjEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"),  # ids that no database can have
    ],
)
async def test_an_address_that_means_nothing_shows_a_list(elif_: Person, query: str) -> None:
    assert (await elif_.get(f"/applications?{query}")).status_code == 200


async def test_a_list_that_cannot_be_kept_is_not_there_to_be_forgotten(elif_: Person) -> None:
    assert (await elif_.post(f"/applications/filters/{'9' * 30}/forget")).status_code == 404


async def test_what_no_database_takes_is_left_out(console: Console, elif_: Person, ayse: int) -> None:
    number = await opened(elif_, ayse, call="queue\0-1", subject="Kargo\0 gelmedi")
    async with console.house.database.reading() as session:
        kept = await session.get_one(Application, number)
    assert (kept.call_id, kept.subject) == ("queue-1", "Kargo gelmedi")


async def test_a_contact_must_work_for_the_customer(console: Console, elif_: Person) -> None:
    async with console.house.database.session() as session:
        firm = await company(session, "Yıldız Otel")
        kemal = await employee(session, firm, "Kemal Bey")
    application = await opened(elif_, firm, employee_id=str(kemal))
    assert "Kemal Bey" in (await elif_.get(f"/applications/{application}")).text


async def test_looking_at_one_is_in_the_audit_record(console: Console, elif_: Person, ayse: int) -> None:
    hakan = await console.person("hakan", Role.ADMINISTRATOR)
    application = await opened(elif_, ayse)
    await elif_.get(f"/applications/{application}")
    await console.house.writer.finish()
    page = (await hakan.get("/administration/audit?subject_kind=application")).text
    assert page.count("/applications/") + page.count("application") > 1


async def test_what_may_be_moved_is_offered_and_anything_else_is_refused(
    console: Console, elif_: Person, ayse: int
) -> None:
    zeynep = await console.person("zeynep", Role.SUPERVISOR)
    application = await opened(elif_, ayse, type="service")
    path = f"/applications/{application}"
    page = (await elif_.get(path)).text
    assert 'name="to" value="in-progress"' in page
    assert 'name="to" value="cancelled"' not in page
    assert 'name="to" value="cancelled"' in (await zeynep.get(path)).text
    refused = await elif_.post(f"{path}/move", {"to": "cancelled", "seen": "new", "note": "x"}, SCRIPT)
    assert refused.status_code == 403
    refused = await elif_.post(f"{path}/move", {"to": "solved", "seen": "new", "resolution": ""})
    assert refused.status_code == 422
    assert 'id="error-move-solved-resolution"' in refused.text
    moved = await elif_.post(f"{path}/move", {"to": "solved", "seen": "new", "resolution": "Pompa değişti"})
    assert moved.status_code == 303
    late = await elif_.post(f"{path}/move", {"to": "in-progress", "seen": "new"}, SCRIPT)
    assert late.status_code == 409
    assert "Pompa değişti" in (await elif_.get(f"/customers/{ayse}")).text
