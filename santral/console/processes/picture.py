"""A process as a picture: its stages one below the other, moves forward on the right, moves back on the left.

Pure: numbers for an SVG, in its own units (one is a pixel where nothing scales it). Moves that lie within
others are drawn within them, so that lines cross as little as they can.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from santral.crm_core.processes.process import Move, Process, Stage

BOX_WIDTH: Final = 184
SMALLEST_BOX: Final = 36
BETWEEN_BOXES: Final = 18
PORT: Final = 9
LANE: Final = 12
FIRST_LANE: Final = 16
CORNER: Final = 6
EDGE: Final = 4
LONGEST_NAME: Final = 24


@dataclass(frozen=True, slots=True)
class Box:
    stage: Stage
    x: int
    y: int
    height: int

    def short_name(self, language: str) -> str:
        """What fits into the box."""
        name = self.stage.name_en if language == "en" else self.stage.name_tr
        return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"


@dataclass(frozen=True, slots=True)
class Arrow:
    """`path` is the `d` of an SVG path; its end is where the move leads."""

    move: Move
    path: str
    back: bool


@dataclass(frozen=True, slots=True)
class Picture:
    width: int
    height: int
    box_width: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


@dataclass(frozen=True, slots=True)
class _Span:
    """A move between the stages at the places `top` and `bottom`."""

    move: Move
    top: int
    bottom: int
    back: bool


def picture_of(process: Process) -> Picture:
    """Moves whose stages are missing are left out."""
    stages = sorted(process.stages, key=lambda stage: stage.position)
    place = {stage.code: n for n, stage in enumerate(stages)}
    spans = []
    for move in process.moves:
        if move.source in place and move.target in place and move.source != move.target:
            top, bottom = sorted((place[move.source], place[move.target]))
            spans.append(_Span(move, top, bottom, back=place[move.target] == top))
    sides = [[span for span in spans if span.back is back] for back in (False, True)]
    lanes = [_lanes(side) for side in sides]
    rooms = [FIRST_LANE + LANE * max(side.values(), default=0) + EDGE for side in lanes]
    left = rooms[1]
    ports = [max((len(_ends(side, n)) for side in sides), default=0) for n in range(len(stages))]
    boxes, y = [], EDGE
    for stage, count in zip(stages, ports, strict=True):
        height = max(SMALLEST_BOX, PORT * (count + 1))
        boxes.append(Box(stage, left, y, height))
        y += height + BETWEEN_BOXES
    arrows = [
        _arrow(span, side, lane[span.move], boxes)
        for side, lane in zip(sides, lanes, strict=True)
        for span in side
    ]
    height = max(y - BETWEEN_BOXES + EDGE, 2 * EDGE)
    return Picture(left + BOX_WIDTH + rooms[0], height, BOX_WIDTH, tuple(boxes), tuple(arrows))


def _lanes(spans: Iterable[_Span]) -> dict[Move, int]:
    """How far from the boxes each is drawn: the short ones next to them."""
    taken: dict[int, list[_Span]] = defaultdict(list)
    found: dict[Move, int] = {}
    for span in sorted(spans, key=lambda s: (s.bottom - s.top, s.top)):
        lane = 0
        while any(other.top < span.bottom and span.top < other.bottom for other in taken[lane]):
            lane += 1
        taken[lane].append(span)
        found[span.move] = lane
    return found


def _ends(side: list[_Span], place: int) -> list[_Span]:
    """What begins or ends at a stage on one side, from the top: those from above, the short ones first, then
    those from below, the long ones first."""
    above = sorted((s for s in side if s.bottom == place), key=lambda s: s.bottom - s.top)
    below = sorted((s for s in side if s.top == place), key=lambda s: s.top - s.bottom)
    return [*above, *below]


def _arrow(span: _Span, side: list[_Span], lane: int, boxes: list[Box]) -> Arrow:
    def height_at(place: int) -> int:
        ends, box = _ends(side, place), boxes[place]
        return box.y + box.height * (ends.index(span) + 1) // (len(ends) + 1)

    upper, lower = height_at(span.top), height_at(span.bottom)
    away = FIRST_LANE + LANE * lane
    if span.back:
        edge, line = boxes[0].x, boxes[0].x - away
        return Arrow(span.move, _path(edge, line, lower, upper), back=True)
    edge = boxes[0].x + BOX_WIDTH
    return Arrow(span.move, _path(edge, edge + away, upper, lower), back=False)


def _path(edge: int, line: int, start: int, end: int) -> str:
    out = CORNER if line > edge else -CORNER
    on = CORNER if end > start else -CORNER
    return (
        f"M{edge} {start}H{line - out}Q{line} {start} {line} {start + on}"
        f"V{end - on}Q{line} {end} {line - out} {end}H{edge}"
    )
