"""What the pages of processes show in these tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from santral.console.processes.faults import sort_faults
from santral.console.processes.picture import picture_of
from santral.console.processes.typed import move_shown, stage_shown
from santral.console.processes.which import Which
from santral.console.web.language import Languages
from santral.crm_core.custom_fields.book import CustomFieldBook
from santral.crm_core.processes.check_process import check_process
from santral.crm_core.processes.defaults import default_processes
from santral.crm_core.processes.drafts import ProcessDraft
from santral.crm_core.processes.drawing import StageForm, add_stage, move_of, stage_of
from santral.crm_core.processes.fitting import REQUIRABLE
from santral.crm_core.processes.process import Process, RecordKind, StageMeaning
from santral.crm_core.processes.store import ProcessVersion
from santral.crm_core.users.roles import SUPERVISORS
from tests.browser import invented_views as views
from tests.browser.invented_applications import COLLEAGUES
from tests.browser.invented_custom_fields import FIELD_LIST
from tests.browser.invented_people import TEAMS

ADDED = CustomFieldBook(FIELD_LIST)
GENERAL, COMPLAINTS = Which(RecordKind.APPLICATION), Which(RecordKind.APPLICATION, "complaint")
RETURNS, DIALOGUES = Which(RecordKind.APPLICATION, "service"), Which(RecordKind.INTERACTION)
IN_FORCE = default_processes().process(RecordKind.APPLICATION)
_WITH_ONE_MORE = add_stage(
    IN_FORCE, StageForm("Bölge müdürlüğünün onayı bekleniyor", "Waits for the region", StageMeaning.OPEN, ())
)
DRAWN = replace(
    _WITH_ONE_MORE,
    moves=tuple(
        replace(
            move, roles=SUPERVISORS, teams=frozenset({"iade"}) if move.target == "closed" else frozenset()
        )
        if move.target in ("closed", "cancelled")
        else move
        for move in _WITH_ONE_MORE.moves
    ),
)
VERSIONS = (
    ProcessVersion(3, views.ago(days=2), 3),
    ProcessVersion(2, views.ago(days=60), 2),
    ProcessVersion(1, views.ago(days=400), None),
)


def _process(which: Which, process: Process, **other: Any) -> dict[str, Any]:
    used = {"new": 12, "in-progress": 1000, "waiting-customer": 1}
    values: dict[str, Any] = {
        "which": which,
        "all": [(GENERAL, True), (COMPLAINTS, False), (RETURNS, True), (DIALOGUES, True)],
        "own": True,
        "process": process,
        "draft": None,
        "version": 3,
        "edits": 0,
        "used": used,
        "faults": sort_faults(process, check_process(process, used), Languages("tr")["tr"]),
        "picture": picture_of(process),
        "meanings": [meaning.value for meaning in StageMeaning],
        "stage": None,
        "move": None,
        "moves": {(each.source, each.target): each for each in process.moves},
        "teams": TEAMS[:3],
        "team_names": {team.code: team.name for team in TEAMS},
        "colleagues": COLLEAGUES,
        "fields": tuple(field.value for field in REQUIRABLE[which.kind]),
        "added": ADDED,
        "versions": VERSIONS,
        "shown": {},
        "wrong": "",
        "errors": {},
        "saved": False,
    }
    return values | other


SOLVED = stage_of(IN_FORCE, "solved")
TO_CLOSED = move_of(DRAWN, "solved", "closed")
DRAFT = ProcessDraft(DRAWN, 3, 4, views.ago(minutes=12), 3)

PLACE, DRAWING = "/administration/processes", "administration/processes/drawing.html"
PAGES: dict[str, tuple[str, str, Mapping[str, Any]]] = {
    "process": (
        f"{PLACE}/application",
        DRAWING,
        _process(GENERAL, IN_FORCE, stage=SOLVED, shown=stage_shown(SOLVED)),
    ),
    "process-drawn": (
        f"{PLACE}/application.service",
        DRAWING,
        _process(RETURNS, DRAWN, draft=DRAFT, edits=4, move=TO_CLOSED, shown=move_shown(TO_CLOSED)),
    ),
    "process-as-in-general": (
        f"{PLACE}/application.complaint",
        DRAWING,
        _process(COMPLAINTS, IN_FORCE, own=False, versions=(), version=0, used={}),
    ),
    "process-version": (
        f"{PLACE}/application/versions/2",
        "administration/processes/version.html",
        {
            "which": GENERAL,
            "process": DRAWN,
            "picture": picture_of(DRAWN),
            "version": VERSIONS[1],
            "in_force": False,
            "edits": 4,
            "team_names": {team.code: team.name for team in TEAMS},
            "colleagues": COLLEAGUES,
            "added": ADDED,
        },
    ),
}
