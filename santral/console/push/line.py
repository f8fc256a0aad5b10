"""One browser: what waits for it, and the two tasks that write to it and read from it.

Each socket has one bounded queue and one writer. A browser that reads too slowly finds its queue full or its
send past the deadline; it is cut off with 1013 ("try again later"), comes back with its last number and
catches up. It never makes another one wait.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Protocol

from santral.console.push.stream import Frame

LEFT = 1006  # the browser went by itself; nothing can be sent to it
GOING_AWAY = 1012  # "service restart"
TOO_SLOW = 1013  # "try again later"
SIGNED_OUT = 4401  # the session is over: do not come back without signing in
TOO_MANY = 4429  # the user has too many browsers open


class Socket(Protocol):
    """One browser's WebSocket, accepted."""

    def send_now(self, text: str) -> bool:
        """Send without waiting. False, and nothing is sent, where one would have to wait."""

    async def send(self, text: str) -> None:
        """Raises `SocketGone` where the browser is no more."""

    async def read(self) -> int:
        """Take what the browser says. Returns `LEFT` when it leaves, or the code with which to cut it off."""

    async def close(self, code: int) -> None: ...


class SocketGone(Exception):
    """The browser is no more."""


class HubMetrics(Protocol):
    def on_opened(self) -> None: ...
    def on_closed(self, code: int) -> None: ...
    def on_sent(self, size: int) -> None: ...


class NoMetrics:
    def on_opened(self) -> None: ...
    def on_closed(self, code: int) -> None: ...
    def on_sent(self, size: int) -> None: ...


@dataclass(frozen=True, slots=True)
class HubLimits:
    """`queue_frames` and `queue_bytes` may wait for one browser; a send has `send_deadline_s`. The stream of
    a user without a browser is kept for `linger_s`, and for at most `lingering_streams` users. One user may
    have `sockets_per_user` browsers; one more is refused."""

    queue_frames: int = 256
    queue_bytes: int = 2 * 1024 * 1024
    send_deadline_s: float = 5.0
    close_deadline_s: float = 1.0
    linger_s: float = 120.0
    lingering_streams: int = 5000
    sockets_per_user: int = 20


class Line:
    """One browser: what waits for it, and the task that sends it."""

    def __init__(self, socket: Socket, session_id: int, limits: HubLimits, metrics: HubMetrics) -> None:
        self.session_id = session_id
        self.close_code = LEFT
        self._socket = socket
        self._limits = limits
        self._metrics = metrics
        self._waiting: asyncio.Queue[Frame] = asyncio.Queue(limits.queue_frames)
        self._waiting_bytes = 0
        self._tasks: list[asyncio.Task[None]] = []
        self._cut = False
        self._sending = False
        self.ended = asyncio.Event()

    def offer(self, frame: Frame) -> None:
        """Send the frame, or let it wait its turn. Full: the browser is cut off."""
        if self._cut:
            return
        if not self._sending and self._waiting.empty() and self._socket.send_now(frame.text):
            self._metrics.on_sent(frame.size)
            return
        if self._waiting.full() or self._waiting_bytes > self._limits.queue_bytes:
            self.cut(TOO_SLOW)
            return
        self._waiting_bytes += frame.size
        self._waiting.put_nowait(frame)

    def cut(self, code: int) -> None:
        """End it, whatever it is doing."""
        if not self._cut:
            self._cut = True
            self.close_code = code
            for task in self._tasks:
                task.cancel()

    async def run(self) -> None:
        """Write and read until the browser leaves or is cut off, then close."""
        try:
            async with asyncio.TaskGroup() as tasks:
                # A task that is cancelled by `cut` ends quietly; the group waits for both.
                self._tasks = [tasks.create_task(self._write()), tasks.create_task(self._read())]
                if self._cut:
                    for task in self._tasks:
                        task.cancel()
            if self.close_code != LEFT:
                await self._say_goodbye()
        finally:
            self._metrics.on_closed(self.close_code)
            self.ended.set()

    async def _say_goodbye(self) -> None:
        try:
            async with asyncio.timeout(self._limits.close_deadline_s):
                await self._socket.close(self.close_code)
        except (TimeoutError, SocketGone):
            pass  # it does not even take that

    async def _write(self) -> None:
        while True:
            frame = await self._waiting.get()
            self._waiting_bytes -= frame.size
            self._sending = True
            try:
                async with asyncio.timeout(self._limits.send_deadline_s):
                    await self._socket.send(frame.text)
            except TimeoutError:
                return self.cut(TOO_SLOW)
            except SocketGone:
                return self.cut(LEFT)
            finally:
                self._sending = False
            self._metrics.on_sent(frame.size)

    async def _read(self) -> None:
        self.cut(await self._socket.read())
