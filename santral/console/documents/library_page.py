"""The library: documents for everybody, searched, with all their versions."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from santral.console.applications.reading import application_of
from santral.console.house import house_of
from santral.console.web.answers import fragment, page
from santral.crm_core.db import microseconds, moment
from santral.crm_core.documents.library import COUNTED, LibraryPlace, count_library, search_library
from santral.crm_core.documents.reading import versions_of
from santral.crm_core.errors import NotFound
from santral.crm_core.typed_text import storable
from santral.crm_core.users.roles import SUPERVISORS
from santral.crm_core.users.signed_in_user import signed_in


async def show_library(request: Request) -> Response:
    """Asked with `q` (words) and `category` (a code); `after` of the page before gives only rows, to be put
    behind the others. `documents/library.html` gets `rows`, `more` (the address of the next page, or ""),
    `count`, `counted` (how far was counted), `text`, `category`, `may_add` and `max_mb`."""
    house = house_of(request)
    text = storable(request.query_params.get("q", ""))[:200]
    category = storable(request.query_params.get("category", ""))
    after = _place(request.query_params.get("after", ""))
    async with house.database.reading() as session:
        found = await search_library(session, text, category, after)
        count = await count_library(session, text, category) if after is None else 0
    asked = {"q": text, "category": category, "after": _cursor(found.next) if found.next else ""}
    more = f"/documents?{urlencode(asked)}" if found.next else ""
    if after is not None:
        return fragment(request, "documents/library_rows.html", rows=found.rows, more=more)
    return page(
        request,
        "documents/library.html",
        rows=found.rows,
        more=more,
        count=count,
        counted=COUNTED,
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


def _cursor(place: LibraryPlace) -> str:
    return f"{microseconds(place.changed_at)}.{place.document_id}"


def _place(cursor: str) -> LibraryPlace | None:
    """None for the first page, and for what no page has given out."""
    at, _, document_id = cursor.partition(".")
    if not (at.isascii() and at.isdigit() and document_id.isascii() and document_id.isdigit()):
        return None
    if len(at) > 18 or len(document_id) > 18:
        return None
    try:
        return LibraryPlace(moment(int(at)), int(document_id))
    except OverflowError:
        return None
