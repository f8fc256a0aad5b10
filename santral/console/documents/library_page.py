"""The library: documents for everybody, searched, with all their versions."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from santral.console.applications.reading import application_of
from santral.console.house import house_of
from santral.console.web.answers import page
from santral.crm_core.documents.reading import search_library, versions_of
from santral.crm_core.errors import NotFound
from santral.crm_core.typed_text import storable
from santral.crm_core.users.roles import SUPERVISORS
from santral.crm_core.users.signed_in_user import signed_in


async def show_library(request: Request) -> Response:
    """Asked with `q` (words) and `category` (a code). `documents/library.html` gets `rows`, `text`,
    `category`, `may_add` and `max_mb`."""
    house = house_of(request)
    text = storable(request.query_params.get("q", ""))[:200]
    category = storable(request.query_params.get("category", ""))
    async with house.database.reading() as session:
        rows = await search_library(session, text, category)
    return page(
        request,
        "documents/library.html",
        rows=rows,
        text=text,
        category=category,
        may_add=signed_in(request).role in SUPERVISORS,
        max_mb=house.settings.document_max_mb,
    )


async def show_document(request: Request) -> Response:
    """`documents/one.html` gets `versions` (the newest first), `may_add` and `max_mb`."""
    house = house_of(request)
    async with house.database.reading() as session:
        versions = await versions_of(session, application_of(request, "document_id"))
    if not versions[0].library:
        raise NotFound("There is no such document.")
    return page(
        request,
        "documents/one.html",
        versions=versions,
        may_add=signed_in(request).role in SUPERVISORS,
        max_mb=house.settings.document_max_mb,
    )
