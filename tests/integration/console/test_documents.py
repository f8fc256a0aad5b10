"""Documents over HTTP: sent as browsers send them, refused with a sentence, handed out to harm nobody."""

from __future__ import annotations

import asyncio
import html
import json
import re
from collections.abc import AsyncIterator, Iterator, MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx2
import pytest
from sqlalchemy import insert

from santral.console.documents.receiving import MOST_FILES
from santral.console.documents.serving import SHOWN
from santral.crm_core.documents.keeping import Subject
from santral.crm_core.documents.library import PAGE_ROWS, search_library
from santral.crm_core.documents.reading import documents_of
from santral.crm_core.documents.tables import Document, DocumentVersion
from santral.crm_core.users import audit
from santral.crm_core.users.roles import Role
from tests.integration.console.house import BASE_URL, SCRIPT, Console, Person, open_console, settings_for
from tests.integration.crm_core.cases import case
from tests.integration.crm_core.people import person

PDF = b"%PDF-1.7\n" + b"0" * 200_000
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100
BOUNDARY = "xyz"


def form(*files: tuple[str, bytes], **fields: str) -> bytes:
    """A form as a browser writes it, names in UTF-8."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'
        for k, v in fields.items()
    ]
    body = "".join(parts).encode()
    for name, content in files:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        body += head.encode() + b"Content-Type: application/x-msdownload\r\n\r\n" + content + b"\r\n"
    return body + f"--{BOUNDARY}--\r\n".encode()


def headers_of(who: Person) -> dict[str, str]:
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    own = {"content-type": kind, "origin": BASE_URL, "x-csrf-token": who.csrf, "accept-language": "en"}
    return dict(SCRIPT) | own


async def send(who: Person, path: str, body: bytes) -> httpx2.Response:
    return await who.client.post(path, content=body, headers=headers_of(who))


def files_in(folder: Path) -> list[Path]:
    return [path for path in (folder / "documents").rglob("*") if path.is_file()]


@pytest.fixture
async def elif_(console: Console) -> Person:
    return await console.person("elif")


@pytest.fixture
async def path(console: Console, elif_: Person) -> str:
    """Where documents of an application are sent."""
    return f"/documents/of/application/{await an_application(console, elif_)}"


async def an_application(console: Console, who: Person) -> int:
    async with console.house.database.session() as session:
        return await case(session, await person(session, "Ayşe Çelik"), who.user_id)


async def rows_of(console: Console, path: str) -> Any:
    async with console.house.database.reading() as session:
        return await documents_of(session, Subject("application", int(path.rsplit("/", 1)[1])))


async def test_a_file_is_sent_listed_taken_away_and_removed(
    console: Console, elif_: Person, path: str, tmp_path: Path
) -> None:
    answer = await send(elif_, path, form(("C:\\Belgeler\\Şikâyet ığ.pdf", PDF)))
    assert (answer.status_code, answer.json()) == (200, {"saved": 1, "refused": []})
    (row,) = await rows_of(console, path)
    assert row.file_name == "Şikâyet ığ.pdf"
    application = path.rsplit("/", 1)[1]
    page = (await elif_.get(f"/applications/{application}")).text
    assert f'href="/documents/{row.document_id}/versions/1"' in page
    sent = await elif_.get(f"/documents/{row.document_id}/versions/1")
    assert sent.content == PDF
    assert sent.headers["content-type"] == "application/pdf"
    assert sent.headers["x-content-type-options"] == "nosniff"
    assert sent.headers["content-security-policy"] == "sandbox; default-src 'none'"
    disposition = sent.headers["content-disposition"]
    assert disposition.startswith("attachment;")
    assert unquote(disposition.split("''")[1]) == "Şikâyet ığ.pdf"
    assert (await elif_.post(f"{path}/{row.document_id}/remove")).status_code == 303
    assert await rows_of(console, path) == ()
    assert len(files_in(tmp_path)) == 1
    for address in ("", "/versions/1", "/versions/1/view"):
        assert (await elif_.get(f"/documents/{row.document_id}{address}")).status_code == 404


async def test_who_took_what_is_in_the_audit_record(console: Console, elif_: Person, path: str) -> None:
    await send(elif_, path, form(("a.pdf", PDF)))
    (row,) = await rows_of(console, path)
    await elif_.get(f"/documents/{row.document_id}/versions/1")
    wanted = audit.AuditFilter(subject_kind="document")
    actions: list[str] = []
    async with asyncio.timeout(30):
        while "downloaded" not in actions:
            async with console.house.database.reading() as session:
                actions = [entry.action for entry in (await audit.read_audit(session, wanted))[0]]
    assert actions == ["downloaded", "created"]


async def test_several_files_each_whole_or_refused_by_name(
    console: Console, elif_: Person, path: str, tmp_path: Path
) -> None:
    body = form(("a.pdf", PDF), ("virus.pdf", b"MZ\x90\0"), ("boş.txt", b""), ("b.exe", b"merhaba\r\n"))
    answer = (await send(elif_, path, body)).json()
    assert answer["saved"] == 2
    assert [one["name"] for one in answer["refused"]] == ["virus.pdf", "boş.txt"]
    assert "Files of this kind are not kept" in answer["refused"][0]["error"]
    assert answer["refused"][1]["error"] == "The file is empty."
    assert {row.file_name for row in await rows_of(console, path)} == {"a.pdf", "b.exe.txt"}
    assert len(files_in(tmp_path)) == 2


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        (form(("a.pdf", b"")), 422, "The file is empty."),
        (form(("a.pdf", b"MZ\x90\0")), 422, "Files of this kind are not kept here."),
        (form(("a.pdf", b"%PDF-" + b"0" * 2**20)), 413, "The file is too large: at most 1 MB."),
        (form(), 422, "Choose a file first."),
        (form(("", b"")), 422, "Choose a file first."),
        (form(("a.pdf", PDF))[:-20], 422, "The file did not arrive whole."),
        (b"not a form", 422, "The file did not arrive whole."),
        (form(*[("a.pdf", PDF)] * (MOST_FILES + 1)), 422, "At most 10 files at once."),
    ],
    ids=["empty", "wrong type", "too large", "no file", "none chosen", "cut off", "nonsense", "too many"],
)
async def test_what_cannot_be_kept_is_told_and_leaves_no_row(
    sqlite_url: str, tmp_path: Path, body: bytes, status: int, sentence: str
) -> None:
    async with open_console(settings_for(sqlite_url, tmp_path, document_max_mb=1)) as console:
        elif_ = await console.person("elif")
        path = f"/documents/of/application/{await an_application(console, elif_)}"
        answer = await send(elif_, path, body)
        assert answer.status_code == status, answer.text
        assert sentence in answer.text
        assert await rows_of(console, path) == ()
        assert list((tmp_path / "documents" / "incoming").glob("*")) == []


async def test_a_body_larger_than_all_files_together_may_be_is_not_read(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with open_console(settings_for(sqlite_url, tmp_path, document_max_mb=1)) as console:
        elif_ = await console.person("elif")
        path = f"/documents/of/application/{await an_application(console, elif_)}"
        read = 0

        async def endless() -> AsyncIterator[bytes]:
            nonlocal read
            yield form(("a.pdf", b"%PDF-"))[: -len(BOUNDARY) - 8]
            while True:
                read += 1
                yield b"0" * 2**20

        answer = await elif_.client.post(path, content=endless(), headers=headers_of(elif_))
        assert answer.status_code == 413
        assert read <= MOST_FILES + 2
        assert files_in(tmp_path) == []


async def test_a_browser_that_goes_away_in_the_middle_leaves_nothing(
    console: Console, elif_: Person, path: str, tmp_path: Path
) -> None:
    messages: Iterator[MutableMapping[str, Any]] = iter(
        [
            {"type": "http.request", "body": form(("a.pdf", PDF))[:100_000], "more_body": True},
            {"type": "http.disconnect"},
        ]
    )
    given = headers_of(elif_) | {"host": "santral.example", "cookie": cookie_of(elif_)}

    async def receive() -> MutableMapping[str, Any]:
        return next(messages)

    async def nothing(_message: Any) -> None:
        return None

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
        "server": ("santral.example", 80),
        "client": ("192.0.2.1", 1),
    }
    await console.app(scope, receive, nothing)
    assert next(messages, None) is None
    assert files_in(tmp_path) == []
    assert await rows_of(console, path) == ()


def cookie_of(who: Person) -> str:
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in who.client.cookies.jar)


async def test_a_folder_that_cannot_be_written_is_told(
    console: Console, elif_: Person, path: str, tmp_path: Path
) -> None:
    folder = tmp_path / "documents"
    if folder.exists():
        for inside in folder.iterdir():
            inside.rmdir()
        folder.rmdir()
    folder.write_text("a file where the folder should be")
    answer = await send(elif_, path, form(("a.pdf", PDF)))
    assert answer.status_code == 503
    assert "disk is full or not writable" in answer.text
    assert await rows_of(console, path) == ()


async def test_a_scanner_that_fails_refuses(sqlite_url: str, tmp_path: Path) -> None:
    given = settings_for(sqlite_url, tmp_path, document_scanner=str(tmp_path / "no-scanner"))
    async with open_console(given) as console:
        elif_ = await console.person("elif")
        path = f"/documents/of/application/{await an_application(console, elif_)}"
        answer = await send(elif_, path, form(("a.pdf", PDF)))
        assert answer.status_code == 503
        assert "could not be checked for viruses" in answer.text
        assert files_in(tmp_path) == []


async def test_only_images_and_pdfs_are_shown(console: Console, elif_: Person, path: str) -> None:
    await send(elif_, path, form(("foto.png", PNG)))
    await send(elif_, path, form(("a.png", PDF)))
    await send(elif_, path, form(("page.pdf", b"<script>alert(1)</script>")))
    text, pdf, png = await rows_of(console, path)
    policies = {"image/png": "sandbox; default-src 'none'", "application/pdf": SHOWN}
    for row in (png, pdf):
        shown = await elif_.get(f"/documents/{row.document_id}/versions/1/view")
        assert policies.pop(shown.headers["content-type"]) == shown.headers["content-security-policy"]
        assert shown.headers["content-disposition"].startswith("inline;")
        assert shown.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in SHOWN
    assert (await elif_.get(f"/documents/{text.document_id}/versions/1/view")).status_code == 404


async def test_a_missing_file_is_told(console: Console, elif_: Person, path: str, tmp_path: Path) -> None:
    await send(elif_, path, form(("a.pdf", PDF)))
    (row,) = await rows_of(console, path)
    for file in files_in(tmp_path):
        file.unlink()
    answer = await elif_.get(f"/documents/{row.document_id}/versions/1")
    assert answer.status_code == 503


async def test_the_library_is_filled_by_supervisors_and_read_by_all(console: Console, elif_: Person) -> None:
    boss = await console.person("sule", Role.SUPERVISOR)
    assert (await send(elif_, "/documents", form(("a.pdf", PDF)))).status_code == 403
    answer = await send(boss, "/documents", form(("a.pdf", PDF), title="İade koşulları", category=""))
    assert answer.json()["saved"] == 1, json.dumps(answer.json())
    async with console.house.database.reading() as session:
        (row,) = (await search_library(session, "iade")).rows
    newer = f"/documents/{row.document_id}/versions"
    assert (await send(boss, newer, form(("b.pdf", PDF + b"2")))).json()["saved"] == 1
    found = (await elif_.get("/documents?q=IADE")).text
    assert "İade koşulları" in found
    assert f'href="/documents/{row.document_id}/versions/2"' in found
    both = (await elif_.get(f"/documents/{row.document_id}")).text
    assert f'href="/documents/{row.document_id}/versions/1"' in both
    assert "data-documents-send" not in both
    assert "İade" not in (await elif_.get("/documents?q=kargo")).text


async def test_a_large_library_is_counted_and_read_to_its_end(console: Console, elif_: Person) -> None:
    moment = datetime.now(UTC)
    rows = [
        {
            "title": f"Belge {number}", "category": "", "library": True, "version": 1,
            "search_words": f"belge {number}", "uploaded_by": elif_.user_id, "uploaded_at": moment,
            "changed_at": moment,
        }
        for number in range(505)
    ]  # fmt: skip
    async with console.house.database.session() as session:
        ids = list(await session.scalars(insert(Document).returning(Document.document_id), rows))
        version = {
            "version": 1, "file_name": "a.pdf", "content_type": "application/pdf", "size": 5,
            "sha256": "0" * 64, "uploaded_at": moment, "uploaded_by": elif_.user_id,
        }  # fmt: skip
        await session.execute(insert(DocumentVersion), [version | {"document_id": one} for one in ids])
    page = (await elif_.get("/documents?q=belge")).text
    assert '<span class="count">500 or more</span>' in page
    assert '<span class="count">1</span>' in (await elif_.get("/documents?q=belge+77")).text
    found: list[str] = []
    while True:
        found += re.findall(r'class="cell-main" href="(/documents/\d+)"', page)
        more = re.search(r'hx-get="([^"]+)"', page[page.find('class="list-more"') :])
        if 'class="list-more"' not in page or more is None:
            break
        page = (await elif_.get(html.unescape(more[1]), SCRIPT)).text
        assert page.count("<tr") <= PAGE_ROWS + 1
        assert "<html" not in page
    assert (len(found), len(set(found))) == (505, 505)
    assert "<html" in (await elif_.get("/documents?after=x.y")).text


async def test_a_browser_without_a_script_sends_a_form_and_comes_back(
    console: Console, elif_: Person
) -> None:
    async with console.house.database.session() as session:
        ayse = await person(session, "Ayşe Çelik")
    at = f"/documents/of/member/{ayse}"
    plain = {
        "content-type": f"multipart/form-data; boundary={BOUNDARY}",
        "origin": BASE_URL,
        "accept": "text/html",
    }
    sent = await elif_.client.post(at, content=form(("a.pdf", PDF), csrf_token=elif_.csrf), headers=plain)
    assert (sent.status_code, sent.headers["location"]) == (303, f"/customers/{ayse}")
    refused = await elif_.client.post(
        at, content=form(("a.exe", b"MZ\0"), csrf_token=elif_.csrf), headers=plain
    )
    assert refused.status_code == 422
    assert "a.exe" in refused.text
    async with console.house.database.reading() as session:
        assert len(await documents_of(session, Subject("member", ayse))) == 1


@pytest.mark.parametrize("token", [None, "guessed"])
async def test_a_form_without_the_token_leaves_nothing(
    console: Console, elif_: Person, token: str | None
) -> None:
    async with console.house.database.session() as session:
        ayse = await person(session, "Ayşe Çelik")
    fields = {} if token is None else {"csrf_token": token}
    plain = {
        "content-type": f"multipart/form-data; boundary={BOUNDARY}",
        "origin": BASE_URL,
        "accept": "text/html",
    }
    body = form(("a.pdf", PDF), **fields)
    sent = await elif_.client.post(f"/documents/of/member/{ayse}", content=body, headers=plain)
    assert sent.status_code == 403
    assert files_in(console.house.settings.var_dir) == []
