"""Definitions as files: given out, looked at, and taken in.

`administration/definition_file.html` gets `kind` (where the file was chosen), `name` and `text` of the file,
`rows` (how many), `bad` (line and sentence each) and `differences`; its form goes to
`/administration/definitions-file/<kind>/apply` with the text.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Final

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from santral.console.administration.definitions import PLACE, definitions_page, kind_of
from santral.console.house import house_of
from santral.console.web.answers import language_of, page
from santral.crm_core.definitions.csv_file import decode_file, write_file
from santral.crm_core.definitions.csv_import import Import, apply_import, plan_import
from santral.crm_core.definitions.differences import differences
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.errors import InvalidInput
from santral.crm_core.users.signed_in_user import signed_in

MOST_SHOWN: Final = 300
"""Lines of the preview: nobody reads more, and the counts above tell how many there are."""


async def export_kind(request: Request) -> Response:
    kind = kind_of(request)
    return _file(write_file(house_of(request).definitions.book.of(kind)), f"santral-{kind}.csv")


async def export_all(request: Request) -> Response:
    return _file(write_file(house_of(request).definitions.book), "santral-definitions.csv")


async def preview_file(request: Request) -> Response:
    """What the file in the field `file` would change; nothing is changed yet."""
    kind = kind_of(request)
    try:
        name, text = await _chosen(request)
        plan = plan_import(house_of(request).definitions.book, text)
    except InvalidInput as error:
        return await definitions_page(request, kind, wrong="file", error=error)
    return _preview(request, kind, name, text, plan)


async def apply_file(request: Request) -> Response:
    """The `text` that was looked at. Where something became wrong since, it is looked at again."""
    kind, form = kind_of(request), await request.form()
    text, house = str(form.get("text", "")), house_of(request)
    try:
        await house.definitions.change(
            partial(apply_import, text=text), signed_in(request), datetime.now(UTC)
        )
    except InvalidInput:
        try:
            plan = plan_import(house.definitions.book, text)
        except InvalidInput as error:
            return await definitions_page(request, kind, wrong="file", error=error)
        return _preview(request, kind, str(form.get("name", "")), text, plan)
    return RedirectResponse(f"{PLACE}/{kind}?saved=1", 303)


async def _chosen(request: Request) -> tuple[str, str]:
    """The name of the file and what it says. Raises `InvalidInput`."""
    async with request.form() as form:
        chosen = form.get("file")
        if not isinstance(chosen, UploadFile) or not chosen.filename:
            raise InvalidInput("file", "Choose a file.")
        return chosen.filename, decode_file(await chosen.read())


def _preview(request: Request, kind: DefinitionKind, name: str, text: str, plan: Import) -> Response:
    language = language_of(request)
    found = differences(house_of(request).definitions.book, plan.book)
    counts: dict[str, int] = {}
    for one in found:
        counts[one.what] = counts.get(one.what, 0) + 1
    return page(
        request,
        "administration/definition_file.html",
        422 if plan.bad else 200,
        kind=kind,
        name=name,
        text=text,
        rows=plan.rows,
        bad=[(row.line, row.error.field, language.sentence(row.error)) for row in plan.bad],
        differences=found[:MOST_SHOWN],
        left_off=max(0, len(found) - MOST_SHOWN),
        counts=counts,
        book=plan.book,
    )


def _file(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)
