"""What the server's side of a socket sends at once, and when it says that it cannot."""

from __future__ import annotations

import asyncio

import pytest
import uvicorn
from uvicorn.server import ServerState
from websockets.client import ClientProtocol
from websockets.frames import Frame
from websockets.uri import parse_uri

from santral.console.push.socket_protocol import SocketProtocol
from tests.patience import PATIENCE_S


class Wire(asyncio.Transport):
    """Takes all bytes, until it is broken."""

    def __init__(self) -> None:
        super().__init__()
        self.written, self.is_broken, self.closing = b"", False, False
        self.first = asyncio.Event()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if self.is_broken:
            raise RuntimeError("the handler is closed")
        self.written += data
        self.first.set()

    def is_closing(self) -> bool:
        return self.closing

    def close(self) -> None:
        self.closing = True

    def abort(self) -> None:
        self.closing = True


@pytest.fixture
async def opened() -> tuple[SocketProtocol, Wire, ClientProtocol]:
    """A socket that a browser has opened."""

    async def accept(scope: object, receive: object, send: object) -> None:
        await send({"type": "websocket.accept"})  # type: ignore[operator]
        await asyncio.Event().wait()

    config = uvicorn.Config(accept, ws=SocketProtocol, ws_ping_interval=None)
    config.load()
    protocol, wire = SocketProtocol(config, ServerState(), {}), Wire()
    browser = ClientProtocol(parse_uri("ws://santral.example/ws"))
    browser.send_request(browser.connect())
    protocol.connection_made(wire)
    protocol.data_received(b"".join(browser.data_to_send()))
    async with asyncio.timeout(PATIENCE_S):
        await wire.first.wait()
    browser.receive_data(wire.written)
    browser.events_received()
    wire.written = b""
    return protocol, wire, browser


Opened = tuple[SocketProtocol, Wire, ClientProtocol]


async def test_a_frame_is_written_at_once(opened: Opened) -> None:
    protocol, wire, browser = opened
    assert protocol.send_now('{"n":1}')
    browser.receive_data(wire.written)
    (frame,) = browser.events_received()
    assert isinstance(frame, Frame)
    assert frame.data == b'{"n":1}'


async def test_nothing_is_written_to_a_browser_that_does_not_keep_up(opened: Opened) -> None:
    protocol, wire, _ = opened
    protocol.pause_writing()
    assert not protocol.send_now('{"n":1}')
    assert wire.written == b""
    protocol.resume_writing()
    assert protocol.send_now('{"n":1}')


async def test_nothing_is_written_after_the_end(opened: Opened) -> None:
    protocol, wire, browser = opened
    browser.send_close(1001)
    protocol.data_received(b"".join(browser.data_to_send()))
    wire.written = b""
    assert not protocol.send_now('{"n":1}')
    assert wire.written == b""


async def test_a_browser_that_is_gone_this_very_moment_harms_nobody(opened: Opened) -> None:
    protocol, wire, _ = opened
    wire.is_broken = True
    assert not protocol.send_now('{"n":1}')
    wire.closing = True
    assert not protocol.send_now('{"n":1}')
