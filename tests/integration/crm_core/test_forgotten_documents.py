"""What no document has any more leaves the disk, and nothing that one has."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from santral.crm_core.db import Database
from santral.crm_core.documents.content_types import BY_MEDIA_TYPE
from santral.crm_core.documents.forgetting import forget_forsaken, remove_unreferenced
from santral.crm_core.documents.keeping import Subject, Upload, add_document, unlink
from santral.crm_core.documents.reading import documents_of
from santral.crm_core.documents.store import Content, DocumentStore
from santral.crm_core.users.roles import Role
from santral.crm_core.users.signed_in_user import SignedInUser
from tests.integration.crm_core.people import person, user

PNG = BY_MEDIA_TYPE["image/png"]
DAY_S = 24 * 3600.0


async def brought(store: DocumentStore, words: bytes, days_old: float = 3) -> Content:
    async with store.receive(1000) as incoming:
        await incoming.write(words)
        content = await incoming.finish()
        await store.keep(incoming, content)
    then = time.time() - days_old * DAY_S
    os.utime(store.path_of(content.sha256), (then, then))
    return content


def somebody(user_id: int) -> SignedInUser:
    return SignedInUser(user_id, "d", "Deniz", Role.AGENT, "", "", "tr", "system", 1)


async def test_only_old_contents_without_a_document_are_removed(database: Database, tmp_path: Path) -> None:
    store = DocumentStore(tmp_path)
    kept, lost, fresh = (
        await brought(store, b"kept"), await brought(store, b"lost"), await brought(store, b"fresh", 0.5),
    )  # fmt: skip
    async with database.session() as session:
        by, ayse = somebody(await user(session, "Deniz")), await person(session, "Ayşe")
        await add_document(
            session, Upload("a.png", PNG, kept), by, datetime.now(UTC), subject=Subject("member", ayse)
        )
    assert await remove_unreferenced(database, store, DAY_S) == 1
    assert [store.path_of(one.sha256).exists() for one in (kept, lost, fresh)] == [True, False, True]
    assert await remove_unreferenced(database, store, DAY_S) == 0


async def test_a_content_that_is_brought_again_is_no_forgotten_one(
    database: Database, tmp_path: Path
) -> None:
    store = DocumentStore(tmp_path)
    content = await brought(store, b"again")
    async with store.receive(1000) as incoming:
        await incoming.write(b"again")
        await store.keep(incoming, await incoming.finish())
    assert await remove_unreferenced(database, store, DAY_S) == 0
    assert not await store.remove(content.sha256, DAY_S)
    assert store.path_of(content.sha256).read_bytes() == b"again"


async def test_so_many_at_a_time(database: Database, tmp_path: Path) -> None:
    store = DocumentStore(tmp_path)
    for number in range(5):
        await brought(store, str(number).encode())
    assert [await remove_unreferenced(database, store, DAY_S, most=3) for _ in range(3)] == [3, 2, 0]


async def test_a_document_that_belongs_to_nothing_goes_after_some_weeks(
    database: Database, tmp_path: Path
) -> None:
    store = DocumentStore(tmp_path)
    content, now = await brought(store, b"once"), datetime.now(UTC)
    async with database.session() as session:
        by, ayse = somebody(await user(session, "Deniz")), await person(session, "Ayşe")
        subject = Subject("member", ayse)
        document = await add_document(session, Upload("a.png", PNG, content), by, now, subject=subject)
        await unlink(session, document, subject, by)
        assert await documents_of(session, subject) == ()
        assert await forget_forsaken(session, now - timedelta(days=30)) == 0
        assert await forget_forsaken(session, now + timedelta(days=1)) == 1
    assert await remove_unreferenced(database, store, DAY_S) == 1
    assert not store.path_of(content.sha256).exists()
