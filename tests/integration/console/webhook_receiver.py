"""Somebody else's server, on a real port, with the manners a test gives it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.patience import PATIENCE_S

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Received:
    path: str
    headers: dict[str, str]
    body: str


def says(status: int, body: str = "", **headers: str) -> Answer:
    """An ordinary answer; `retry_after="3"` is the header Retry-After."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        told = {"content-length": str(len(body.encode()))} | headers
        lines = [f"{name.replace('_', '-')}: {value}\r\n" for name, value in told.items()]
        writer.write(f"HTTP/1.1 {status} So\r\n{''.join(lines)}\r\n{body}".encode())

    return answer


def writes(raw: bytes) -> Answer:
    """These bytes, whatever they are, and then nothing more."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(raw)

    return answer


def forever(piece: bytes, first: bytes = b"") -> Answer:
    """The piece again and again, a little at a time."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.01)

    return answer


async def never(writer: asyncio.StreamWriter) -> None:
    """No answer, on a connection that stays."""
    await asyncio.Event().wait()


async def endless(writer: asyncio.StreamWriter) -> None:
    """A body as long as anybody reads it."""
    writer.write(b"HTTP/1.1 200 So\r\ncontent-length: 99999999999\r\n\r\n")
    while True:
        writer.write(b"x" * 65536)
        await writer.drain()


async def dripping(writer: asyncio.StreamWriter) -> None:
    """A yes at once, and a body that takes for ever."""
    writer.write(b"HTTP/1.1 200 So\r\ncontent-length: 1000\r\n\r\n")
    while True:
        writer.write(b".")
        await writer.drain()
        await asyncio.sleep(0.05)


YES = says(204)


@dataclass
class Receiver:
    """`answers` are given one after the other; then each gets `otherwise`."""

    port: int = 0
    answers: list[Answer] = field(default_factory=list)
    otherwise: Answer = YES
    received: list[Received] = field(default_factory=list)
    busy: set[asyncio.Task[None]] = field(default_factory=set)
    most_at_once: int = 0
    _came: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/santral"

    async def has(self, count: int) -> list[Received]:
        """Wait for so many requests, all in all."""
        async with asyncio.timeout(PATIENCE_S), self._came:
            await self._came.wait_for(lambda: len(self.received) >= count)
        return self.received

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.busy.add(task)
        self.most_at_once = max(self.most_at_once, len(self.busy))
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            first, *lines = head.split("\r\n")[:-2]
            headers = {line.partition(":")[0].lower(): line.partition(":")[2].strip() for line in lines}
            body = (await reader.readexactly(int(headers.get("content-length", "0")))).decode()
            answer = self.answers.pop(0) if self.answers else self.otherwise
            async with self._came:
                self.received.append(Received(first.split(" ")[1], headers, body))
                self._came.notify_all()
            await answer(writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.busy.discard(task)
            writer.close()


@asynccontextmanager
async def receiver() -> AsyncIterator[Receiver]:
    one = Receiver()
    server = await asyncio.start_server(one.serve, "127.0.0.1", 0)
    one.port = server.sockets[0].getsockname()[1]
    try:
        yield one
    finally:
        server.close()
        for task in (still := tuple(one.busy)):
            task.cancel()
        await asyncio.gather(*still, return_exceptions=True)
