from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from santral.crm_core.db import Database
from santral.crm_core.errors import InvalidInput
from santral.crm_core.members.create import CreatedMember, NewMember, create_company, create_person
from santral.crm_core.members.lookup import find_by_number
from santral.crm_core.members.page import read_customer_page
from santral.crm_core.members.search import search_members
from santral.crm_core.members.tables import Member
from tests.integration.crm_core.people import AYSE, NOW, SWITCHBOARD, company, person


async def create(database: Database, kind: str, **typed: Any) -> CreatedMember:
    async with database.session() as session:
        return await (create_person if kind == "person" else create_company)(session, NewMember(**typed), NOW)


async def test_a_person_created_in_a_call_is_found_at_once(database: Database) -> None:
    created = await create(
        database,
        "person",
        name="  Şükrü   Öğüt ",
        phone="0532 111 22 33",
        email="s@ornek.example",
        city="Van",
    )
    assert (created.header.name, created.header.flags) == ("Şükrü Öğüt", ("prospect", "active"))
    assert (created.e164, created.same_number) == (AYSE, ())
    async with database.reading() as session:
        assert [m.name for m in (await find_by_number(session, AYSE)).members] == ["Şükrü Öğüt"]
        assert [hit.member.name for hit in await search_members(session, "sukru")] == ["Şükrü Öğüt"]
        page = await read_customer_page(session, created.header.member_id)
    assert [contact.value for contact in page.contacts] == [AYSE, "s@ornek.example"]
    assert page.member_since == NOW


async def test_a_person_who_works_for_a_company_is_shown_on_both_pages(database: Database) -> None:
    async with database.session() as session:
        aydin = await company(session, "Aydın Ticaret")
    created = await create(database, "person", name="Nur Ak", company_id=aydin, role="Muhasebe")
    assert created.header.company == "Aydın Ticaret"
    async with database.reading() as session:
        page = await read_customer_page(session, aydin)
        assert [(p.name, p.role, p.member_id) for p in page.related] == [
            ("Nur Ak", "Muhasebe", created.header.member_id)
        ]
        assert {hit.member.name for hit in await search_members(session, "nur")} == {
            "Aydın Ticaret",
            "Nur Ak",
        }


async def test_the_one_who_calls_for_a_new_company_is_named_next_time(database: Database) -> None:
    created = await create(
        database, "company", name="Öz Gıda", phone="05321112233", contact_name="Can Er", role="Depo"
    )
    assert created.header.phone == AYSE
    async with database.reading() as session:
        page = await read_customer_page(session, created.header.member_id, e164=AYSE)
    assert page.employee == "Can Er"


async def test_a_known_number_is_allowed_and_told(database: Database) -> None:
    async with database.session() as session:
        await person(session, "Ayşe Çelik", AYSE)
    created = await create(database, "person", name="Ayşe'nin Eşi", phone=AYSE)
    assert [member.name for member in created.same_number] == ["Ayşe Çelik"]


async def test_who_withholds_the_number_can_be_created_too(database: Database) -> None:
    assert (await create(database, "person", name="Gizli Numara")).e164 == ""


@pytest.mark.parametrize(
    ("kind", "typed", "field"),
    [
        ("person", {"name": ""}, "name"),
        ("person", {"name": " . "}, "name"),
        ("person", {"name": "x" * 201}, "name"),
        ("person", {"name": "Can", "phone": "12"}, "phone"),
        ("person", {"name": "Can", "phone": "333 44 55"}, "phone"),
        ("person", {"name": "Can", "phone": "call me"}, "phone"),
        ("person", {"name": "Can", "email": "can at example"}, "email"),
        ("person", {"name": "Can", "company_id": 404}, "company_id"),
        ("person", {"name": "Can", "tier": "diamond"}, "tier"),
        ("person", {"name": "Can", "flags": ("admin",)}, "flags"),
        ("person", {"name": "Can", "note": "x" * 2001}, "note"),
        ("company", {"name": "Can", "city": "x" * 81}, "city"),
        ("company", {"name": "Can", "contact_name": "x" * 201}, "contact_name"),
    ],
)
async def test_what_cannot_be_saved_is_said_at_its_field_and_nothing_is_saved(
    database: Database, kind: str, typed: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        await create(database, kind, **typed)
    assert refused.value.field == field
    assert refused.value.http_status == 422
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Member)) == 0


async def test_a_person_is_no_company(database: Database) -> None:
    async with database.session() as session:
        ayse = await person(session, "Ayşe Çelik", SWITCHBOARD)
    with pytest.raises(InvalidInput):
        await create(database, "person", name="Can", company_id=ayse)


async def test_control_characters_are_dropped(database: Database) -> None:
    assert (await create(database, "person", name="Can\0 \tEr\r\n", note="a\0\r\nb")).header.name == "Can Er"
