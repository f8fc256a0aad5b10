"""What one question's fault does to the questions after it."""

from __future__ import annotations

import asyncio

from santral.console.floor.call_sheet import Caller
from santral.console.floor.lookups import LookupLimits, Lookups
from santral.cti.call_events import CallId
from tests.unit.console.fake_rooms import FakeDirectory


async def test_an_answer_that_cannot_be_shown_leaves_the_next_caller_known() -> None:
    shown: list[CallId] = []
    all_told = asyncio.Event()

    def on_found(call_id: CallId, number: str, caller: Caller) -> bool:
        if call_id == "17.1":
            raise ValueError("a mistake in a template")
        shown.append(call_id)
        all_told.set()
        return True

    lookups = Lookups(FakeDirectory(), on_found, LookupLimits(at_once=1))
    answering = asyncio.create_task(lookups.run())
    lookups.begin(CallId("17.1"), "+905321112233")
    lookups.begin(CallId("17.2"), "+905321112233")
    async with asyncio.timeout(10):
        await all_told.wait()
    answering.cancel()
    assert shown == ["17.2"]
