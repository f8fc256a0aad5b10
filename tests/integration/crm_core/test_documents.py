"""Documents: their folder, which keeps whole files or none, and their rows."""

from __future__ import annotations

import asyncio
import hashlib
import os
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from santral.crm_core.applications.history import read_history
from santral.crm_core.db import Database
from santral.crm_core.documents.content_types import TYPES
from santral.crm_core.documents.keeping import Subject, Upload, add_document, add_version, unlink
from santral.crm_core.documents.library import count_library, search_library
from santral.crm_core.documents.reading import documents_of, find_version, versions_of
from santral.crm_core.documents.refusals import (
    DocumentRefused,
    DocumentStoreUnavailable,
    DocumentTooLarge,
    ScannerUnavailable,
)
from santral.crm_core.documents.scan import scan
from santral.crm_core.documents.store import FORGOTTEN_AFTER_S, Content, DocumentStore
from santral.crm_core.errors import NotFound
from tests.integration.crm_core.cases import Somebody, case
from tests.integration.crm_core.people import NOW, person, user

BYTES = b"%PDF-1.7 fatura"


def files_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


async def keep(store: DocumentStore, content: bytes, most: int = 1000) -> Content:
    async with store.receive(most) as incoming:
        await incoming.write(content)
        kept = await incoming.finish()
        await store.keep(incoming, kept)
    return kept


def upload(name: str, sha256: str = "0" * 64) -> Upload:
    return Upload(name, TYPES["pdf"], Content(sha256, len(BYTES)))


async def test_a_content_is_kept_once_under_its_hash(tmp_path: Path) -> None:
    store = DocumentStore(tmp_path)
    first, second = await keep(store, BYTES), await keep(store, BYTES)
    digest = hashlib.sha256(BYTES).hexdigest()
    assert first == second == Content(digest, len(BYTES))
    assert files_in(tmp_path) == [f"{digest[:2]}/{digest[2:]}"]
    assert store.path_of(digest).read_bytes() == BYTES


async def test_a_damaged_copy_is_replaced_by_the_whole_one(tmp_path: Path) -> None:
    store = DocumentStore(tmp_path)
    content = await keep(store, BYTES)
    store.path_of(content.sha256).write_bytes(b"%PD")
    await keep(store, BYTES)
    assert store.path_of(content.sha256).read_bytes() == BYTES


async def test_what_is_too_large_or_empty_leaves_nothing(tmp_path: Path) -> None:
    store = DocumentStore(tmp_path)
    with pytest.raises(DocumentTooLarge):
        await keep(store, b"x" * 1001)
    with pytest.raises(DocumentRefused, match="empty"):
        await keep(store, b"")
    assert files_in(tmp_path) == []


async def test_who_is_cancelled_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    store, written = DocumentStore(tmp_path), asyncio.Event()

    async def send() -> None:
        async with store.receive(1000) as incoming:
            await incoming.write(BYTES)
            written.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(send())
    await written.wait()
    assert len(files_in(tmp_path)) == 1
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert files_in(tmp_path) == []


async def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(DocumentStoreUnavailable, match="disk is full or not writable"):
        await keep(DocumentStore(tmp_path / "file"), BYTES)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
async def test_a_full_disk_is_told_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = os.open

    def full(path: str, flags: int, mode: int = 0o777) -> int:
        if str(path).endswith(".part"):
            os.close(really(path, flags, mode))
            return really("/dev/full", os.O_WRONLY)
        return really(path, flags, mode)

    monkeypatch.setattr(os, "open", full)
    with pytest.raises(DocumentStoreUnavailable):
        await keep(DocumentStore(tmp_path), BYTES * 10_000, most=10**7)
    with pytest.raises(DocumentStoreUnavailable):
        await keep(DocumentStore(tmp_path), BYTES)  # which shows only when it is brought to the disk
    assert files_in(tmp_path) == []


async def test_only_what_a_killed_server_left_is_swept(tmp_path: Path) -> None:
    old, new = tmp_path / "incoming" / "old.part", tmp_path / "incoming" / "new.part"
    old.parent.mkdir()
    old.touch()
    new.touch()
    long_ago = time.time() - FORGOTTEN_AFTER_S - 60
    os.utime(old, (long_ago, long_ago))
    assert await DocumentStore(tmp_path).sweep() == 1
    assert files_in(tmp_path) == ["incoming/new.part"]


async def test_documents_belong_to_an_application_until_they_are_removed(database: Database) -> None:
    async with database.session() as session:
        elif_ = Somebody(await user(session, "Elif"))
        subject = Subject("application", await case(session, await person(session, "Ayşe"), elif_.user_id))
        one = await add_document(session, upload("fatura.pdf"), elif_, NOW, subject=subject)
        two = await add_document(session, upload("garanti.pdf"), elif_, NOW, subject=subject)
    async with database.reading() as session:
        rows = await documents_of(session, subject)
        assert [(row.document_id, row.title) for row in rows] == [(two, "garanti"), (one, "fatura")]
        assert rows[0].uploaded_by == "Elif"
        assert (await search_library(session, "")).rows == ()
    async with database.session() as session:
        await unlink(session, one, subject, elif_)
    async with database.reading() as session:
        assert [row.document_id for row in await documents_of(session, subject)] == [two]
        assert (await find_version(session, two, 1)).file_name == "garanti.pdf"
        with pytest.raises(NotFound):  # it was somebody else's, perhaps
            await find_version(session, one, 1)
        history = await read_history(session, subject.subject_id)
    assert [(row.kind, row.before or row.after, row.by) for row in history[:3]] == [
        ("document-removed", "fatura.pdf", "Elif"),
        ("document-added", "garanti.pdf", "Elif"),
        ("document-added", "fatura.pdf", "Elif"),
    ]
    assert len({row.version for row in history}) == len(history)
    with pytest.raises(NotFound):
        async with database.session() as session:
            await unlink(session, one, subject, elif_)


async def test_nothing_belongs_to_what_is_not_there(database: Database) -> None:
    async with database.session() as session:
        elif_ = Somebody(await user(session, "Elif"))
    for subject in (Subject("application", 99), Subject("member", 99), Subject("planet", 1)):
        with pytest.raises(NotFound):
            async with database.session() as session:
                await add_document(session, upload("x.pdf"), elif_, NOW, subject=subject)


async def test_the_library_is_searched_by_the_beginnings_of_folded_words(database: Database) -> None:
    async with database.session() as session:
        elif_ = Somebody(await user(session, "Elif"))
        iade = await add_document(session, upload("a.pdf"), elif_, NOW, title="İade koşulları %50")
        await add_document(session, upload("b.pdf"), elif_, NOW, title="Kargo rehberi", category="delivery")
    async with database.reading() as session:
        for text, count in (("IADE kos", 1), ("osul", 0), ("", 2), ("50", 1), ("kargo iade", 0), ("_", 2)):
            assert len((await search_library(session, text)).rows) == count, text
            assert await count_library(session, text) == count, text
        found = await search_library(session, "", "delivery")
        assert [row.title for row in found.rows] == ["Kargo rehberi"]
        assert (await search_library(session, "iade")).rows[0].document_id == iade


async def test_the_library_is_read_page_by_page_and_no_document_is_left_out(database: Database) -> None:
    async with database.session() as session:
        elif_ = Somebody(await user(session, "Elif"))
        for number in range(5):  # two of them at the same moment, over the border of a page
            at = NOW + timedelta(minutes=number // 2)
            await add_document(session, upload(f"{number}.pdf"), elif_, at, title=f"Belge {number}")
    titles: list[list[str]] = []
    place = None
    async with database.reading() as session:
        while True:
            found = await search_library(session, "belge", after=place, limit=2)
            titles.append([row.title for row in found.rows])
            place = found.next
            if place is None:
                break
    assert titles == [["Belge 4", "Belge 3"], ["Belge 2", "Belge 1"], ["Belge 0"]]


async def test_a_new_version_is_the_current_one_and_the_old_one_stays(database: Database) -> None:
    async with database.session() as session:
        elif_ = Somebody(await user(session, "Elif"))
        document = await add_document(session, upload("v1.pdf", "1" * 64), elif_, NOW, title="Fiyatlar")
        assert await add_version(session, document, upload("v2.pdf", "2" * 64), elif_, NOW) == 2
    async with database.reading() as session:
        assert [row.file_name for row in await versions_of(session, document)] == ["v2.pdf", "v1.pdf"]
        (row,) = (await search_library(session, "fiyat")).rows
        assert (row.version, row.sha256) == (2, "2" * 64)
    with pytest.raises(NotFound):
        async with database.session() as session:
            await add_version(session, 99, upload("x.pdf"), elif_, NOW)


@pytest.mark.parametrize(("code", "error"), [(0, None), (1, DocumentRefused), (2, ScannerUnavailable)])
async def test_a_scanning_command_decides(tmp_path: Path, code: int, error: type[Exception] | None) -> None:
    path = tmp_path / "file"
    path.write_bytes(BYTES)
    program = f"import sys; assert open(sys.argv[1], 'rb').read() == {BYTES!r}; sys.exit({code})"
    command = f'{sys.executable} -c "{program}"'
    if error is None:
        await scan(path, command, 30)
    else:
        with pytest.raises(error):
            await scan(path, command, 30)


async def test_a_scanner_that_is_missing_or_does_not_end_refuses(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(BYTES)
    for scanner in (str(tmp_path / "no-such-program"), "tail -f", f"clamd:{tmp_path}/no.ctl", "clamd:x:y"):
        with pytest.raises(ScannerUnavailable):
            await scan(path, scanner, 0.2 if "tail" in scanner else 30)


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (b"stream: OK\0", None),
        (b"stream: Eicar-Test-Signature FOUND\0", DocumentRefused),
        (b"INSTREAM size limit exceeded. ERROR\0", ScannerUnavailable),
        (b"", ScannerUnavailable),
    ],
)
async def test_clamd_is_asked_over_its_socket(
    tmp_path: Path, said: bytes, error: type[Exception] | None
) -> None:
    path, heard = tmp_path / "file", bytearray()
    path.write_bytes(BYTES)

    async def clamd(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
        while size := int.from_bytes(await reader.readexactly(4), "big"):
            heard.extend(await reader.readexactly(size))
        writer.write(said)
        writer.close()

    server = await asyncio.start_unix_server(clamd, tmp_path / "clamd.ctl")
    async with server:
        if error is None:
            await scan(path, f"clamd:{tmp_path}/clamd.ctl", 30)
        else:
            with pytest.raises(error):
                await scan(path, f"clamd:{tmp_path}/clamd.ctl", 30)
    assert bytes(heard) == BYTES
