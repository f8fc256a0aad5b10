"""Many agents' browsers in one process: opens the sockets and writes down when each pop arrives.

    python -m benchmarks.browsers PORT AGENTS_FILE ARRIVALS_FILE

Every line of the arrivals: device, what came (`call` or `customer`), its id, nanoseconds of the monotonic
clock (which all processes of a machine share) when the frame was read, bytes of the frame. Only the first
arrival of each is written. The WebSocket is spoken by hand: what is measured is the server, and a library
for each of a thousand sockets would cost more than it.
"""

from __future__ import annotations

import asyncio
import base64
import os
import re
import resource
import signal
import sys
import time
from pathlib import Path
from typing import TextIO

_KEY = re.compile(rb'"(call|customer)-([A-Za-z0-9_-]+)":')


class Browser(asyncio.Protocol):
    def __init__(self, port: int, device: str, token: str, arrivals: TextIO) -> None:
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.frames = 0
        self.bytes = 0
        self._port, self._device, self._token = port, device, token
        self._arrivals = arrivals
        self._seen: set[bytes] = set()
        self._data = b""
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(
            (
                f"GET /ws?device={self._device} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n"
                f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\n"
                f"Origin: http://127.0.0.1:{self._port}\r\nCookie: santral={self._token}\r\n\r\n"
            ).encode()
        )

    def data_received(self, data: bytes) -> None:
        moment = time.monotonic_ns()
        self._data += data
        if not self.opened.done():
            head, end, rest = self._data.partition(b"\r\n\r\n")
            if not end:
                return
            if b" 101 " not in head.partition(b"\r\n")[0]:
                self.opened.set_exception(ConnectionError(head.decode()))
                return
            self.opened.set_result(None)
            self._data = rest
        while (frame := self._take_frame()) is not None:
            opcode, payload = frame
            if opcode == 9:
                self._transport.write(b"\x8a" + bytes([0x80 | len(payload)]) + bytes(4) + payload)
            elif opcode == 1:
                self._on_text(payload, moment)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(exc or ConnectionError("closed at once"))

    def _take_frame(self) -> tuple[int, bytes] | None:
        """A server's frames are not masked, and these are never cut in parts."""
        data = self._data
        if len(data) < 2:
            return None
        length, start = data[1] & 0x7F, 2
        if length == 126:
            length, start = int.from_bytes(data[2:4], "big"), 4
        elif length == 127:
            length, start = int.from_bytes(data[2:10], "big"), 10
        if len(data) < start + length:
            return None
        self._data = data[start + length :]
        return data[0] & 0x0F, data[start : start + length]

    def _on_text(self, payload: bytes, moment: int) -> None:
        self.frames += 1
        self.bytes += len(payload)
        if payload.startswith(b'{"n":') and b'"put":' in payload[:40]:
            for kind, name in _KEY.findall(payload):
                if (key := kind + name) not in self._seen:
                    self._seen.add(key)
                    self._arrivals.write(
                        f"{self._device}\t{kind.decode()}\t{name.decode()}\t{moment}\t{len(payload)}\n"
                    )


async def run(port: int, agents: list[list[str]], file: TextIO) -> None:
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stopped.set)
    browsers = [Browser(port, device, token, file) for device, token in agents]
    for start in range(0, len(browsers), 50):  # as people come to work: not all in one instant
        batch = browsers[start : start + 50]
        for browser in batch:
            await loop.create_connection(lambda browser=browser: browser, "127.0.0.1", port)  # type: ignore[misc]
        await asyncio.gather(*(browser.opened for browser in batch))
    print(f"connected {len(browsers)}", flush=True)
    await stopped.wait()
    print(f"frames {sum(b.frames for b in browsers)} bytes {sum(b.bytes for b in browsers)}", flush=True)


def allow_many_sockets() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 65536)), hard))


if __name__ == "__main__":
    allow_many_sockets()
    with Path(sys.argv[3]).open("w") as arrivals:
        lines = Path(sys.argv[2]).read_text().splitlines()
        asyncio.run(run(int(sys.argv[1]), [line.split("\t") for line in lines], arrivals))
