"""An administrator defines what contacts and cases are classified by: with forms, a script, a file."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.interactions.save import save_interaction
from santral.crm_core.users.audit import AuditEntry
from santral.crm_core.users.roles import Role
from tests.integration.console.house import (
    BASE_URL,
    PAGE,
    SCRIPT,
    Console,
    Person,
    open_console,
    settings_for,
)
from tests.integration.crm_core.people import NOW, person

CATEGORY, RESULT, PRIORITY = DefinitionKind.CATEGORY, DefinitionKind.RESULT, DefinitionKind.PRIORITY
PLACE = "/administration/definitions"


@pytest.fixture
async def console(database_url: str, tmp_path: Path) -> AsyncIterator[Console]:
    """On each kind of database."""
    async with open_console(settings_for(database_url, tmp_path)) as console:
        yield console


@pytest.fixture
async def ayse(console: Console) -> Person:
    return await console.person("ayse", Role.ADMINISTRATOR)


def codes(console: Console, kind: DefinitionKind, parent: str = "") -> list[str]:
    return [one.code for one in console.house.definitions.book.children(kind, parent)]


def text(answer_text: str) -> str:
    return html.unescape(answer_text)


async def upload(ayse: Person, content: bytes, kind: str = "category") -> str:
    answer = await ayse.client.post(
        f"/administration/definitions-file/{kind}",
        data={"csrf_token": ayse.csrf},
        files={"file": ("liste.csv", content, "text/csv")},
        headers=PAGE | {"origin": BASE_URL},
    )
    assert answer.status_code in (200, 422)
    return text(answer.text)


async def test_every_kind_has_its_page_in_both_languages(console: Console, ayse: Person) -> None:
    assert (await ayse.get(PLACE)).headers["location"] == f"{PLACE}/category"
    for kind in DefinitionKind:
        page = await ayse.get(f"{PLACE}/{kind}")
        assert page.status_code == 200
        for one in console.house.definitions.book.of(kind):
            assert one.name_en in text(page.text)
    await ayse.post("/preferences", {"language": "tr"})
    assert "Su boşaltmıyor" in (await ayse.get(f"{PLACE}/category")).text
    for path in ("nothing", "category/nothing", "result/product"):
        assert (await ayse.get(f"{PLACE}/{path}")).status_code == 404


async def test_forms_alone_do_everything(console: Console, ayse: Person) -> None:
    new = {"name_tr": "Kurutma makinesi", "name_en": "Dryer"}
    added = await ayse.post(f"{PLACE}/category", new | {"parent": "product"})
    assert added.headers["location"] == f"{PLACE}/category/product?saved=1"
    assert codes(console, CATEGORY, "product")[-1] == "dryer"
    one = f"{PLACE}/category/dryer"
    await ayse.post(one, {"name_tr": "Kurutucu", "name_en": "Tumble dryer"})
    assert console.house.definitions.book.name(CATEGORY, "dryer", "tr") == "Kurutucu"
    await ayse.post(f"{one}/move", {"direction": "up"})
    assert codes(console, CATEGORY, "product")[-2] == "dryer"
    await ayse.post(f"{one}/move", {"direction": "in"})
    assert codes(console, CATEGORY, "phone-and-computer")[-1] == "dryer"
    await ayse.post(f"{one}/move", {"direction": "out"})
    assert codes(console, CATEGORY, "product")[-2] == "dryer"
    await ayse.post(f"{one}/move", {"parent": "delivery", "position": "1"})
    assert codes(console, CATEGORY, "delivery")[1] == "dryer"
    await ayse.post(f"{one}/move", {"parent": ""})
    assert codes(console, CATEGORY)[-1] == "dryer"
    await ayse.post(f"{one}/retire")
    assert not console.house.definitions.book.is_live(CATEGORY, "dryer")
    await ayse.post(f"{one}/bring-back")
    assert console.house.definitions.book.is_live(CATEGORY, "dryer")
    await ayse.post(f"{one}/default")
    assert console.house.definitions.book.default(CATEGORY) == "dryer"
    await ayse.post(f"{one}/no-default")
    assert console.house.definitions.book.default(CATEGORY) == ""
    gone = await ayse.post(f"{one}/delete")
    assert gone.headers["location"] == f"{PLACE}/category?saved=1"
    assert (await ayse.get(one)).status_code == 404
    await ayse.post(f"{PLACE}/priority/high", {"name_tr": "Yüksek", "name_en": "High", "colour": "purple"})
    assert console.house.definitions.book.get(PRIORITY, "high").colour == "purple"


async def test_all_of_it_is_in_the_audit_record_and_is_read_there(console: Console, ayse: Person) -> None:
    await ayse.post(f"{PLACE}/result", {"name_tr": "Teklif verildi", "name_en": "Quote given"})
    await ayse.post(f"{PLACE}/result/quote-given/move", {"direction": "up"})
    await ayse.post(f"{PLACE}/result/quote-given/retire")
    async with console.house.database.reading() as session:
        rows = (await session.scalars(select(AuditEntry).order_by(AuditEntry.entry_id))).all()
    assert [(row.user_id, row.action, row.subject_id) for row in rows] == [
        (ayse.user_id, "created", "result/quote-given"),
        (ayse.user_id, "moved", "result/quote-given"),
        (ayse.user_id, "retired", "result/quote-given"),
    ]
    page = text((await ayse.get("/administration/audit?subject_kind=definition")).text)
    assert page.count(f'href="{PLACE}/result/quote-given">Quote given</a>') == 3
    await ayse.post(f"{PLACE}/result/quote-given/delete")
    page = text((await ayse.get("/administration/audit?action=deleted")).text)
    assert "Turkish name: Teklif verildi" in page


WRONG: tuple[tuple[str, dict[str, str], str, str], ...] = (
    ("result", {"name_tr": "çözüldü", "name_en": "Fixed"}, "name_tr", "“Çözüldü” is here already."),
    ("result", {"name_tr": "Yeni", "name_en": "SOLVED"}, "name_en", "“Solved” is here already."),
    ("result", {"name_tr": "", "name_en": ""}, "name_tr", "Write a name."),
    ("result", {"name_tr": "x" * 81, "name_en": "Typed"}, "name_tr", "This is too long"),
    (
        "category",
        {"name_tr": "Klima", "name_en": "X", "parent": "product"},
        "name_tr",
        "is here already.",
    ),
    ("category/product/move", {"parent": "television"}, "parent", "It cannot lie below itself."),
    ("result/solved", {"name_tr": "Ulaşılamadı", "name_en": "S"}, "name_tr", "is here already."),
    (
        "priority/high",
        {"name_tr": "Y", "name_en": "S", "colour": "pink"},
        "colour",
        "Choose one of the colours.",
    ),
    ("priority/normal/retire", {}, "state", "This is what is chosen to begin with."),
    ("category/product/delete", {}, "state", "There is something below this."),
)


async def test_what_cannot_be_is_told_at_its_field_to_people_and_to_scripts(
    console: Console, ayse: Person
) -> None:
    before = console.house.definitions.book
    for path, fields, field, sentence in WRONG:
        page = await ayse.post(f"{PLACE}/{path}", fields)
        assert page.status_code == 422, path
        assert sentence in text(page.text)
        if field.startswith("name"):
            assert re.search(rf'name="{field}"[^>]*aria-invalid="true"', page.text)
            for typed in fields.values():
                assert html.escape(typed) in page.text
        told = await ayse.post(f"{PLACE}/{path}", fields, SCRIPT)
        assert (told.status_code, told.json()["field"]) == (422, field)
        assert sentence in told.json()["error"]
        assert console.house.definitions.book is before


async def test_a_script_gets_the_tree_alone_with_what_it_had_open(console: Console, ayse: Person) -> None:
    opened = await ayse.get(f"{PLACE}/category/television", SCRIPT)
    assert opened.text.lstrip().startswith('<div class="definition-editor"')
    moved = await ayse.post(f"{PLACE}/category/staff/move", {"direction": "up", "open": "television"}, SCRIPT)
    assert moved.text.lstrip().startswith('<div class="definitions"')
    assert moved.text.count('class="definition-editor"') == 1
    assert 'action="/administration/definitions/category/television"' in moved.text
    closed = await ayse.post(f"{PLACE}/category/staff/move", {"direction": "up", "open": ""}, SCRIPT)
    assert "definition-editor" not in closed.text


async def test_how_often_it_is_used_is_shown_and_what_is_used_is_not_deleted(
    console: Console, ayse: Person
) -> None:
    async with console.house.database.session() as session:
        member_id = await person(session, "Ayşe Çelik")
        for number in range(3):
            await save_interaction(
                session, user_id=ayse.user_id, call_id=str(number), member_id=member_id, notes="Oldu.",
                result="solved", at=NOW,
            )  # fmt: skip
    page = text((await ayse.get(f"{PLACE}/result/solved")).text)
    assert "held by 3 records" in page
    assert "/result/solved/delete" not in page
    refused = await ayse.post(f"{PLACE}/result/solved/delete")
    assert "This is used, so it stays. Retire it instead." in text(refused.text)
    assert codes(console, RESULT)[0] == "solved"


async def test_a_file_is_looked_at_and_then_taken_in(console: Console, ayse: Person) -> None:
    exported = await ayse.get("/administration/definitions-file/category")
    assert exported.headers["content-disposition"] == 'attachment; filename="santral-category.csv"'
    assert exported.content.startswith(b"\xef\xbb\xbfkind;")
    assert "nothing to import" in await upload(ayse, exported.content)
    everything = await ayse.get("/administration/definitions-file")
    assert everything.text.count("\r\n") == len(console.house.definitions.book) + 1

    file = (
        "kind;code;parent;name_tr;name_en;position;colour;retired\n"
        "category;dryer;product;Kurutma makinesi;Dryer;1;;\n"
        "category;staff;;Çalışanlar;Staff;;;\n"
        "result;order-taken;;Sipariş alındı;Order taken;;;1\n"
    )
    before = console.house.definitions.book
    preview = await upload(ayse, file.encode("utf-8-sig"))
    assert console.house.definitions.book is before
    for told in ("Product › Dryer", "Added: 1", "Renamed: 1", "Retired: 1"):
        assert told in preview
    textarea = re.search(r'<textarea name="text" hidden>(.*?)</textarea>', preview, re.DOTALL)
    assert textarea
    applied = await ayse.post(
        "/administration/definitions-file/category/apply", {"text": textarea[1], "name": "liste.csv"}
    )
    assert applied.headers["location"] == f"{PLACE}/category?saved=1"
    assert codes(console, CATEGORY, "product")[0] == "dryer"
    assert console.house.definitions.book.name(CATEGORY, "staff", "tr") == "Çalışanlar"
    assert "order-taken" not in [one.code for one in console.house.definitions.book.live(RESULT)]


async def test_a_file_with_mistakes_is_refused_whole(console: Console, ayse: Person) -> None:
    before = console.house.definitions.book
    file = "kind;code;parent;name_tr\ncategory;good;;İyi\ncategory;bad;nowhere;Kötü\nresult;;;\n"
    page = await upload(ayse, file.encode())
    for told in (
        "Nothing was imported.",
        "<td>3</td>",
        "There is no “nowhere” to lie below.",
        "<td>4</td>",
        "Write a name.",
    ):
        assert told in page
    for content, sentence in ((b"PK\x03\x04\x00", "This is no CSV file."), (b"a;b\n", "“a” is no column")):
        assert sentence in await upload(ayse, content)
    nothing = await ayse.post("/administration/definitions-file/category")
    assert "Choose a file." in text(nothing.text)
    for typed in (file, "", "a;b"):
        again = await ayse.post("/administration/definitions-file/category/apply", {"text": typed})
        assert again.status_code == 422
    assert console.house.definitions.book is before


async def test_a_file_that_others_made_wrong_meanwhile_is_looked_at_again(
    console: Console, ayse: Person
) -> None:
    file = "kind;code;parent;name_tr\ncategory;dryer-noise;dryer;Sesli\n"
    await ayse.post(f"{PLACE}/category", {"name_tr": "", "name_en": "Dryer"})
    assert "Dryer › Sesli" in await upload(ayse, file.encode())
    await ayse.post(f"{PLACE}/category/dryer/delete")
    answer = await ayse.post("/administration/definitions-file/category/apply", {"text": file})
    assert "There is no “dryer” to lie below." in text(answer.text)


async def test_two_thousand_are_one_page(console: Console, ayse: Person) -> None:
    rows = "".join(f"category;m{n};{f'm{n // 12}' if n > 12 else ''};Model {n}\n" for n in range(2000))
    file = f"kind;code;parent;name_tr\n{rows}"
    applied = await ayse.post("/administration/definitions-file/category/apply", {"text": file})
    assert applied.status_code == 303
    page = await ayse.get(f"{PLACE}/category")
    assert (
        page.text.count('<li class="definition"') == len(console.house.definitions.book.of(CATEGORY)) > 2000
    )
