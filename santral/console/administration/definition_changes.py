"""What an administrator does to a definition: each route is one change of `definitions/changes.py`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from typing import Final

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from santral.console.administration.definitions import changed, code_of, definitions_page, kind_of
from santral.console.house import house_of
from santral.console.web.answers import wants_page
from santral.crm_core.definitions import changes
from santral.crm_core.definitions.book import DefinitionBook
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.definitions.store import Change
from santral.crm_core.errors import InvalidInput
from santral.crm_core.users.signed_in_user import signed_in

ChangeOne = Callable[[DefinitionBook, DefinitionKind, str], DefinitionBook]


async def create_definition(request: Request) -> Response:
    """Fields name_tr, name_en, colour and parent; it is opened then."""
    kind, form = kind_of(request), await request.form()
    parent = _text(form, "parent")
    change = partial(
        changes.create,
        kind=kind,
        name_tr=_text(form, "name_tr"),
        name_en=_text(form, "name_en"),
        parent=parent,
        colour=_text(form, "colour"),
    )
    return await _make(request, kind, parent, "below" if parent else "new", change)


async def edit_definition(request: Request) -> Response:
    """Fields name_tr, name_en and colour, where the kind has colours."""
    kind, code, form = kind_of(request), code_of(request), await request.form()

    def change(book: DefinitionBook) -> DefinitionBook:
        renamed = changes.rename(
            book, kind, code, name_tr=_text(form, "name_tr"), name_en=_text(form, "name_en")
        )
        return changes.recolour(renamed, kind, code, _text(form, "colour"))

    return await _make(request, kind, code, "names", change)


async def move_definition(request: Request) -> Response:
    """Either a `direction` (up, down, in, out), or a `parent` with a `position` below it; without a position
    it becomes the last."""
    kind, code, form = kind_of(request), code_of(request), await request.form()
    direction, position = _text(form, "direction"), _text(form, "position")
    if direction:
        change: Change = partial(changes.step, kind=kind, code=code, direction=direction)
    else:
        place = (
            int(position) if position.isascii() and position.isdigit() and len(position) < 9 else changes.LAST
        )
        change = partial(changes.move, kind=kind, code=code, parent=_text(form, "parent"), position=place)
    return await _make(request, kind, code, "place", change)


async def delete_definition(request: Request) -> Response:
    """Only what no record holds."""
    kind, code = kind_of(request), code_of(request)
    change = partial(changes.delete, kind=kind, code=code)
    return await _make(request, kind, code, "state", change, opens="")


def _state_route(change_one: ChangeOne) -> Callable[[Request], Awaitable[Response]]:
    async def route(request: Request) -> Response:
        kind, code = kind_of(request), code_of(request)
        return await _make(request, kind, code, "state", lambda book: change_one(book, kind, code))

    return route


retire_definition: Final = _state_route(changes.retire)
bring_definition_back: Final = _state_route(changes.bring_back)
make_default: Final = _state_route(changes.set_default)
drop_default: Final = _state_route(lambda book, kind, _code: changes.set_default(book, kind, ""))


async def _make(
    request: Request,
    kind: DefinitionKind,
    code: str,
    wrong: str,
    change: Change,
    opens: str | None = None,
) -> Response:
    """Make the change and show what came of it; `code` is the one whose form it was, `wrong` which form.
    `opens`: what is open then, else what the form says in `open`, else the same."""
    house, form = house_of(request), await request.form()
    try:
        await house.definitions.change(change, signed_in(request), datetime.now(UTC))
    except InvalidInput as error:
        if not wants_page(request):
            raise
        typed = {name: _text(form, name) for name in ("name_tr", "name_en", "colour")}
        return await definitions_page(request, kind, code, wrong=wrong, form=typed, error=error)
    stays = _text(form, "open") if "open" in form else code
    opened = stays if opens is None else opens
    known = house.definitions.book.find(kind, opened) is not None
    return await changed(request, kind, opened if known else "")


def _text(form: FormData, name: str) -> str:
    return str(form.get(name, "")).strip()
