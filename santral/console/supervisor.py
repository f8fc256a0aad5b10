"""Keeps the house's background tasks running.

A task that raises is a fault of ours in one room. It is logged with its traceback, shown in `/readyz` and
counted, and started again after a pause that doubles while it keeps failing: telephony goes on when the
cleaning of old sessions stumbles, and the other way round. What cannot be mended that way (no database at
start, a port in use) ends the process before it serves anybody.
"""

from __future__ import annotations

import asyncio
import time
from typing import Final

import structlog

from santral.crm_core.feature import BackgroundTask

FIRST_PAUSE_S: Final = 0.5
LONGEST_PAUSE_S: Final = 30.0
STEADY_AFTER_S: Final = 60.0

log = structlog.get_logger(__name__)


class Supervisor:
    """`restarts` counts, by task; `down` names the tasks that wait to be started again, and why."""

    def __init__(self, first_pause_s: float = FIRST_PAUSE_S) -> None:
        self._first_pause_s = first_pause_s
        self.restarts: dict[str, int] = {}
        self.down: dict[str, str] = {}

    async def keep_running(self, task: BackgroundTask) -> None:
        """Run the task for ever. Returns only when cancelled."""
        pause_s = self._first_pause_s
        while True:
            started = time.monotonic()
            try:
                await task.run()
                reason = "it ended by itself"
                log.error("background task ended", task=task.name)
            except Exception as error:
                reason = f"{type(error).__name__}: {error}"
                log.exception("background task failed", task=task.name)
            if time.monotonic() - started > STEADY_AFTER_S:
                pause_s = self._first_pause_s
            self.restarts[task.name] = self.restarts.get(task.name, 0) + 1
            self.down[task.name] = reason
            await asyncio.sleep(pause_s)
            self.down.pop(task.name, None)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
