"""Runs the application on a port until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from collections.abc import Callable
from types import FrameType

import structlog
import uvicorn
from starlette.applications import Starlette

from santral.console.garbage import collect_in_turns, leave_out_the_start
from santral.console.push.socket_protocol import SocketProtocol
from santral.console.settings import Settings

LARGEST_SOCKET_MESSAGE = 64 * 1024
"""Bytes. Browsers send commands and notes, never files, over the socket."""
SWITCH_INTERVAL_S = 0.0005
"""How long the loop may keep the database's threads from handing over an answer they have. Python's own 5 ms
come five times in one look at the directory, since its answer goes back and forth so often."""


STOPPING_ALREADY = "stopping already: what waits is written first"

log = structlog.get_logger(__name__)


class PortTaken(Exception):
    """`sentence` says which and what to do."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises `PortTaken`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With its protocol named: else asyncio lets the second half of an answer wait 40 ms for a program that
    # keeps its connection (it switches Nagle's algorithm off for nothing else; uvloop does for all).
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise PortTaken(
            f"Santral cannot listen on {host}, port {port}: {error.strerror}. "
            "Stop what listens there, or set SANTRAL_HOST and SANTRAL_PORT."
        ) from error
    return listening


def address_of(listening: socket.socket) -> str:
    """How a browser on this machine reaches it."""
    host, port = listening.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}"


def serve(app: Starlette, settings: Settings, listening: socket.socket, on_ready: Callable[[], None]) -> bool:
    """Serve until SIGTERM or SIGINT, then finish what is under way. Returns False where the house could not
    be opened; the log tells why.

    When it stops, browsers are told 1012 ("service restart") first, requests under way are answered, then
    the house closes: telephony is left, the journal is written, the database is let go. Being told so again
    skips nothing of that.
    """
    server = _Server(
        uvicorn.Config(
            app,
            loop="auto",
            ws=SocketProtocol,
            ws_per_message_deflate=False,  # 300 KB a socket for frames of 1 KB
            ws_max_size=LARGEST_SOCKET_MESSAGE,
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=True,
            forwarded_allow_ips=settings.trusted_proxies,
            timeout_graceful_shutdown=settings.shutdown_s,
        ),
        on_ready,
    )
    for told_to_stop in (signal.SIGTERM, signal.SIGINT):
        # When all is done uvicorn raises the signal it was stopped by once more; that is no failure here.
        signal.signal(told_to_stop, lambda *_: None)
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    server.run(sockets=[listening])
    return server.started


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready
        self._loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        if self.started:
            leave_out_the_start()
            self._on_ready()

    async def main_loop(self) -> None:
        async with asyncio.TaskGroup() as group:
            collecting = group.create_task(collect_in_turns())
            try:
                await super().main_loop()
            finally:
                collecting.cancel()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """uvicorn would leave at the second ctrl-C, before the last rows are written."""
        if not self.should_exit:
            super().handle_exit(sig, frame)
        elif self._loop is not None:  # a signal comes anywhere, even in the middle of writing the log
            self._loop.call_soon_threadsafe(log.warning, STOPPING_ALREADY)
