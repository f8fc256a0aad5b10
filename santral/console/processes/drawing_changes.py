"""What an administrator does to a drawing: each route is one change of `crm_core/processes/drawing.py`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlencode

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from santral.console.applications.people import read_colleagues
from santral.console.applications.reading import text, whole
from santral.console.house import house_of
from santral.console.processes.drawing_page import drawing_page
from santral.console.processes.required import fields_to_require
from santral.console.processes.typed import move_typed, stage_typed
from santral.console.processes.which import begun_from, used_stages, which_of
from santral.crm_core.errors import InvalidInput
from santral.crm_core.processes import drawing
from santral.crm_core.processes.drafts import Edit, edit_draft
from santral.crm_core.teams.reading import read_teams
from santral.crm_core.users.signed_in_user import signed_in

ReadEdit = Callable[[AsyncSession], Awaitable[Edit]]
"""Gives the change to make, after reading what it must know, in the transaction of the change."""


async def begin(request: Request) -> Response:
    """A drawing of its own for a type, to begin with as it is in general."""
    return await _change(request, _always(lambda process: process))


async def add_stage(request: Request) -> Response:
    form = await request.form()
    edit: Edit = partial(
        drawing.add_stage,
        form=drawing.StageForm(text(form, "name_tr"), text(form, "name_en"), text(form, "meaning")),
    )
    return await _change(request, _always(edit), wrong="add", anchor="stages")


async def change_stage(request: Request) -> Response:
    form, code = await request.form(), request.path_params["stage"]

    async def edit(session: AsyncSession) -> Edit:
        typed = stage_typed(form, *await _known(session))
        return partial(drawing.change_stage, code=code, form=typed)

    return await _change(request, edit, wrong="stage", stage=code, anchor=f"stage-{code}")


async def shift_stage(request: Request) -> Response:
    """Field: `direction` (up, down)."""
    code, direction = request.path_params["stage"], text(await request.form(), "direction")
    edit = partial(drawing.shift_stage, code=code, direction=direction)
    return await _change(request, _always(edit), anchor=f"stage-{code}")


async def remove_stage(request: Request) -> Response:
    code, house = request.path_params["stage"], house_of(request)
    count = used_stages(house, which_of(request))

    async def edit(session: AsyncSession) -> Edit:
        return partial(drawing.remove_stage, code=code, used=await count(session))

    return await _change(request, edit, wrong="order", anchor="stages")


async def draw_move(request: Request) -> Response:
    """Field: `between`, as `new.solved`; the move is opened then."""
    between = text(await request.form(), "between")
    source, _, target = between.partition(".")
    edit = partial(drawing.draw_move, source=source, target=target)
    return await _change(request, _always(edit), wrong="draw", anchor="editor", opens={"move": between})


async def change_move(request: Request) -> Response:
    form, which = await request.form(), which_of(request)
    source, target = request.path_params["source"], request.path_params["target"]
    fields = fields_to_require(house_of(request), which)

    async def edit(session: AsyncSession) -> Edit:
        typed = move_typed(form, (await _known(session))[0], fields)
        return partial(drawing.change_move, source=source, target=target, form=typed)

    return await _change(request, edit, wrong="move", move=f"{source}.{target}", anchor="moves")


async def erase_move(request: Request) -> Response:
    source, target = request.path_params["source"], request.path_params["target"]
    edit = partial(drawing.erase_move, source=source, target=target)
    return await _change(request, _always(edit), wrong="draw", anchor="moves")


async def _change(
    request: Request,
    read_edit: ReadEdit,
    *,
    wrong: str = "",
    stage: str = "",
    move: str = "",
    anchor: str = "",
    opens: Mapping[str, str] | None = None,
) -> Response:
    """Change the drawing and show it. `wrong`, `stage` and `move` say which form comes back where it is
    refused; `opens` and `anchor` where to go on."""
    house, which, form = house_of(request), which_of(request), await request.form()
    book = house.processes.book
    try:
        async with house.database.session() as session:
            await edit_draft(
                session,
                begun_from(house, which),
                book.version(which.kind, which.application_type),
                await read_edit(session),
                seen=whole("seen", text(form, "seen")),
                by=signed_in(request),
                at=datetime.now(UTC),
            )
    except InvalidInput as error:
        return await drawing_page(request, which, stage=stage, move=move, wrong=wrong, form=form, error=error)
    query = f"?{urlencode(opens)}" if opens else ""
    return RedirectResponse(f"{which.path}{query}{f'#{anchor}' if anchor else ''}", 303)


def _always(edit: Edit) -> ReadEdit:
    async def read(_session: AsyncSession) -> Edit:
        return edit

    return read


async def _known(session: AsyncSession) -> tuple[set[str], set[int]]:
    """The teams and the people that can be named now."""
    teams = {team.code for team in await read_teams(session) if team.retired_at is None}
    return teams, {one.user_id for one in await read_colleagues(session)}
