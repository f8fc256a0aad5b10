"""Processes drawn at random, only sensible ones or any, and people to walk through them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from hypothesis import strategies as st

from santral.crm_core.processes.fitting import REQUIRABLE
from santral.crm_core.processes.process import (
    Assign,
    AssignStrategy,
    AssignTo,
    EntryAction,
    Move,
    Notify,
    NotifyWhom,
    Process,
    RecordKind,
    RequireResolution,
    SetDue,
    Stage,
    StageMeaning,
)
from santral.crm_core.users.roles import Role

TEAMS: Final = ("field", "back-office", "quality")
FIELDS: Final = (*(field.value for field in REQUIRABLE[RecordKind.APPLICATION]), "custom:contract-no")


@dataclass(frozen=True, slots=True)
class Somebody:
    role: Role
    teams: frozenset[str] = frozenset()


def people() -> st.SearchStrategy[Somebody]:
    return st.builds(Somebody, st.sampled_from(Role), st.frozensets(st.sampled_from(TEAMS)))


def filled_fields() -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(FIELDS))


def _actions() -> st.SearchStrategy[tuple[EntryAction, ...]]:
    some: tuple[EntryAction, ...] = (
        RequireResolution(),
        SetDue(30),
        Notify(NotifyWhom.OWNER),
        Notify(NotifyWhom.TEAM, "quality"),
        Assign(AssignTo.USER, "7"),
        Assign(AssignTo.TEAM, "field"),
        Assign(AssignTo.STRATEGY, AssignStrategy.LEAST_BUSY.value),
    )
    return st.lists(st.sampled_from(some), max_size=3).map(tuple)


@st.composite
def processes(draw: st.DrawFn) -> Process:
    """Any drawing whose moves lead between its stages, each pair once; most are not sensible."""
    meanings = st.sampled_from(StageMeaning)
    count = draw(st.integers(1, 7))
    stages = tuple(
        Stage(f"s{n}", f"Aşama {n}", f"Stage {n}", draw(meanings), n, draw(_actions())) for n in range(count)
    )
    pairs = [(a, b) for a in range(count) for b in range(count) if a != b]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    return _process(draw, stages, chosen)


@st.composite
def sensible_processes(draw: st.DrawFn) -> Process:
    """A chain from new to closed, in any order between, with moves across."""
    between = draw(st.lists(st.sampled_from(("open", "waiting", "solved")), max_size=5))
    meanings = [StageMeaning.NEW, *map(StageMeaning, between), StageMeaning.CLOSED]
    if draw(st.booleans()):
        meanings.append(StageMeaning.CANCELLED)
    stages = tuple(
        Stage(f"s{n}", f"Aşama {n}", f"Stage {n}", meaning, n, draw(_actions()))
        for n, meaning in enumerate(meanings)
    )
    pairs = [(a, b) for a in range(len(stages)) for b in range(len(stages)) if a != b]
    chosen = [*pairwise(range(len(stages))), *draw(st.lists(st.sampled_from(pairs)))]
    return _process(draw, stages, list(dict.fromkeys(chosen)))


def _process(draw: st.DrawFn, stages: tuple[Stage, ...], pairs: list[tuple[int, int]]) -> Process:
    moves = tuple(
        Move(
            stages[a].code,
            stages[b].code,
            f"{b} yap",
            f"Make {b}",
            draw(st.frozensets(st.sampled_from(Role), min_size=1)),
            draw(st.frozensets(st.sampled_from(TEAMS), max_size=2)),
            tuple(draw(st.lists(st.sampled_from(FIELDS), max_size=2, unique=True))),
            draw(st.booleans()),
        )
        for a, b in pairs
    )
    return Process("made-up", RecordKind.APPLICATION, "", stages, moves)
