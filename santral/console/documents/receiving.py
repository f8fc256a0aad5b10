"""Files on their way in: measured, looked into, scanned, and put into the store; rows come after that."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Final

from starlette.requests import Request

from santral.console.documents.multipart import Field, FileBegins, FileEnds, FileGoesOn, read_parts
from santral.console.house import house_of
from santral.console.settings import Settings
from santral.crm_core.documents.content_types import sniff
from santral.crm_core.documents.file_names import clean_name, with_ending
from santral.crm_core.documents.keeping import Upload
from santral.crm_core.documents.refusals import DocumentRefused
from santral.crm_core.documents.scan import scan
from santral.crm_core.documents.store import DocumentStore, Incoming
from santral.crm_core.errors import SantralError
from santral.crm_core.guarded_route import check_sent_token, token_is_due
from santral.crm_core.typed_text import storable

MOST_FILES: Final = 10
"""Files of one form."""
FORM_BYTES: Final = 64 * 1024
"""What a form has besides its files."""


@dataclass(slots=True)
class Received:
    """`uploads` are in the store; `refused` tells by the name of each other file why it is not."""

    uploads: list[Upload] = field(default_factory=list)
    refused: list[tuple[str, SantralError]] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)


def store_of(settings: Settings) -> DocumentStore:
    return DocumentStore(settings.var_dir / "documents")


def most_body_bytes(settings: Settings) -> int:
    """Of the largest form that is read. One byte more than the files may have, so that a file that is a
    little too large gets its sentence."""
    return MOST_FILES * (settings.document_max_mb * 2**20 + 1) + FORM_BYTES


def check_form(request: Request) -> None:
    """Where the token is to come in the form there is a form. Raises `NotAllowed`."""
    kind = request.headers.get("content-type", "")
    if token_is_due(request) and not kind.lower().startswith("multipart/form-data"):
        check_sent_token(request, None)


async def receive_files(request: Request) -> Received:
    """All files of the form, each of them whole in the store or not at all. Raises `DocumentRefused` for a
    form without a file, with too many, or that did not arrive whole; `ClientDisconnect`."""
    settings = house_of(request).settings
    check_form(request)
    due = token_is_due(request)
    received, store = Received(), store_of(settings)
    name, count, wrong = "", 0, None
    incoming: Incoming | None = None
    async with AsyncExitStack() as files:
        async for part in read_parts(request):
            match part:
                case Field(name="csrf_token") if due:
                    check_sent_token(request, part.value)
                    due = False
                case _ if due:
                    check_sent_token(request, None)  # the token comes first, or nothing is taken
                case Field():
                    received.fields[part.name] = storable(part.value)
                case FileBegins():
                    count += 1
                    if count > MOST_FILES:
                        raise DocumentRefused("file", "At most %(most)s files at once.", most=MOST_FILES)
                    name, wrong, incoming = clean_name(part.name), None, None
                    try:
                        incoming = await files.enter_async_context(
                            store.receive(settings.document_max_mb * 2**20)
                        )
                    except SantralError as error:
                        wrong = error
                case FileGoesOn() if incoming is not None and wrong is None:
                    try:
                        await incoming.write(part.content)
                    except SantralError as error:
                        wrong = error  # the rest is read and forgotten, so that the sentence gets through
                case FileEnds():
                    if incoming is not None and wrong is None:
                        try:
                            received.uploads.append(await _accept(store, incoming, name, settings))
                        except SantralError as error:
                            wrong = error
                    if wrong is not None:
                        received.refused.append((name, wrong))
                    await files.aclose()
    if due:
        check_sent_token(request, None)
    if not count:
        raise DocumentRefused("file", "Choose a file first.")
    return received


async def _accept(store: DocumentStore, incoming: Incoming, name: str, settings: Settings) -> Upload:
    content = await incoming.finish()
    kind = await asyncio.to_thread(sniff, incoming.path)
    if kind is None or kind.name not in settings.document_types:
        raise DocumentRefused(
            "file",
            "Files of this kind are not kept here. These are: %(kinds)s.",
            kinds=", ".join(settings.document_types),
        )
    await scan(incoming.path, settings.document_scanner, settings.document_scan_timeout_s)
    await store.keep(incoming, content)
    return Upload(with_ending(name, kind.endings), kind, content)
