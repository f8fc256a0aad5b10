"""Browsers that are none: they take what the hub sends and remember it."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from santral.console.push.hub import Hub
from santral.console.push.line import LEFT, SocketGone
from tests.patience import PATIENCE_S


class FakeBrowser:
    """A browser that takes every frame, until it is told to stop reading or leaves."""

    def __init__(self, reads: bool = True, *, takes_at_once: bool = False) -> None:
        self.takes_at_once = takes_at_once
        self.frames: list[dict[str, Any]] = []
        self.closed_with: int | None = None
        self._reading = asyncio.Event()
        self._news = asyncio.Event()
        self._leaves_with: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._gone = False
        if reads:
            self._reading.set()

    @property
    def shown(self) -> dict[str, str]:
        """By key; `""` for what is not shown."""
        shown: dict[str, str] = defaultdict(str)
        for frame in self.frames:
            if "all" in frame:
                shown = defaultdict(str, frame["all"])
            shown.update(frame.get("put", {}))
            for key in frame.get("drop", ()):
                shown.pop(key, None)
        return shown

    def send_now(self, text: str) -> bool:
        if self.takes_at_once:
            self._take(text)
        return self.takes_at_once

    async def send(self, text: str) -> None:
        await self._reading.wait()
        if self._gone:
            raise SocketGone
        self._take(text)

    def _take(self, text: str) -> None:
        self.frames.append(json.loads(text))
        self._news.set()

    def reads_on(self) -> None:
        self._reading.set()

    async def read(self) -> int:
        return await self._leaves_with

    async def close(self, code: int) -> None:
        self.closed_with = code

    def leave(self, code: int = LEFT) -> None:
        self._leaves_with.set_result(code)

    def vanish(self) -> None:
        """The network is cut: sends fail from now on."""
        self._gone = True

    async def has(self, condition: Callable[[FakeBrowser], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not condition(self):
                self._news.clear()
                await self._news.wait()


@asynccontextmanager
async def served(
    hub: Hub,
    *browsers: tuple[FakeBrowser, int],
    session: int = 1,
    resume: tuple[str, int] = ("", 0),
) -> AsyncIterator[list[asyncio.Task[None]]]:
    tasks = [
        asyncio.create_task(hub.serve(browser, user_id, session, *resume)) for browser, user_id in browsers
    ]
    await asyncio.sleep(0)
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
