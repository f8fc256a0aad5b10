"""Definitions are changed in the table and in memory alike, on each kind of database."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from santral.crm_core.bus import Bus
from santral.crm_core.db import Database
from santral.crm_core.definitions.book import DefinitionBook
from santral.crm_core.definitions.changes import (
    bring_back,
    create,
    delete,
    move,
    rename,
    retire,
    set_default,
)
from santral.crm_core.definitions.defaults import default_book
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.definitions.store import Change, DefinitionsChanged, DefinitionStore
from santral.crm_core.definitions.tables import DefinitionRow
from santral.crm_core.definitions.usage import count_uses, is_used
from santral.crm_core.errors import InvalidInput, NotFound
from santral.crm_core.interactions.save import save_interaction
from santral.crm_core.timeline import append
from santral.crm_core.users.audit import AuditEntry
from tests.integration.crm_core.people import NOW, person, user

CATEGORY, RESULT, PRIORITY = DefinitionKind.CATEGORY, DefinitionKind.RESULT, DefinitionKind.PRIORITY


class Deniz:
    user_id = 7


@pytest.fixture
async def store(database: Database) -> DefinitionStore:
    store = DefinitionStore(database, Bus())
    await store.load()
    return store


async def again(database: Database) -> DefinitionBook:
    """What somebody reads who starts now."""
    store = DefinitionStore(database, Bus())
    await store.load()
    return store.book


async def trail(database: Database) -> list[tuple[str, str]]:
    async with database.reading() as session:
        rows = (await session.scalars(select(AuditEntry).order_by(AuditEntry.entry_id))).all()
    assert {(row.user_id, row.subject_kind) for row in rows} <= {(7, "definition")}
    return [(row.action, row.subject_id) for row in rows]


async def test_a_house_begins_with_the_defaults_once(database: Database) -> None:
    bus = Bus()
    told: list[DefinitionsChanged] = []
    bus.subscribe(DefinitionsChanged, told.append)
    store = DefinitionStore(database, bus)
    await store.load()
    assert list(store.book) == list(default_book())
    assert [event.book for event in told] == [store.book]
    await store.change(lambda book: delete(book, RESULT, "wrong-number"), Deniz(), NOW)
    assert (await again(database)).find(RESULT, "wrong-number") is None


async def test_every_change_is_kept_told_and_recorded(database: Database, store: DefinitionStore) -> None:
    changes: list[Change] = [
        lambda book: create(book, CATEGORY, name_tr="Kurutma makinesi", name_en="Dryer", parent="product"),
        lambda book: create(book, CATEGORY, name_tr="Kurutmuyor", name_en="", parent="dryer"),
        lambda book: rename(book, RESULT, "solved", name_tr="Giderildi", name_en="Fixed"),
        lambda book: move(book, CATEGORY, "television", "delivery", 0),
        lambda book: move(book, RESULT, "wrong-number", "", 0),
        lambda book: retire(book, RESULT, "order-taken"),
        lambda book: bring_back(book, RESULT, "order-taken"),
        lambda book: set_default(book, PRIORITY, "high"),
        lambda book: set_default(book, PRIORITY, "low"),
        lambda book: delete(book, RESULT, "not-reached"),
    ]
    for change in changes:
        expected = change(store.book)
        await store.change(change, Deniz(), NOW)
        assert list(store.book) == list(expected)
        assert list(await again(database)) == list(expected)
    assert await trail(database) == [
        ("created", "category/dryer"),
        ("created", "category/kurutmuyor"),
        ("renamed", "result/solved"),
        ("moved", "category/television"),
        ("moved", "result/wrong-number"),
        ("retired", "result/order-taken"),
        ("brought back", "result/order-taken"),
        ("changed", "priority/normal"),
        ("changed", "priority/high"),
        ("changed", "priority/low"),
        ("changed", "priority/high"),
        ("deleted", "result/not-reached"),
    ]


async def test_what_is_refused_changes_nothing(database: Database, store: DefinitionStore) -> None:
    before = store.book
    with pytest.raises(InvalidInput):
        await store.change(lambda book: move(book, CATEGORY, "product", "television", 0), Deniz(), NOW)
    with pytest.raises(NotFound):
        await store.change(lambda book: retire(book, CATEGORY, "no-such"), Deniz(), NOW)
    assert store.book is before
    assert list(await again(database)) == list(before)
    assert await trail(database) == []


async def test_changes_at_once_are_all_made(database: Database, store: DefinitionStore) -> None:
    async def add(number: int) -> None:
        await store.change(
            lambda book: create(book, RESULT, name_tr=f"Sonuç {number}", name_en=""), Deniz(), NOW
        )

    await asyncio.gather(*(add(number) for number in range(8)))
    codes = [one.code for one in (await again(database)).of(RESULT)]
    assert {f"sonuc-{number}" for number in range(8)} <= set(codes)
    assert [one.position for one in store.book.of(RESULT)] == list(range(len(codes)))


async def test_what_a_record_holds_is_never_deleted(database: Database, store: DefinitionStore) -> None:
    async with database.session() as session:
        member_id = await person(session, "Ayşe Çelik")
        deniz = await user(session, "Deniz")
        for call_id in ("1", "2"):
            await save_interaction(
                session,
                user_id=deniz,
                call_id=call_id,
                member_id=member_id,
                notes="Oldu.",
                result="solved",
                at=NOW,
            )
        await append(session, member_id, at=NOW, kind="call", title="Sipariş.", result="order-taken")
    async with database.reading() as session:
        assert await count_uses(session, RESULT) == {"solved": 2}
        assert await count_uses(session, DefinitionKind.INTERACTION_METHOD) == {"phone": 2}
        assert await is_used(session, RESULT, "order-taken")
        assert not await is_used(session, RESULT, "passed-on")
        assert not await is_used(session, PRIORITY, "solved")
    for code in ("solved", "order-taken"):
        with pytest.raises(InvalidInput) as refused:
            await store.change(partial(delete, kind=RESULT, code=code), Deniz(), NOW)
        assert refused.value.field == "state"
    await store.change(lambda book: retire(book, RESULT, "solved"), Deniz(), NOW)
    assert store.book.name(RESULT, "solved", "tr") == "Çözüldü"


async def test_rows_remember_when(database: Database, store: DefinitionStore) -> None:
    later = NOW + timedelta(days=9)
    await store.change(lambda book: create(book, RESULT, name_tr="Yeni", name_en=""), Deniz(), NOW)
    await store.change(lambda book: retire(book, RESULT, "yeni"), Deniz(), later)
    async with database.reading() as session:
        row = await session.scalar(select(DefinitionRow).where(DefinitionRow.code == "yeni"))
        untouched = await session.scalar(select(DefinitionRow).where(DefinitionRow.code == "solved"))
    assert row is not None
    assert (row.created_at, row.changed_at, row.retired_at) == (NOW, later, later)
    assert untouched is not None
    assert untouched.changed_at == untouched.created_at
