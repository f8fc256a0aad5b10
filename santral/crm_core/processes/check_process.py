"""Whether a drawn process makes sense as a whole: every fault, each with its place and its sentence."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator

from santral.crm_core.errors import InvalidInput
from santral.crm_core.folding import fold
from santral.crm_core.processes.process import SETTLED, Process, StageMeaning


def check_process(process: Process, used: Collection[str] = ()) -> tuple[InvalidInput, ...]:
    """All that is wrong, in the order of the drawing; nothing where it can be put in force.

    `used` are the codes of stages on which records stand. A place is that of the process's document, as
    `stages.2.code`.
    """
    return (
        *_first_stage(process),
        *_stages(process),
        *_removed(process, used),
        *_moves(process),
        *(_ways(process) if process.stages else ()),
    )


def _first_stage(process: Process) -> Iterator[InvalidInput]:
    first = [n for n, stage in enumerate(process.stages) if stage.meaning is StageMeaning.NEW]
    if not first:
        yield InvalidInput("stages", "One stage must mean “new”: every record begins there.")
    for n in first[1:]:
        yield InvalidInput(f"stages.{n}.meaning", "Only one stage can mean “new”; there is one already.")
    if not any(stage.meaning in SETTLED for stage in process.stages):
        yield InvalidInput("stages", "One stage must mean “solved” or “closed”: a process leads there.")


def _stages(process: Process) -> Iterator[InvalidInput]:
    seen: dict[str, set[str]] = defaultdict(set)
    for n, stage in enumerate(process.stages):
        for field, value in (
            ("code", stage.code),
            ("name_tr", stage.name_tr),
            ("name_en", stage.name_en),
        ):
            if not value.strip():
                yield InvalidInput(f"stages.{n}.{field}", "Please fill this in.")
            elif fold(value) in seen[field]:
                yield InvalidInput(f"stages.{n}.{field}", "Another stage has “%(value)s” too.", value=value)
            seen[field].add(fold(value))


def _removed(process: Process, used: Collection[str]) -> Iterator[InvalidInput]:
    for code in sorted(set(used) - {stage.code for stage in process.stages}):
        yield InvalidInput("stages", "Records stand on the stage “%(code)s”, so it must stay.", code=code)


def _moves(process: Process) -> Iterator[InvalidInput]:
    codes = {stage.code for stage in process.stages}
    seen: Counter[tuple[str, str]] = Counter()
    for n, move in enumerate(process.moves):
        for end, code in (("source", move.source), ("target", move.target)):
            if code not in codes:
                yield InvalidInput(f"moves.{n}.{end}", "There is no stage “%(code)s”.", code=code)
        if move.source == move.target:
            yield InvalidInput(f"moves.{n}.target", "A move leads to another stage.")
        seen[move.source, move.target] += 1
        if seen[move.source, move.target] == 2:
            yield InvalidInput(f"moves.{n}.target", "There is a move between these two stages already.")
        for field, name in (("name_tr", move.name_tr), ("name_en", move.name_en)):
            if not name.strip():
                yield InvalidInput(f"moves.{n}.{field}", "Please fill this in.")
        if not move.roles:
            yield InvalidInput(f"moves.{n}.roles", "Choose who may make this move.")


def _ways(process: Process) -> Iterator[InvalidInput]:
    """From the first stage a way to every other, and from every one a way to where it is settled; what was
    cancelled is at its end there."""
    forward: dict[str, set[str]] = defaultdict(set)
    backward: dict[str, set[str]] = defaultdict(set)
    for move in process.moves:
        forward[move.source].add(move.target)
        backward[move.target].add(move.source)
    reached = _reach(forward, (s.code for s in process.stages if s.meaning is StageMeaning.NEW))
    leading = _reach(backward, (s.code for s in process.stages if s.meaning in SETTLED))
    for n, stage in enumerate(process.stages):
        if reached and stage.code not in reached:
            yield InvalidInput(f"stages.{n}", "No way leads here from the first stage. Draw a move to it.")
        ends = stage.code in leading or stage.meaning is StageMeaning.CANCELLED
        if leading and not ends:
            yield InvalidInput(
                f"stages.{n}", "From here no way leads to a stage that means “solved” or “closed”."
            )


def _reach(ways: dict[str, set[str]], starts: Iterable[str]) -> set[str]:
    found = set(starts)
    edge = list(found)
    while edge:
        edge_of_one = ways[edge.pop()] - found
        found |= edge_of_one
        edge.extend(edge_of_one)
    return found
