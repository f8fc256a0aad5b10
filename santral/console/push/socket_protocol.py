"""The server's side of a WebSocket: sends at once what can be, and does not wait for ever for a browser that
never reads."""

from __future__ import annotations

from typing import Any, Final

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import OPEN

SEND_NOW: Final = "santral.send_now"
"""Under this name the scope's extensions have `SocketProtocol.send_now`."""
LINGER_S: Final = 5.0


class SocketProtocol(WebSocketsSansIOProtocol):
    """uvicorn's own, but for two things. Give the class to uvicorn as `ws`.

    A frame need not go through a task and four layers of `await` where the socket takes it now.

    At the end uvicorn only closes: a connection whose peer is alive and never reads would keep its socket and
    what was still to be sent for as long as that peer likes. So whatever could not be sent within `LINGER_S`
    after the end is thrown away."""

    async def run_asgi(self) -> None:
        extensions: dict[str, Any] = self.scope["extensions"]
        extensions[SEND_NOW] = self.send_now
        try:
            await super().run_asgi()
        finally:
            self.loop.call_later(LINGER_S, self.transport.abort)

    def send_now(self, text: str) -> bool:
        """False, and nothing is sent, where the socket is not open or the browser does not keep up."""
        if self.transport.is_closing() or not self.writable.is_set() or self.conn.state is not OPEN:
            return False
        self.conn.send_text(text.encode())
        try:
            self.transport.write(b"".join(self.conn.data_to_send()))
        except (RuntimeError, OSError):  # gone this very moment: whoever waits for it will be told so
            return False
        return True
