"""Bytes of a manager connection to messages: pure, no socket, no clock.

Messages are framed as bytes and decoded one by one, so a letter of several bytes is never cut by a read,
and one bad byte spoils one letter and nothing else. The text of a message is read by panoramisk.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from panoramisk.message import Message

AmiMessage = dict[str, str]
"""One event or response, headers as Asterisk writes them. Of a header that comes more than once the first
value is kept, but for `MULTI_LINE` headers: those hold all values, one a line."""

BANNER = b"Asterisk Call Manager/"
MULTI_LINE = frozenset({"ChanVariable", "Output"})
_END_OF_LINE = b"\r\n"
_END_OF_MESSAGE = b"\r\n\r\n"
_EVENT = b"Event: "
_ACTION_ID = b"\r\nActionID: "
_LONGEST_BANNER_BYTES = 256


class AmiGarbage(ValueError):
    """What comes is not the manager protocol, or lost its rhythm: the connection is of no more use."""


class AmiStream:
    """Reads one connection, from its banner on. Feed it what arrives, cut however the network cuts it.

    Where `relevant_events` are named, other events are dropped by their first line, unread, unless they
    answer an action. Two thirds of what a call makes the exchange say are no news for us.
    """

    def __init__(
        self,
        *,
        relevant_events: Iterable[str] | None = None,
        longest_message_bytes: int = 256 * 1024,
    ) -> None:
        self.banner = ""
        """The first line, as "Asterisk Call Manager/11.0.0"; empty until it has come."""
        self.unreadable = 0
        """How many messages were neither an event nor a response."""
        self._relevant = None if relevant_events is None else frozenset(n.encode() for n in relevant_events)
        self._longest_message_bytes = longest_message_bytes
        self._rest = b""

    def feed(self, data: bytes) -> list[AmiMessage]:
        """Messages that `data` completes, in order. Raises `AmiGarbage`; the stream is then to be dropped."""
        self._rest += data
        if not self.banner and not self._read_banner():
            return []
        *frames, self._rest = self._rest.split(_END_OF_MESSAGE)
        if len(self._rest) > self._longest_message_bytes:
            raise AmiGarbage(f"no end of message in {len(self._rest)} bytes")
        messages = []
        for frame in frames:
            if self._relevant is not None and self._is_irrelevant(frame, self._relevant):
                continue
            message = read_message(frame)
            if message is None:
                self.unreadable += 1
            else:
                messages.append(message)
        return messages

    @staticmethod
    def _is_irrelevant(frame: bytes, relevant: frozenset[bytes]) -> bool:
        return (
            frame.startswith(_EVENT)
            and frame.split(_END_OF_LINE, 1)[0][len(_EVENT) :] not in relevant
            and _ACTION_ID not in frame
        )

    def _read_banner(self) -> bool:
        if self._rest[: len(BANNER)] != BANNER[: len(self._rest)]:
            raise AmiGarbage(f"expected an Asterisk Call Manager, got {self._rest[:40]!r}")
        line, end, rest = self._rest.partition(_END_OF_LINE)
        if len(line) > _LONGEST_BANNER_BYTES:
            raise AmiGarbage(f"no end of banner in {len(line)} bytes")
        if not end:
            return False
        self.banner, self._rest = line.decode("utf-8", "replace"), rest
        return True


def read_message(frame: bytes) -> AmiMessage | None:
    """One message without its closing blank line; None for what is neither an event nor a response."""
    read = _Headers.from_line(frame.lstrip(_END_OF_LINE).decode("utf-8", "replace"))
    if read is None:
        return None
    headers: dict[str, Any] = read.headers
    for name, value in headers.items():
        if value.__class__ is list:
            headers[name] = "\n".join(value) if name in MULTI_LINE else value[0]
    return headers


class _Headers(Message):  # type: ignore[misc]
    """panoramisk's message without its case-insensitive index, which takes half the time of reading."""

    def __init__(self, headers: Mapping[str, Any], content: str = "") -> None:
        self.headers = headers
