"""What a process names: teams, people and added fields, which may have gone since it was drawn."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from santral.crm_core.errors import InvalidInput
from santral.crm_core.processes.process import CUSTOM, Assign, AssignTo, Notify, NotifyWhom, Process, Stage


def teams_named(process: Process) -> frozenset[str]:
    """The codes of all teams that a process asks for."""
    of_moves = (team for move in process.moves for team in move.teams)
    return frozenset(of_moves) | {team for stage in process.stages for team in _teams_of(stage)}


def fields_named(process: Process) -> frozenset[str]:
    """The added fields that moves require, as `custom:<code>`."""
    required = (field for move in process.moves for field in move.required_fields)
    return frozenset(field for field in required if field.startswith(CUSTOM))


def check_named(
    process: Process, teams: Collection[str], people: Collection[int], added: Collection[str]
) -> tuple[InvalidInput, ...]:
    """What is wrong where only `teams` (codes) exist, only `people` (ids) work here, and only the fields
    `added` (as `custom:<code>`) are asked for; with the places that `check_process` has too."""
    return tuple(_faults(process, teams, people, added))


def _faults(
    process: Process, teams: Collection[str], people: Collection[int], added: Collection[str]
) -> Iterator[InvalidInput]:
    for n, stage in enumerate(process.stages):
        for team in sorted(_teams_of(stage) - set(teams)):
            yield InvalidInput(f"stages.{n}", "There is no team “%(code)s” any more.", code=team)
        for action in stage.entry_actions:
            if isinstance(action, Assign) and action.to is AssignTo.USER and int(action.value) not in people:
                yield InvalidInput(
                    f"stages.{n}",
                    "Who gets it on this stage does not work here any more. Choose another one.",
                )
    for n, move in enumerate(process.moves):
        for team in sorted(move.teams - set(teams)):
            yield InvalidInput(f"moves.{n}", "There is no team “%(code)s” any more.", code=team)
        for field in move.required_fields:
            if field.startswith(CUSTOM) and field not in added:
                yield InvalidInput(
                    f"moves.{n}",
                    "There is no added field “%(code)s” here any more.",
                    code=field.removeprefix(CUSTOM),
                )


def _teams_of(stage: Stage) -> frozenset[str]:
    assigned = (a.value for a in stage.entry_actions if isinstance(a, Assign) and a.to is AssignTo.TEAM)
    told = (a.team for a in stage.entry_actions if isinstance(a, Notify) and a.whom is NotifyWhom.TEAM)
    return frozenset((*assigned, *told))
