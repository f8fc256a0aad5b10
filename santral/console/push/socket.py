"""`/ws`: the socket over which a browser is kept up to date.

A page that shows a record comes with `?at=…`, as `application-12`: while its socket is open, who opened it is
there (`places.py`). A browser that was here before comes with `?epoch=…&after=…`, the last number it has. It
says nothing but `ping`, to find out whether the server is still there; other short texts are ignored, and
whoever talks much is cut off. Whether the browser is still there is found out by the pings of the protocol,
which the server below sends; a page neither sees those nor can send its own.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from santral.console.push.hub import Hub
from santral.console.push.line import LEFT, TOO_SLOW, SocketGone
from santral.console.push.places import Places
from santral.console.push.socket_protocol import SEND_NOW
from santral.console.screens.screens import Screens
from santral.console.web.answers import language_of
from santral.crm_core.guarded_route import GuardedSocket
from santral.crm_core.users.roles import EVERYBODY
from santral.crm_core.users.signed_in_user import signed_in

LONGEST_MESSAGE: Final = 1024
MOST_MESSAGES: Final = 60
PER_S: Final = 60.0
TOO_LONG: Final = 1009
MISBEHAVES: Final = 1008
PING: Final = "ping"
PONG: Final = '{"pong":true}'
PONG_DEADLINE_S: Final = 5.0


class BrowserSocket:
    """The hub's `Socket`, on Starlette's."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket
        self._send_now: Callable[[str], bool] = websocket.scope.get("extensions", {}).get(SEND_NOW, _never)

    def send_now(self, text: str) -> bool:
        return self._send_now(text)

    async def send(self, text: str) -> None:
        try:
            await self._websocket.send_text(text)
        except (WebSocketDisconnect, RuntimeError, OSError) as error:
            raise SocketGone from error

    async def read(self) -> int:
        said, since = 0, time.monotonic()
        while True:
            message = await self._websocket.receive()
            if message["type"] == "websocket.disconnect":
                return LEFT
            if len(message.get("text") or message.get("bytes") or "") > LONGEST_MESSAGE:
                return TOO_LONG
            now = time.monotonic()
            if now - since > PER_S:
                said, since = 0, now
            said += 1
            if said > MOST_MESSAGES:
                return MISBEHAVES
            if message.get("text") == PING and (code := await self._answer_ping()):
                return code

    async def _answer_ping(self) -> int:
        """Past the queue of frames: it has no number, and says nothing of what is shown. Returns 0, or the
        code with which to cut the browser off."""
        try:
            async with asyncio.timeout(PONG_DEADLINE_S):
                await self.send(PONG)
        except TimeoutError:
            return TOO_SLOW
        except SocketGone:
            return LEFT
        return 0

    async def close(self, code: int) -> None:
        if self._websocket.client_state is WebSocketState.DISCONNECTED:
            return
        try:
            await self._websocket.close(code)
        except (RuntimeError, OSError) as error:
            raise SocketGone from error


def _never(_text: str) -> bool:
    """For a server that is not ours: everything waits its turn."""
    return False


def socket_route(hub: Hub, screens: Screens, places: Places) -> GuardedSocket:
    async def serve(websocket: WebSocket) -> None:
        user = signed_in(websocket)
        epoch = websocket.query_params.get("epoch", "")[:40]
        after = websocket.query_params.get("after", "")
        try:
            await websocket.accept()
        except OSError:  # the browser left before it was let in: a page opened and closed at once
            return
        screens.speak(user.user_id, language_of(websocket).code)
        number = int(after) if after.isascii() and after.isdigit() and len(after) < 16 else -1
        with places.visit(websocket.query_params.get("at", ""), user.user_id):
            await hub.serve(BrowserSocket(websocket), user.user_id, user.session_id, epoch, number)

    return GuardedSocket("/ws", serve, roles=EVERYBODY)
