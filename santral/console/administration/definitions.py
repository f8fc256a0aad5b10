"""Definitions, as an administrator sees them: a list or a tree for each kind, one opened to be changed.

`administration/definitions.html` gets `kind`, `kinds`, `book`, `uses` (records by code), `opened` (the code
of the one that is open, or ""), `is_tree`, `colours` (none where the kind has none), `form` (what was typed)
and `errors` (sentence by field) of the form `wrong` ("new", "names", "below", "place", "state", "file"), and
`saved`. Its forms go to `/administration/definitions/<kind>` (a new one), `…/<code>` (names and colour),
`…/<code>/move`, `…/retire`, `…/bring-back`, `…/default`, `…/no-default` and `…/delete`.

A script that sends a form gets `administration/definition_tree.html`, the page without what stands around the
tree; its errors are JSON, as everywhere. All is rendered in a thread: a tree of thousands takes longer than
a ring may wait.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from santral.console.house import house_of
from santral.console.web.answers import fragment, language_of, page, wants_page
from santral.crm_core.definitions.kinds import COLOURED, COLOURS, TREES, DefinitionKind
from santral.crm_core.definitions.usage import count_uses
from santral.crm_core.errors import InvalidInput, NotFound

PLACE: Final = "/administration/definitions"
NOTHING: Final[Mapping[str, str]] = {}


async def show_definitions(_request: Request) -> Response:
    return RedirectResponse(f"{PLACE}/{next(iter(DefinitionKind))}", 303)


async def show_kind(request: Request) -> Response:
    return await definitions_page(request, kind_of(request), saved="saved" in request.query_params)


async def show_definition(request: Request) -> Response:
    """The page with one opened; for a script only what is changed there."""
    kind, code = kind_of(request), code_of(request)
    if wants_page(request):
        return await definitions_page(request, kind, code, saved="saved" in request.query_params)
    values = await _values(request, kind, code)
    return await asyncio.to_thread(fragment, request, "administration/definition_editor.html", **values)


async def definitions_page(
    request: Request,
    kind: DefinitionKind,
    opened: str = "",
    *,
    wrong: str = "",
    form: Mapping[str, str] = NOTHING,
    error: InvalidInput | None = None,
    saved: bool = False,
) -> Response:
    """The whole page. `error` is told at its field in the form `wrong`, which shows what was typed."""
    values = await _values(request, kind, opened) | {"wrong": wrong, "form": form, "saved": saved}
    values["errors"] = {error.field: language_of(request).sentence(error)} if error else {}
    status = error.http_status if error else 200
    return await asyncio.to_thread(page, request, "administration/definitions.html", status, **values)


async def changed(request: Request, kind: DefinitionKind, opened: str = "") -> Response:
    """After a change: the page anew, or for a script all that may have moved on it."""
    if wants_page(request):
        return RedirectResponse(f"{PLACE}/{kind}{f'/{opened}' if opened else ''}?saved=1", 303)
    values = await _values(request, kind, opened)
    return await asyncio.to_thread(fragment, request, "administration/definition_tree.html", **values)


def kind_of(request: Request) -> DefinitionKind:
    """Raises `NotFound`."""
    try:
        return DefinitionKind(request.path_params["kind"])
    except ValueError:
        raise NotFound("There is no such definition.") from None


def code_of(request: Request) -> str:
    """Raises `NotFound`."""
    return house_of(request).definitions.book.get(kind_of(request), request.path_params["code"]).code


async def _values(request: Request, kind: DefinitionKind, opened: str) -> dict[str, object]:
    house = house_of(request)
    async with house.database.reading() as session:
        uses = await count_uses(session, kind)
    book = house.definitions.book
    return {
        "kind": kind,
        "kinds": list(DefinitionKind),
        "book": book,
        "uses": uses,
        "opened": book.get(kind, opened).code if opened else "",
        "is_tree": kind in TREES,
        "colours": COLOURS if kind in COLOURED else (),
        "wrong": "",
        "form": NOTHING,
        "errors": {},
    }
