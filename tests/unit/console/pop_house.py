"""The room of the pop alone, with a directory and templates made for the purpose."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from santral.console.floor.board import Board
from santral.console.floor.call_sheet import CallSheet
from santral.console.push.hub import Hub
from santral.console.screens.composer import Composer
from santral.console.screens.fragments import Fragments
from santral.console.screens.screen_pop import ScreenPop
from santral.console.screens.screens import Screens
from santral.crm_core.definitions.defaults import default_book
from santral.cti.call_events import CallId
from tests.unit.console.fake_rooms import FakeDirectory, PlainRenderer
from tests.unit.console.floor_stories import (
    MORNING,
    Story,
)

TICK = "santral.console.screens.screen_pop.TICK_S"
"""Tests set it to an hour: what is shown a second later, with all else, would hide that nobody showed it
when it happened."""


class House:
    def __init__(self, directory: FakeDirectory | None = None) -> None:
        self.story = Story()
        self.directory = directory or FakeDirectory()
        self.renderer = PlainRenderer()
        self.viewed: list[tuple[int, CallId]] = []
        board = self.board = Board()
        floor = self.story.floor
        composer = Composer(
            floor,
            board,
            Fragments(self.renderer),
            definitions=default_book,
            started_at=MORNING,
            on_viewed=self.on_viewed,
        )
        self.hub = Hub(composer.everything)
        self.screens = Screens(floor, composer, self.hub, lambda language, message: f"{language}:{message}")
        self.pop = ScreenPop(floor, board, self.screens, self.hub, self.directory)
        # The story's own follower changed the floor before; from here on the pop follows.
        self.story.bus = type(self.story.bus)()
        self.pop.subscribe(self.story.bus)

    def on_viewed(self, user_id: int, sheet: CallSheet) -> None:
        self.viewed.append((user_id, sheet.call_id))

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Story]:
        running = asyncio.create_task(self.pop.run())
        try:
            yield self.story
        finally:
            running.cancel()
            with pytest.raises(asyncio.CancelledError):
                await running
