"""The fields that administrators add to applications of a type, and these as files.

`administration/custom_fields.html` gets `type` (the code of one), `fields` (its `CustomField`s), `form` and
`errors` of the one that is edited, `edited` (its code, "" for the new one), `kinds`, `saved`, and
`bad_line` of a file, 0 for none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Final

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from santral.console.house import House, house_of
from santral.console.web.answers import language_of, page
from santral.crm_core.custom_fields.book import CUSTOM, CustomFieldBook
from santral.crm_core.custom_fields.changes import choices_written, delete, find, move, put, retire
from santral.crm_core.custom_fields.csv_file import BadLine, take_in, write_file
from santral.crm_core.custom_fields.field import FieldKind
from santral.crm_core.definitions.csv_file import decode_file
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.errors import InvalidInput, NotFound
from santral.crm_core.feature import Feature
from santral.crm_core.guarded_route import Endpoint, GuardedRoute
from santral.crm_core.processes.named import fields_named
from santral.crm_core.users.roles import ADMINISTRATORS
from santral.crm_core.users.signed_in_user import signed_in

PLACE: Final = "/administration/custom-fields"
FORM: Final = ("name_tr", "name_en", "kind", "required", "choices")


def feature(_house: House) -> Feature:
    def show(path: str, endpoint: Endpoint) -> GuardedRoute:
        return GuardedRoute(PLACE + path, endpoint, roles=ADMINISTRATORS)

    def change(path: str, endpoint: Endpoint) -> GuardedRoute:
        return GuardedRoute(PLACE + path, endpoint, roles=ADMINISTRATORS, methods=["POST"])

    one = "/{type}/{code}"
    return Feature(
        name="custom fields",
        routes=(
            show("", show_first),
            show("-file", export),
            change("-file", take_file),
            show("/{type}", show_fields),
            change("/{type}", save_new),
            change(one, save_one),
            change(f"{one}/up", changing(lambda book, kind, code: move(book, kind, code, -1))),
            change(f"{one}/down", changing(lambda book, kind, code: move(book, kind, code, 1))),
            change(f"{one}/retire", changing(partial(retire, retired=True))),
            change(f"{one}/bring-back", changing(partial(retire, retired=False))),
            change(f"{one}/delete", changing(delete)),
        ),
    )


async def show_first(request: Request) -> Response:
    return RedirectResponse(f"{PLACE}/{_first_type(request)}", 303)


async def show_fields(request: Request) -> Response:
    return await _fields_page(request, type_of(request), saved="saved" in request.query_params)


async def save_new(request: Request) -> Response:
    return await _save(request, "")


async def save_one(request: Request) -> Response:
    return await _save(request, request.path_params["code"])


def changing(
    change: Callable[[CustomFieldBook, str, str], CustomFieldBook],
) -> Endpoint:
    """An endpoint that makes `change` to one field."""

    async def endpoint(request: Request) -> Response:
        kind, code = type_of(request), request.path_params["code"]
        try:
            await house_of(request).custom_fields.change(
                lambda book: _needed_stay(request, change(book, kind, code), "state"),
                signed_in(request),
                datetime.now(UTC),
            )
        except InvalidInput as error:
            return await _fields_page(request, kind, error=error, edited=code)
        return RedirectResponse(f"{PLACE}/{kind}?saved=1", 303)

    return endpoint


async def export(request: Request) -> Response:
    headers = {"Content-Disposition": 'attachment; filename="santral-custom-fields.csv"'}
    content = write_file(house_of(request).custom_fields.book)
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


async def take_file(request: Request) -> Response:
    """Field `file`: all of it is taken, or nothing."""
    house = house_of(request)
    kind = _first_type(request)
    try:
        async with request.form() as form:
            chosen = form.get("file")
            if not isinstance(chosen, UploadFile) or not chosen.filename:
                raise InvalidInput("file", "Choose a file.")
            text = decode_file(await chosen.read())
        await house.custom_fields.change(
            lambda book: _needed_stay(request, take_in(book, house.definitions.book, text), "file"),
            signed_in(request),
            datetime.now(UTC),
        )
    except InvalidInput as error:
        return await _fields_page(request, kind, error=error)
    return RedirectResponse(f"{PLACE}/{kind}?saved=1", 303)


def _first_type(request: Request) -> str:
    """The one shown where none was asked for. Raises `NotFound` in a house that has retired all."""
    types = house_of(request).definitions.book.live(DefinitionKind.APPLICATION_TYPE)
    if not types:
        raise NotFound("There is no such type of application.")
    return types[0].code


def type_of(request: Request) -> str:
    """Raises `NotFound`."""
    kind: str = request.path_params["type"]
    if house_of(request).definitions.book.find(DefinitionKind.APPLICATION_TYPE, kind) is None:
        raise NotFound("There is no such type of application.")
    return kind


def _needed_stay(request: Request, book: CustomFieldBook, place: str) -> CustomFieldBook:
    """The changed book, where every field that a move requires can still be filled in: nothing could be moved
    there otherwise. Raises `InvalidInput` at `place`."""
    house = house_of(request)
    for each in house.processes.book:
        kind = each.process.application_type
        for name in sorted(fields_named(each.process) - {CUSTOM + field.code for field in book.live(kind)}):
            field = house.custom_fields.book.find(kind, name.removeprefix(CUSTOM))
            raise InvalidInput(
                place,
                "A move requires “%(name)s”, so it stays. Take it out of the process first.",
                name=field.name(language_of(request).code) if field else name.removeprefix(CUSTOM),
            )
    return book


async def _save(request: Request, code: str) -> Response:
    kind, sent = type_of(request), await request.form()
    typed = {name: str(sent.get(name, "")) for name in FORM}
    if code:
        find(house_of(request).custom_fields.book, kind, code)
    try:
        await house_of(request).custom_fields.change(
            lambda book: put(book, kind, code, typed)[0], signed_in(request), datetime.now(UTC)
        )
    except InvalidInput as error:
        return await _fields_page(request, kind, error=error, edited=code, form=typed)
    return RedirectResponse(f"{PLACE}/{kind}?saved=1", 303)


async def _fields_page(
    request: Request,
    kind: str,
    *,
    saved: bool = False,
    error: InvalidInput | None = None,
    edited: str = "",
    form: Mapping[str, str] | None = None,
) -> Response:
    house, language = house_of(request), language_of(request)
    errors = {}
    if error is not None:
        errors = {error.field: language.sentence(error.why if isinstance(error, BadLine) else error)}
    return page(
        request,
        "administration/custom_fields.html",
        error.http_status if error is not None else 200,
        type=kind,
        fields=house.custom_fields.book.of(kind),
        choices_written=choices_written,
        kinds=tuple(FieldKind),
        edited=edited,
        form=form or {},
        errors=errors,
        bad_line=error.line if isinstance(error, BadLine) else 0,
        saved=saved,
    )
