"""Listens to the manager interface and keeps every byte: the source of the recorded streams."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType

from tests.asterisk.exchange import HOST, Exchange
from tests.patience import PATIENCE_S

Message = dict[str, str]


@dataclass(frozen=True, slots=True)
class Heard:
    """One message and when its last byte was read (seconds, monotonic)."""

    message: Message
    at_s: float


class Tap:
    """A manager client with no opinions. Waits look at everything heard since the last `forget`."""

    def __init__(self, exchange: Exchange, username: str = "recorder") -> None:
        self._exchange, self._username = exchange, username
        self.raw = bytearray()
        self.heard: list[Heard] = []
        self._parsed = 0
        self._more = asyncio.Condition()
        self._actions = 0

    async def __aenter__(self) -> Tap:
        self._reader, self._writer = await asyncio.open_connection(HOST, self._exchange.ami_port)
        self._reading = asyncio.create_task(self._read())
        await self.ask("Login", Username=self._username, Secret=self._exchange.secret)
        await self.until(lambda message: message.get("Event") == "FullyBooted")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reading.cancel()
        self._writer.close()
        await asyncio.gather(self._reading, return_exceptions=True)
        if error is not None:
            story = "\n".join(_brief(heard.message) for heard in self.heard[-30:])
            error.add_note(f"the exchange said at last:\n{story}")

    async def ask(self, action: str, **headers: str) -> Message:
        """Send an action and wait for its response (the first message with its ActionID)."""
        self._actions += 1
        action_id = f"tap-{self._actions}"
        fields = {"Action": action, "ActionID": action_id, **headers}
        self._writer.write("".join(f"{k}: {v}\r\n" for k, v in fields.items()).encode() + b"\r\n")
        return await self.until(
            lambda message: message.get("ActionID") == action_id and "Response" in message
        )

    async def until(self, wanted: Callable[[Message], bool], count: int = 1) -> Message:
        """The `count`-th message that is wanted, of those heard and those still to come."""

        def found() -> list[Message]:
            return [heard.message for heard in self.heard if wanted(heard.message)]

        async with asyncio.timeout(PATIENCE_S), self._more:
            await self._more.wait_for(lambda: len(found()) >= count)
            return found()[count - 1]

    async def event(self, name: str, count: int = 1, **fields: str) -> Message:
        """As `until`, for an event with these fields (a value may be the beginning of a channel's name)."""
        return await self.until(
            lambda message: (
                message.get("Event") == name
                and all(message.get(key, "").startswith(value) for key, value in fields.items())
            ),
            count,
        )

    async def calls_live(self) -> bool:
        """Whether the exchange has a channel now."""
        if (await self.ask("CoreShowChannels")).get("EventList") != "start":
            return False
        listed = await self.event("CoreShowChannelsComplete", ActionID=f"tap-{self._actions}")
        return listed["ListItems"] != "0"

    async def settle(self, wanted: Callable[[list[Message]], bool]) -> None:
        """Wait until what was heard so far is as wanted, and everything that was sent until then is here."""
        async with asyncio.timeout(PATIENCE_S), self._more:
            await self._more.wait_for(lambda: wanted([heard.message for heard in self.heard]))
        await self.ask("Ping")

    async def _read(self) -> None:
        while data := await self._reader.read(65536):
            self.raw += data
            now_s = time.monotonic()
            async with self._more:
                while (end := self.raw.find(b"\r\n\r\n", self._parsed)) >= 0:
                    text = self.raw[self._parsed : end].decode()
                    self._parsed = end + 4
                    lines = (line.partition(":") for line in text.split("\r\n"))
                    message = {key: value.lstrip() for key, _, value in lines}
                    self.heard.append(Heard(message, now_s))
                self._more.notify_all()


def _brief(message: Message) -> str:
    names = ("Event", "Response", "Message", "Channel", "DestChannel", "ChannelStateDesc", "Cause-txt")
    return " ".join(message[name] for name in names if name in message)
