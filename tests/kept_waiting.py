"""How long the machine kept processes from what they were ready to do, so that a promise in seconds can be
held against the time they really had.

Linux counts for every thread the nanoseconds it was ready and no processor was free (`schedstat`). The disk
is asked too: whoever commits waits for it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import Final

LOOKS_EVERY_S: Final = 0.05
QUICK_DISK_NS: Final = 50_000_000
"""A commit may take so long; only what is beyond is the machine's doing."""

CAN_TELL: Final = Path("/proc/self/schedstat").exists()


class KeptWaiting:
    """Looks at the processes from time to time. `before_ns` is the answer."""

    def __init__(self, pids: Sequence[int], folder: Path) -> None:
        self._pids = pids
        self._folder = folder
        self._seen: list[tuple[int, int]] = []
        """Moments, and how long they had been kept waiting by then, both in ns."""
        self._stalled_ns = 0
        self._threads: dict[Path, int] = {}
        """How long each thread waited, also those that are over."""

    def before_ns(self, end_ns: int, had_ns: int) -> int:
        """The moment before `end_ns` from which on the processes had `had_ns` in which nothing kept them."""
        at_the_end = self._seen[-1][1]
        for moment, waited in reversed(self._seen):
            if end_ns - moment - (at_the_end - waited) >= had_ns:
                return moment
        return 0

    def look(self) -> None:
        for pid in self._pids:
            for thread in Path(f"/proc/{pid}/task").glob("*/schedstat"):
                with suppress(OSError):  # it ended meanwhile
                    self._threads[thread] = int(thread.read_text().split()[1])
        self._stalled_ns += max(0, self._disk_takes_ns() - QUICK_DISK_NS)
        self._seen.append((time.monotonic_ns(), sum(self._threads.values()) + self._stalled_ns))

    def _disk_takes_ns(self) -> int:
        began = time.monotonic_ns()
        with (self._folder / "disk").open("wb", buffering=0) as file:
            file.write(b"?")
            os.fsync(file.fileno())
        return time.monotonic_ns() - began

    def look_until(self, over: Event) -> None:
        while not over.wait(LOOKS_EVERY_S):
            self.look()


@contextmanager
def kept_waiting(pids: Sequence[int], folder: Path) -> Iterator[KeptWaiting]:
    """Looks at the processes within, and at the disk of the `folder`."""
    watch, over = KeptWaiting(pids, folder), Event()
    watch.look()
    thread = Thread(target=watch.look_until, args=(over,))
    thread.start()
    try:
        yield watch
    finally:
        over.set()
        thread.join()
