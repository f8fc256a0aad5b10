from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.tables import Application
from santral.crm_core.customer_page import ContactPoint, CustomerPage, MemberKind, RelatedPerson
from santral.crm_core.db import Database
from santral.crm_core.errors import NotFound
from santral.crm_core.members.page import read_customer_page
from santral.crm_core.members.tables import Contact
from santral.crm_core.timeline import append
from tests.integration.crm_core.people import AYSE, NOW, SWITCHBOARD, company, days_ago, employee, person


async def page_of(database: Database, member_id: int, e164: str = "") -> CustomerPage:
    async with database.reading() as session:
        return await read_customer_page(session, member_id, e164=e164, now=NOW)


def case(member_id: int, number: int, changed_days_ago: float, *, closed: bool = False) -> Application:
    return Application(
        number=f"2026-{number:06}",
        member_id=member_id,
        subject=f"Case {number}",
        priority="high",
        type="service",
        stage="in-progress",
        opened_at=days_ago(100),
        changed_at=days_ago(changed_days_ago),
        closed_at=days_ago(0) if closed else None,
    )


async def test_a_page_shows_everything_about_a_company(database: Database) -> None:
    async with database.session() as session:
        holding = await company(session, "Aydın Holding", "+902120000001")
        aydin = await company(
            session,
            "Aydın Ticaret",
            SWITCHBOARD,
            "+902120000002",
            parent_id=holding,
            unit="sub-company",
            city="İstanbul",
            note="Ödemede ısrarcı olmayın.",
            buyer=True,
        )
        await company(session, "Aydın Ticaret Kadıköy", "+902160000003", parent_id=aydin, unit="branch")
        nur = await person(session, "Nur Ak", AYSE)
        await employee(session, aydin, "Nur Ak", AYSE, role="Muhasebe", person_id=nur)
        await employee(session, aydin, "Can Er", "+905330000004", role="Depo")
        session.add(Contact(member_id=aydin, kind="email", label="work", value="info@aydin.example"))
        session.add_all([case(aydin, 1, 30), case(aydin, 2, 1), case(aydin, 3, 2, closed=True)])
        for number in range(40):
            await append(
                session,
                aydin,
                at=days_ago(number),
                kind="call",
                direction="inbound",
                title=f"Görüşme {number}",
                body="Fiyat sordu.",
                by="Deniz",
                result="solved",
            )
    page = await page_of(database, aydin, e164="+905330000004")

    assert (page.header.name, page.header.kind, page.header.city) == (
        "Aydın Ticaret",
        MemberKind.COMPANY,
        "İstanbul",
    )
    assert page.header.flags == ("buyer", "active")
    assert page.header.phone == SWITCHBOARD
    assert page.employee == "Can Er"
    assert page.note == "Ödemede ısrarcı olmayın."
    assert page.contacts == (
        ContactPoint("phone", "mobile", SWITCHBOARD, "(0212) 333 44 55"),
        ContactPoint("phone", "mobile", "+902120000002", "(0212) 000 00 02"),
        ContactPoint("email", "work", "info@aydin.example", "info@aydin.example"),
    )
    assert [(related.name, related.role, related.phone) for related in page.related] == [
        ("Nur Ak", "Muhasebe", AYSE),
        ("Can Er", "Depo", "+905330000004"),
        ("Aydın Holding", "Head office", "+902120000001"),
        ("Aydın Ticaret Kadıköy", "Branch", "+902160000003"),
    ]
    assert page.related[0].member_id == nur
    assert page.related[1].member_id is None
    assert [(item.number, item.hot) for item in page.open_items] == [
        ("2026-000002", True),
        ("2026-000001", False),
    ]
    assert page.open_items[0].changed_at == days_ago(1)
    assert page.open_items[0].opened_at == days_ago(100)
    assert len(page.timeline.rows) == 30
    first = page.timeline.rows[0]
    assert (first.at, first.kind, first.direction, first.title) == (NOW, "call", "inbound", "Görüşme 0")
    assert (first.body, first.by, first.result) == ("Fiyat sordu.", "Deniz", "solved")
    assert page.timeline.next_cursor
    assert page.contact_count == 40
    assert page.member_since == days_ago(900)


async def test_a_person_is_shown_with_where_they_work(database: Database) -> None:
    async with database.session() as session:
        nur = await person(session, "Nur Ak", AYSE)
        aydin = await company(session, "Aydın Ticaret", SWITCHBOARD)
        await employee(session, aydin, "Nur Ak", role="Muhasebe", person_id=nur)
    page = await page_of(database, nur)
    assert page.related == (RelatedPerson(aydin, "Aydın Ticaret", "Muhasebe", SWITCHBOARD),)
    assert page.header.company == "Aydın Ticaret"


async def test_a_new_member_has_an_empty_page(database: Database) -> None:
    async with database.session() as session:
        nobody = await person(session, "Yeni Üye")
    page = await page_of(database, nobody)
    assert (page.contacts, page.related, page.open_items, page.timeline.rows) == ((), (), (), ())
    assert (page.timeline.next_cursor, page.contact_count, page.employee) == ("", 0, "")


async def test_nobody_has_no_page(database: Database) -> None:
    with pytest.raises(NotFound):
        await page_of(database, 404)


async def test_a_case_is_hot_for_as_long_as_the_house_says(database: Database) -> None:
    async with database.session() as session:
        ayse = await person(session, "Ayşe Çelik")
        session.add(case(ayse, 1, 2))
    async with database.reading() as session:
        for hot_days, hot in ((1, False), (2, True), (0, False)):
            page = await read_customer_page(session, ayse, hot_days=hot_days, now=NOW)
            assert page.open_items[0].hot is hot


async def test_a_page_is_one_question_however_much_there_is(database: Database) -> None:
    asked: list[str] = []
    async with database.session() as session:
        ayse = await person(session, "Ayşe Çelik", AYSE)
        for number in range(5):
            await append(session, ayse, at=NOW + timedelta(seconds=number), kind="call", title="x")
    event.listen(
        database.reading_engine.sync_engine,
        "before_cursor_execute",
        lambda _c, _cursor, statement, *_: asked.append(statement),
    )
    async with database.reading() as session:
        await count_of(session, ayse)
    assert len([statement for statement in asked if not statement.startswith("BEGIN")]) <= 1


async def count_of(session: AsyncSession, member_id: int) -> int:
    return (await read_customer_page(session, member_id)).contact_count
