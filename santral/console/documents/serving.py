"""Documents handed out as a download that runs nowhere; images and PDFs also to be looked at."""

from __future__ import annotations

import asyncio
from typing import Final

import structlog
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from santral.console.applications.reading import application_of
from santral.console.documents.receiving import store_of
from santral.console.house import house_of
from santral.crm_core.documents.file_names import content_disposition
from santral.crm_core.documents.reading import DocumentRow, find_version
from santral.crm_core.documents.refusals import DocumentStoreUnavailable
from santral.crm_core.errors import NotFound
from santral.crm_core.users import audit
from santral.crm_core.users.signed_in_user import signed_in

SANDBOX: Final = "sandbox; default-src 'none'"
"""Whatever a document holds runs no script, sends no form and has no origin, even where it is shown."""
SHOWN: Final = "default-src 'none'; form-action 'none'; frame-ancestors 'none'"
"""Browsers show no PDF in a sandbox. They show it in a viewer of their own, which is no page of ours."""

log = structlog.get_logger(__name__)


async def download(request: Request) -> Response:
    return await _serve(request, await _asked(request), inline=False)


async def view(request: Request) -> Response:
    """Only what was found to be an image or a PDF; `NotFound` for all else."""
    row = await _asked(request)
    if not row.is_viewable:
        raise NotFound("This document can only be downloaded.")
    return await _serve(request, row, inline=True)


async def _asked(request: Request) -> DocumentRow:
    document_id, version = application_of(request, "document_id"), request.path_params["version"]
    async with house_of(request).database.reading() as session:
        return await find_version(session, document_id, version)


async def _serve(request: Request, row: DocumentRow, *, inline: bool) -> Response:
    house = house_of(request)
    path = store_of(house.settings).path_of(row.sha256)
    if not await asyncio.to_thread(path.is_file):
        log.error("a document's content is missing", document=row.document_id, version=row.version)
        raise DocumentStoreUnavailable(
            "This document's file is missing on the server. Tell your administrator; it may be in a backup."
        )
    detail = {"name": row.file_name, "version": row.version}
    action = "viewed" if inline else "downloaded"
    entry = audit.as_pending_row(signed_in(request), action, "document", row.document_id, detail)
    house.writer.submit(entry)
    headers = {
        "Content-Disposition": content_disposition(row.file_name, inline=inline),
        "Content-Security-Policy": SHOWN if inline and not row.is_image else SANDBOX,
        "Cache-Control": "no-store",
    }
    return FileResponse(path, headers=headers, media_type=row.content_type)
