"""A process as an administrator sees it: its stages, its moves, the one that is opened, and its picture.

`administration/processes/drawing.html` gets `which` and `all` (`Which`s), `own` (whether a process of exactly
this kind and type is there to be drawn), `process` (what is drawn, or else in force), `draft` (a
`ProcessDraft` or None), `version` (the one in force), `edits`, `used` (records by stage), `faults`,
`picture`, `stage` and `move` (the opened one, or None), `teams` (`TeamLine`s that can be named), `team_names`
(by code), `colleagues`, `fields` (that moves can require) with `added` (the `CustomFieldBook` that names some
of them), `versions`, `shown` (what stands in the opened form), `errors` of the form `wrong`, and `saved`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from santral.console.applications.people import read_colleagues
from santral.console.house import house_of
from santral.console.processes.faults import sort_faults
from santral.console.processes.picture import picture_of
from santral.console.processes.required import added_fields, fields_to_require
from santral.console.processes.typed import as_sent, move_shown, stage_shown
from santral.console.processes.which import PLACE, Which, all_of, begun_from, has_own, used_stages, which_of
from santral.console.web.answers import language_of, page
from santral.crm_core.errors import InvalidInput
from santral.crm_core.processes.check_process import check_process
from santral.crm_core.processes.drafts import read_draft
from santral.crm_core.processes.drawing import move_of, stage_of
from santral.crm_core.processes.named import check_named
from santral.crm_core.processes.process import RecordKind, StageMeaning
from santral.crm_core.processes.store import read_versions
from santral.crm_core.teams.reading import read_teams


async def show_processes(_request: Request) -> Response:
    return RedirectResponse(f"{PLACE}/{RecordKind.APPLICATION}", 303)


async def show_drawing(request: Request) -> Response:
    """Query: `stage`, the code of the one that is opened, or `move`, as `new.solved`."""
    asked = request.query_params
    return await drawing_page(
        request,
        which_of(request),
        stage=asked.get("stage", ""),
        move=asked.get("move", ""),
        saved="saved" in asked,
    )


async def drawing_page(
    request: Request,
    which: Which,
    *,
    stage: str = "",
    move: str = "",
    wrong: str = "",
    form: FormData | None = None,
    error: InvalidInput | None = None,
    saved: bool = False,
) -> Response:
    """`error` is told at its field in the form `wrong` ("add", "stage", "move", "order", "draw", "force"),
    which shows what was typed. Raises `NotFound` for a stage or a move that is not drawn."""
    house, language = house_of(request), language_of(request)
    async with house.database.reading() as session:
        draft = await read_draft(session, which.kind, which.application_type)
        used = await used_stages(house, which)(session)
        teams = await read_teams(session)
        colleagues = await read_colleagues(session)
        versions = await read_versions(session, which.kind, which.application_type)
    process = draft.process if draft else begun_from(house, which)
    live = tuple(team for team in teams if team.retired_at is None)
    found = (
        *check_process(process, used),
        *check_named(
            process,
            {team.code for team in live},
            {one.user_id for one in colleagues},
            added_fields(house, which),
        ),
    )
    source, _, target = move.partition(".")
    opened_stage = stage_of(process, stage) if stage else None
    opened_move = move_of(process, source, target) if move else None
    shown: Mapping[str, Any] = {}
    if form is not None:
        shown = as_sent(form)
    elif opened_stage is not None:
        shown = stage_shown(opened_stage)
    elif opened_move is not None:
        shown = move_shown(opened_move)
    return page(
        request,
        "administration/processes/drawing.html",
        error.http_status if error else 200,
        which=which,
        all=[(one, has_own(house, one)) for one in all_of(house)],
        own=draft is not None or has_own(house, which),
        process=process,
        draft=draft,
        version=house.processes.book.version(which.kind, which.application_type),
        edits=draft.edits if draft else 0,
        used=used,
        faults=sort_faults(process, found, language),
        picture=picture_of(process),
        meanings=[meaning.value for meaning in StageMeaning],
        stage=opened_stage,
        move=opened_move,
        moves={(each.source, each.target): each for each in process.moves},
        teams=live,
        team_names={team.code: team.name for team in teams},
        colleagues=colleagues,
        fields=fields_to_require(house, which),
        added=house.custom_fields.book,
        versions=versions,
        shown=shown,
        wrong=wrong,
        errors={error.field: language.sentence(error)} if error else {},
        saved=saved,
    )
