"""What whoever started this process says to it, and that nobody is left to say anything."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from collections.abc import Callable
from typing import Final

STANDARD_INPUT: Final = 0
CHUNK: Final = 1024


class StandardInput:
    """Read from the moment it is made, within a loop. `spoken` is set with the first line and at the end.
    `on_end` is called at the end, which comes when the last process that could write is gone, however it
    died.

    A thread reads: a terminal, a file and a pipe are all read alike, and none is made non-blocking for who
    else has it. It keeps nothing from ending.
    """

    def __init__(self, on_end: Callable[[], object] | None = None) -> None:
        self.spoken = asyncio.Event()
        self._on_end = on_end
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._read, name="standard input", daemon=True).start()

    def _read(self) -> None:
        # Not sys.stdin: the lock of a reader that waits in it is a fatal error when Python ends.
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody listens any more
            while (chunk := _next_chunk()) != b"":
                if b"\n" in chunk:
                    self._loop.call_soon_threadsafe(self.spoken.set)
            self._loop.call_soon_threadsafe(self.spoken.set)
            if self._on_end is not None:
                self._loop.call_soon_threadsafe(self._on_end)


def _next_chunk() -> bytes:
    """Empty at the end, and where there is no standard input at all."""
    try:
        return os.read(STANDARD_INPUT, CHUNK)
    except OSError:
        return b""
