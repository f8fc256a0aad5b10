"""What many screens show alike (link, queues) goes round slowly: a thousand screens never hold up one pop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final, NoReturn

from santral.console.push.hub import Hub
from santral.console.screens.composer import Composer, Shown

ROUND_S: Final = 1.0
ROUND_SLICE_S: Final = 0.0003
"""How long a round keeps others waiting, and how long it lets them go first then: through a thousand screens
it is spread over its second."""
BETWEEN_SLICES_S: Final = 0.003


class Rounds:
    """At most one a second, however often something changes. `run` it as long as the house."""

    def __init__(
        self,
        composer: Composer,
        hub: Hub,
        is_here: Callable[[int], bool],
        show: Callable[[int, Shown], None],
    ) -> None:
        """`show(user_id, shown)` sends what differs from what the screen shows already."""
        self._composer = composer
        self._hub = hub
        self._is_here = is_here
        self._show = show
        self._parts: set[str] = set()
        self._is_due = asyncio.Event()

    def send(self, *parts: str) -> None:
        """Bring parts of the board up to date on all screens: `link`, `me`, `queues`."""
        self._parts.update(parts)
        self._is_due.set()

    async def run(self) -> NoReturn:
        while True:
            await self._is_due.wait()
            self._is_due.clear()
            parts, self._parts = self._parts, set()
            ends_at = asyncio.get_running_loop().time() + ROUND_S
            await self._go(parts)
            await asyncio.sleep(max(0.0, ends_at - asyncio.get_running_loop().time()))

    async def _go(self, parts: set[str]) -> None:
        alike = sorted(parts - {"me"})
        shared: dict[object, Shown] = {}
        slice_ends_at = time.perf_counter() + ROUND_SLICE_S
        for user_id in self._hub.watching():
            if time.perf_counter() >= slice_ends_at:
                await asyncio.sleep(BETWEEN_SLICES_S)
                slice_ends_at = time.perf_counter() + ROUND_SLICE_S
            if not self._is_here(user_id):
                continue
            audience = self._composer.language_of(user_id), self._composer.queues_seen_by(user_id)
            if audience not in shared:
                shared[audience] = self._composer.of_the_board(user_id, alike)
            own = self._composer.of_the_board(user_id, ["me"]) if "me" in parts else {}
            self._show(user_id, shared[audience] | own)
