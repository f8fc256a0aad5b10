"""The picture of a process: every stage and every move is on it, and nothing runs out of it."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given

from santral.console.processes.picture import picture_of
from santral.crm_core.processes.defaults import DEFAULTS
from santral.crm_core.processes.process import Process
from tests.unit.crm_core.processes.made_up_processes import processes

NUMBERS = re.compile(r"-?\d+")


@given(processes())
def test_everything_is_on_the_picture_and_within_it(process: Process) -> None:
    picture = picture_of(process)
    assert [box.stage for box in picture.boxes] == list(process.stages)
    assert {arrow.move for arrow in picture.arrows} == set(process.moves)
    tops = [(box.y, box.y + box.height) for box in picture.boxes]
    assert all(one[1] < other[0] for one, other in pairwise(tops))
    assert tops[-1][1] <= picture.height
    for arrow in picture.arrows:
        start_x, start_y, *between, end_y, end_x = map(int, NUMBERS.findall(arrow.path))
        boxes = {box.stage.code: box for box in picture.boxes}
        source, target = boxes[arrow.move.source], boxes[arrow.move.target]
        assert source.y < start_y < source.y + source.height
        assert target.y < end_y < target.y + target.height
        assert start_x == end_x == (source.x if arrow.back else source.x + picture.box_width)
        assert arrow.back == (target.stage.position < source.stage.position)
        assert all(0 <= number <= max(picture.width, picture.height) for number in between)


@pytest.mark.parametrize("process", DEFAULTS, ids=lambda process: process.code)
def test_no_two_moves_of_the_defaults_begin_or_end_in_one_place(process: Process) -> None:
    picture = picture_of(process)
    ends = [NUMBERS.findall(arrow.path)[:2] for arrow in picture.arrows]
    ends += [NUMBERS.findall(arrow.path)[:-3:-1] for arrow in picture.arrows]
    assert len({tuple(end) for end in ends}) == len(ends)


def test_a_drawing_without_stages_is_an_empty_picture() -> None:
    empty = Process("made-up", DEFAULTS[0].record_kind, "", (), ())
    assert picture_of(empty).boxes == ()
