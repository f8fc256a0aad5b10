"""The console as it is deployed, and beside it a look at how late its loop is.

    python -m benchmarks.watched_console LATENESS_FILE serve

Two hundred times a second something asks for its turn. How late it gets it is written to the file when the
server ends, in ms, one a line; SIGUSR1 begins anew. uvloop's clock counts whole ms, so one is nothing.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, NoReturn

from starlette.applications import Starlette

from benchmarks.browsers import allow_many_sockets
from santral.console import cli
from santral.console.app import create_app
from santral.console.settings import Settings

EVERY_S: Final = 0.005


async def watch(late_ms: list[float]) -> NoReturn:
    while True:
        due = time.perf_counter() + EVERY_S
        await asyncio.sleep(EVERY_S)
        late_ms.append(max(0.0, (time.perf_counter() - due) * 1000))


def watched(settings: Settings, file: Path) -> Starlette:
    app = create_app(settings)
    opened = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(of: Any) -> AsyncIterator[None]:
        late_ms: list[float] = []
        async with opened(of), asyncio.TaskGroup() as group:
            asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, late_ms.clear)
            watching = group.create_task(watch(late_ms))
            yield
            watching.cancel()
            _write(file, late_ms)

    app.router.lifespan_context = lifespan
    return app


def _write(file: Path, late_ms: list[float]) -> None:
    file.write_text("".join(f"{late:.2f}\n" for late in late_ms))


if __name__ == "__main__":
    allow_many_sockets()
    place = Path(sys.argv.pop(1))
    vars(cli)["create_app"] = lambda settings: watched(settings, place)
    cli.main()
