"""The least a server can do: parse what the exchange says, and for each ring write a frame to the agent.

    python -m benchmarks.bare_limit PORT AMI_PORT FRAME_BYTES

The same login, the same parser, the same ASGI server and socket as the console, but no call model, no
database, no rendering, no stream. A frame is as long as the console's were.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from benchmarks.browsers import allow_many_sockets
from santral.console.push.socket import BrowserSocket
from santral.console.push.socket_protocol import SocketProtocol
from santral.cti.ami_events import RELEVANT_EVENTS
from santral.cti.ami_stream import AmiStream
from santral.cti.login import EVENT_CLASSES


class BareServer:
    def __init__(self, ami_port: int, frame_bytes: int) -> None:
        self._ami_port = ami_port
        self._filling = "x" * max(0, frame_bytes - 60)
        self._sockets: dict[str, BrowserSocket] = {}
        self.messages = 0

    async def follow(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._ami_port)
        login = f"Action: Login\r\nUsername: santral\r\nSecret: secret\r\nEvents: {EVENT_CLASSES}\r\n\r\n"
        writer.write(login.encode())
        stream = AmiStream(relevant_events=RELEVANT_EVENTS)
        number = 0
        while data := await reader.read(65536):
            for message in stream.feed(data):
                self.messages += 1
                if message.get("Event") == "AgentCalled" and message["Interface"] in self._sockets:
                    number += 1
                    key = message["Linkedid"].replace(".", "-")
                    frame = f'{{"n":{number},"put":{{"call-{key}":"","customer-{key}":"{self._filling}"}}}}'
                    if not self._sockets[message["Interface"]].send_now(frame):
                        raise RuntimeError("a browser does not keep up with its one frame in a while")

    async def serve(self, websocket: WebSocket) -> None:
        await websocket.accept()
        self._sockets[websocket.query_params["device"]] = BrowserSocket(websocket)
        with contextlib.suppress(WebSocketDisconnect):
            while True:
                await websocket.receive_text()

    @asynccontextmanager
    async def lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as group:
            task = group.create_task(self.follow())
            print("ready", flush=True)
            yield
            task.cancel()


def main(port: int, ami_port: int, frame_bytes: int) -> None:
    allow_many_sockets()
    bare = BareServer(ami_port, frame_bytes)
    app = Starlette(routes=[WebSocketRoute("/ws", bare.serve)], lifespan=bare.lifespan)
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=port,
        loop="auto",
        ws=SocketProtocol,
        ws_per_message_deflate=False,
        log_level="error",
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
