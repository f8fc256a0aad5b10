"""Documents that browsers send: of an application, an interaction or a customer, or of the library.

A script that sends them gets JSON: `{"saved": n, "refused": [{"name": …, "error": …}]}`, with the status of
the first refusal where nothing was saved. A browser without a script is sent back to the page.
"""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from santral.console.applications.reading import application_of
from santral.console.documents.receiving import Received, check_form, receive_files
from santral.console.house import house_of
from santral.console.web.answers import language_of, wants_page
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.documents.keeping import Subject, add_document, add_version, check_subject, unlink
from santral.crm_core.documents.reading import versions_of
from santral.crm_core.documents.refusals import DocumentRefused
from santral.crm_core.users.signed_in_user import signed_in

PAGE_OF = {
    "application": "/applications/{}#documents",
    "interaction": "/interactions/{}#documents",
    "member": "/customers/{}",
}


def subject_of(request: Request) -> Subject:
    return Subject(request.path_params["kind"], application_of(request, "subject_id"))


async def send_to_subject(request: Request) -> Response:
    """Fields: `file`, once or several times."""
    check_form(request)
    house, subject, user = house_of(request), subject_of(request), signed_in(request)
    async with house.database.reading() as session:
        await check_subject(session, subject)  # before anything large is read
    received = await receive_files(request)
    async with house.database.session() as session:
        for upload in received.uploads:
            await add_document(session, upload, user, datetime.now(UTC), subject=subject)
    return _answer(request, received, PAGE_OF[subject.kind].format(subject.subject_id))


async def send_to_library(request: Request) -> Response:
    """Fields: `file`, `category` (a code or ""), and `title` where it is one file."""
    house, user = house_of(request), signed_in(request)
    received = await receive_files(request)
    title = received.fields.get("title", "") if len(received.uploads) == 1 else ""
    category = received.fields.get("category", "")
    if category:
        house.definitions.book.check(DefinitionKind.CATEGORY, category, "category")
    async with house.database.session() as session:
        for upload in received.uploads:
            at = datetime.now(UTC)
            await add_document(session, upload, user, at, title=title, category=category)
    return _answer(request, received, "/documents")


async def send_version(request: Request) -> Response:
    """Field: `file`, once."""
    check_form(request)
    house, user, document_id = house_of(request), signed_in(request), application_of(request, "document_id")
    async with house.database.reading() as session:
        await versions_of(session, document_id)
    received = await receive_files(request)
    if len(received.uploads) + len(received.refused) > 1:
        raise DocumentRefused("file", "A new version is one file.")
    async with house.database.session() as session:
        for upload in received.uploads:
            await add_version(session, document_id, upload, user, datetime.now(UTC))
    return _answer(request, received, f"/documents/{document_id}")


async def remove(request: Request) -> Response:
    """The document belongs there no more; itself stays."""
    house, subject, user = house_of(request), subject_of(request), signed_in(request)
    async with house.database.session() as session:
        await unlink(session, application_of(request, "document_id"), subject, user)
    return RedirectResponse(PAGE_OF.get(subject.kind, "/").format(subject.subject_id), 303)


def _answer(request: Request, received: Received, path: str) -> Response:
    """A browser without a script goes back to the `path`, or reads why a file is not there."""
    language = language_of(request)
    if wants_page(request):
        if not received.refused:
            return RedirectResponse(path, 303)
        name, error = received.refused[0]
        raise DocumentRefused("file", "%(name)s: %(why)s", name=name, why=language.sentence(error))
    refused = [{"name": name, "error": language.sentence(error)} for name, error in received.refused]
    status = 200 if received.uploads else received.refused[0][1].http_status
    return JSONResponse({"saved": len(received.uploads), "refused": refused}, status)
