"""Garbage in cycles is found, and only when nothing else is done."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from santral.console.garbage import collect_in_turns, leave_out_the_start

NEVER_S = 3600.0


class Knot:
    """Refers to itself: nothing but the garbage collector lets it go."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """Other tests' process is this one."""
    assert gc.isenabled()
    yield
    gc.unfreeze()
    assert gc.isenabled(), "Python looks by itself again"


@asynccontextmanager
async def collecting(new_every_s: float = 0.001, all_every_s: float = NEVER_S) -> AsyncIterator[None]:
    task = asyncio.create_task(collect_in_turns(new_every_s, all_every_s))
    await asyncio.sleep(0)
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def untied() -> weakref.ref[Knot]:
    return weakref.ref(Knot())


def untied_when_old() -> weakref.ref[Knot]:
    """One that outlived the looks at what is new."""
    knot = Knot()
    for _ in range(3):
        gc.collect(1)
    return weakref.ref(knot)


async def is_gone(knot: weakref.ref[Knot]) -> None:
    async with asyncio.timeout(10):
        while knot() is not None:  # noqa: ASYNC110 - garbage tells nobody that it is gone
            await asyncio.sleep(0.001)


async def looked(times: int) -> None:
    """So many more looks at what is new were taken."""
    until = gc.get_stats()[0]["collections"] + times
    async with asyncio.timeout(10):
        while gc.get_stats()[0]["collections"] < until:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.001)


async def test_python_does_not_look_by_itself_meanwhile() -> None:
    async with collecting(new_every_s=NEVER_S):
        knot = untied()
        keep = [[n] for n in range(100_000)]  # far beyond the number at which Python looks
        assert knot() is not None
        assert len(keep) == 100_000


async def test_what_is_new_is_looked_at_often() -> None:
    async with collecting():
        await is_gone(untied())


async def test_what_is_old_is_looked_at_seldom_but_is() -> None:
    async with collecting():
        knot = untied_when_old()
        await looked(20)
        assert knot() is not None
    async with collecting(all_every_s=0.02):
        await is_gone(knot)


async def test_what_the_start_made_is_left_out_of_every_look() -> None:
    knot = Knot()
    leave_out_the_start()
    ref = weakref.ref(knot)
    del knot
    gc.collect()
    assert ref() is not None
    gc.unfreeze()
    gc.collect()
    assert ref() is None
