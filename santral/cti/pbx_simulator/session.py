"""One manager's link: its bytes in and out, who is logged in on it, and which events it gets."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from santral.cti.pbx_simulator.actions import perform
from santral.cti.pbx_simulator.ami_text import class_of, lines
from santral.cti.pbx_simulator.event_filter import EventFilter

if TYPE_CHECKING:
    from santral.cti.pbx_simulator.exchange import Exchange

BANNER = b"Asterisk Call Manager/11.0.0\r\n"
_CLASS_NAMES = """
system call log verbose command agent user config dtmf reporting cdr dialplan originate agi cc aoc test
security message
"""
ALL_CLASSES = frozenset(_CLASS_NAMES.split())
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True, slots=True)
class AmiUser:
    """A user of manager.conf; `read`: the event classes it gets, `write`: the actions it may do."""

    secret: str
    read: frozenset[str] = ALL_CLASSES
    write: frozenset[str] = ALL_CLASSES


class Session(asyncio.Protocol):
    """Keeps `max_backlog_bytes` for a manager that reads too slowly, then drops it, as Asterisk does."""

    def __init__(
        self,
        exchange: Exchange,
        users: Mapping[str, AmiUser],
        sessions: set[Session],
        *,
        max_backlog_bytes: int = 64 << 20,
    ) -> None:
        self.exchange = exchange
        self.users = users
        self.username = ""
        self.user: AmiUser | None = None
        self.challenge = ""
        self.classes = ALL_CLASSES
        self.filter = EventFilter()
        self.frozen = False
        self.logged_off = False
        self._sessions = sessions
        self._max_backlog_bytes = max_backlog_bytes
        self._received = b""
        self._out: list[bytes] = []
        self._transport: asyncio.Transport

    # -- asyncio.Protocol ----------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # of a stream server
        self._transport = transport
        self._sessions.add(self)
        self.exchange.listeners.append(self)
        if not self.frozen:
            transport.write(BANNER)

    def connection_lost(self, exc: Exception | None) -> None:
        self._sessions.discard(self)
        if self in self.exchange.listeners:
            self.exchange.listeners.remove(self)

    def data_received(self, data: bytes) -> None:
        if self.frozen:
            return
        *actions, self._received = _BLANK_LINE.split(self._received + data)
        for action in actions:
            if action.strip():
                fields = _fields_of(action.decode())
                self.exchange.run(lambda fields=fields: perform(self, fields))  # type: ignore[misc]

    # -- speaking ----------------------------------------

    def respond(self, action: Mapping[str, str], response: str, message: str = "", **more: object) -> None:
        """The answer to an action; the caller's ActionID comes second, as Asterisk puts it."""
        action_id = action.get("actionid", "")
        self.say(
            lines(
                Response=response,
                **({"ActionID": action_id} if action_id else {}),
                **({"Message": message} if message else {}),
                **more,
            )
        )

    def say(self, text: str) -> None:
        self._out.append(f"{text}\r\n".encode())

    def on_event(self, event: str, text: bytes) -> None:
        if self.user is not None and class_of(event) in self.classes and self.filter.passes(event, text):
            self._out.append(text)

    def flush(self) -> None:
        if self._out and not self.frozen and not self._transport.is_closing():
            self._transport.write(b"".join(self._out))
            if self._transport.get_write_buffer_size() > self._max_backlog_bytes:
                self._transport.abort()
        self._out.clear()
        if self.logged_off:
            self._transport.close()

    def drop(self) -> None:
        """The link breaks, without a word."""
        self._transport.abort()

    @property
    def addresses(self) -> tuple[str, str]:
        """The exchange's and the manager's, as security events write them."""
        local = self._transport.get_extra_info("sockname")
        remote = self._transport.get_extra_info("peername")
        return f"IPV4/TCP/{local[0]}/{local[1]}", f"IPV4/TCP/{remote[0]}/{remote[1]}"


def _fields_of(text: str) -> dict[str, str]:
    """Field names are lower-cased: Asterisk takes them in any case. A repeated field keeps the last."""
    fields = {}
    for line in text.splitlines():
        name, colon, value = line.partition(":")
        if colon:
            fields[name.strip().lower()] = value.strip()
    return fields
