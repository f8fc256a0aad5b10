"""The browsers that are here: which sockets each user has, and how a change reaches them."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Mapping
from uuid import uuid4

import structlog

from santral.console.push.line import (
    GOING_AWAY,
    SIGNED_OUT,
    TOO_MANY,
    HubLimits,
    HubMetrics,
    Line,
    NoMetrics,
    Socket,
)
from santral.console.push.stream import Change, Fragment, Frame, Stream

log = structlog.get_logger(__name__)


class Hub:
    """Every user's stream and browsers. Everything but `serve` and `close_all` is immediate."""

    def __init__(
        self,
        compose: Callable[[int], Mapping[str, Fragment]],
        limits: HubLimits | None = None,
        metrics: HubMetrics | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`compose(user_id)` gives everything the user's desk shows now, for a stream that begins."""
        self._compose = compose
        self._limits = limits or HubLimits()
        self._metrics = metrics or NoMetrics()
        self._clock = clock
        self._streams: dict[int, Stream] = {}
        self._lines: defaultdict[int, list[Line]] = defaultdict(list)
        self._left_at: OrderedDict[int, float] = OrderedDict()  # users without a browser, longest first
        self._closing = False

    @property
    def sockets(self) -> int:
        return sum(len(lines) for lines in self._lines.values())

    def watching(self) -> Iterable[int]:
        """The users for whom a change is worth rendering: here now, or a moment ago."""
        return tuple(self._streams)

    def is_watching(self, user_id: int) -> bool:
        return user_id in self._streams

    def regions(self, user_id: int) -> Mapping[str, Fragment]:
        """What the user's browsers show now; nothing for a user who is not watching."""
        stream = self._streams.get(user_id)
        return stream.regions if stream is not None else {}

    def publish(self, user_id: int, change: Change) -> None:
        """Make the change on all the user's browsers. Nothing happens for a user who is not watching."""
        stream = self._streams.get(user_id)
        if stream is not None:
            self._offer(user_id, stream.apply(change))

    def recompose(self, user_id: int) -> None:
        """Show the user everything anew, as after a change of language."""
        stream = self._streams.get(user_id)
        if stream is not None:
            self._offer(user_id, stream.replace(self._compose(user_id)))

    async def serve(self, socket: Socket, user_id: int, session_id: int, epoch: str, after: int) -> None:
        """Keep one browser up to date until it leaves. It has seen `epoch` up to number `after`."""
        if self._closing:
            return await socket.close(GOING_AWAY)
        if len(self._lines.get(user_id, ())) >= self._limits.sockets_per_user:
            return await socket.close(TOO_MANY)
        stream = self._streams.get(user_id)
        if stream is None:
            stream = self._streams[user_id] = Stream(uuid4().hex[:12], self._compose(user_id))
        self._left_at.pop(user_id, None)
        line = Line(socket, session_id, self._limits, self._metrics)
        for frame in stream.resume(epoch, after):
            line.offer(frame)
        self._lines[user_id].append(line)
        self._metrics.on_opened()
        try:
            await line.run()
        finally:
            self._remove(user_id, line)

    def close_session(self, session_id: int) -> None:
        """The session is over: its browsers are sent away."""
        self._cut(SIGNED_OUT, lambda line: line.session_id == session_id)

    def close_user(self, user_id: int) -> None:
        """The account may no longer be here: forget what it shows, send its browsers away."""
        for line in tuple(self._lines.get(user_id, ())):
            line.cut(SIGNED_OUT)
        self._streams.pop(user_id, None)
        self._left_at.pop(user_id, None)

    def sweep(self) -> None:
        """Forget the streams of those who left long ago. Call it every few seconds."""
        gone_before = self._clock() - self._limits.linger_s
        while self._left_at:
            user_id, left_at = next(iter(self._left_at.items()))
            if left_at > gone_before and len(self._left_at) <= self._limits.lingering_streams:
                return
            del self._left_at[user_id]
            self._streams.pop(user_id, None)

    async def close_all(self, deadline_s: float = 3.0) -> None:
        """The server stops: tell every browser to come back in a moment, and let none in."""
        self._closing = True
        lines = [line for lines in self._lines.values() for line in lines]
        self._cut(GOING_AWAY, lambda line: True)
        try:
            async with asyncio.timeout(deadline_s):
                for line in lines:
                    await line.ended.wait()
        except TimeoutError:
            log.warning("browsers did not leave in time", left=self.sockets)

    def _offer(self, user_id: int, frame: Frame) -> None:
        for line in self._lines.get(user_id, ()):
            line.offer(frame)

    def _cut(self, code: int, which: Callable[[Line], bool]) -> None:
        for lines in tuple(self._lines.values()):
            for line in tuple(lines):
                if which(line):
                    line.cut(code)

    def _remove(self, user_id: int, line: Line) -> None:
        lines = self._lines.get(user_id, [])
        if line in lines:
            lines.remove(line)
        if not lines:
            self._lines.pop(user_id, None)
            if user_id in self._streams:
                self._left_at[user_id] = self._clock()
