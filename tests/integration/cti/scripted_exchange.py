"""An exchange that says what a test tells it to say, byte by byte, and keeps what it heard."""

from __future__ import annotations

import asyncio
import hashlib
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from santral.cti.wire import AmiSettings
from tests.patience import PATIENCE_S

BANNER = b"Asterisk Call Manager/11.0.0\r\n"
SECRET = "geheim-im-test"
Action = dict[str, str]
Reply = Callable[["Session", Action], None]


def message(*lines: str) -> bytes:
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode()


class Session:
    """One client. `say` writes as it is; what the client sent is answered by `ScriptedExchange.replies`."""

    def __init__(self, writer: asyncio.StreamWriter, uptime_s: int) -> None:
        self._writer = writer
        self.uptime_s = uptime_s
        self.challenge = "191612"
        self.gone = asyncio.Event()  # the client closed, or was hung up on

    def say(self, data: bytes) -> None:
        if not self._writer.is_closing():
            self._writer.write(data)

    def event(self, name: str, *lines: str) -> None:
        self.say(message(f"Event: {name}", *lines))

    def respond(self, action: Action, *lines: str, response: str = "Success") -> None:
        self.say(message(f"Response: {response}", f"ActionID: {action['ActionID']}", *lines))

    def refuse(self, action: Action, why: str) -> None:
        self.respond(action, f"Message: {why}", response="Error")

    def list(self, action: Action, *entries: tuple[str, ...], complete: str = "ListComplete") -> None:
        self.respond(action, "EventList: start", "Message: List will follow")
        for entry in entries:
            self.event(entry[0], *entry[1:], f"ActionID: {action['ActionID']}")
        self.event(complete, f"ActionID: {action['ActionID']}", "EventList: Complete")

    async def drained(self) -> None:
        await self._writer.drain()

    def hang_up(self) -> None:
        self._writer.transport.abort()


def challenge(session: Session, action: Action) -> None:
    session.respond(action, f"Challenge: {session.challenge}")


def log_in(session: Session, action: Action) -> None:
    key = hashlib.md5((session.challenge + SECRET).encode()).hexdigest()
    if action.get("Secret") == SECRET or action.get("Key") == key:
        session.respond(action, "Message: Authentication accepted")
        session.event("FullyBooted", f"Uptime: {session.uptime_s}", "Status: Fully Booted")
    else:
        session.refuse(action, "Authentication failed")


def pong(session: Session, action: Action) -> None:
    session.respond(action, "Ping: Pong", "Timestamp: 1795286606.000000")


def no_channels(session: Session, action: Action) -> None:
    session.list(action, complete="CoreShowChannelsComplete")


def no_queues(session: Session, action: Action) -> None:
    session.list(action, complete="QueueStatusComplete")


def silence(session: Session, action: Action) -> None:
    """Says nothing, as one who does not hear."""


class ScriptedExchange:
    """Listens on a free port. Change `replies` (by action's name) and `greeting` at any time."""

    def __init__(self) -> None:
        self.greeting = BANNER
        self.uptime_s = 793
        self.replies: dict[str, Reply] = {
            "Challenge": challenge,
            "Login": log_in,
            "Ping": pong,
            "CoreShowChannels": no_channels,
            "QueueStatus": no_queues,
        }
        self.heard: list[Action] = []
        self.sessions: list[Session] = []
        self.port = 0
        self._changed = asyncio.Condition()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        session = Session(writer, self.uptime_s)
        session.say(self.greeting)
        async with self._changed:
            self.sessions.append(session)
            self._changed.notify_all()
        try:
            while True:
                text = (await reader.readuntil(b"\r\n\r\n")).decode()
                action = dict(line.split(": ", 1) for line in text.strip().split("\r\n"))
                async with self._changed:
                    self.heard.append(action)
                    self._changed.notify_all()
                reply = self.replies.get(action["Action"])
                if reply:
                    reply(session, action)
                else:
                    session.refuse(action, "Invalid/unknown command")
        except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
            session.hang_up()
        finally:
            session.gone.set()

    async def until(self, condition: Callable[[], bool], deadline_s: float = PATIENCE_S) -> None:
        """Wait until `condition` holds; it is looked at whenever a client connects or says something."""
        async with asyncio.timeout(deadline_s), self._changed:
            await self._changed.wait_for(condition)

    async def heard_action(self, name: str, count: int = 1) -> Action:
        """The `count`-th action of that name, when it has come."""
        await self.until(lambda: len(self.heard_all(name)) >= count)
        return self.heard_all(name)[count - 1]

    def heard_all(self, name: str) -> list[Action]:
        return [action for action in self.heard if action["Action"] == name]

    @property
    def session(self) -> Session:
        return self.sessions[-1]

    def settings(self, **changes: object) -> AmiSettings:
        """To reach it, impatient enough for tests."""
        values: dict[str, object] = {
            "host": "127.0.0.1",
            "port": self.port,
            "username": "santral",
            "secret": SECRET,
            "connect_timeout_s": PATIENCE_S,
            "answer_timeout_s": PATIENCE_S,
            "ping_interval_s": 0.05,
            "silence_limit_s": PATIENCE_S,
            "first_retry_s": 0.01,
            "slowest_retry_s": 0.05,
            "refused_retry_s": 0.05,
            "steady_after_s": 0.0,
        }
        return AmiSettings(**(values | changes))  # type: ignore[arg-type]


@asynccontextmanager
async def scripted_exchange(
    context: ssl.SSLContext | None = None, port: int = 0
) -> AsyncIterator[ScriptedExchange]:
    exchange = ScriptedExchange()
    server = await asyncio.start_server(exchange.serve, "127.0.0.1", port, ssl=context)
    exchange.port = server.sockets[0].getsockname()[1]
    try:
        yield exchange
    finally:
        server.close()
        for session in exchange.sessions:
            session.hang_up()
            await session.gone.wait()
        await server.wait_closed()
