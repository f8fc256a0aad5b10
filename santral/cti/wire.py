"""One connection to Asterisk's manager interface: from its first byte to its loss.

A connection is never mended: once lost it stays lost, all that waits for an answer fails, nothing is sent
again, and whoever follows it makes a new one. Everything that is read comes in at once and waits in a bounded
inbox, since Asterisk cuts off a client that reads slowly.
"""

from __future__ import annotations

import asyncio
import secrets
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, cast

from santral.crm_core.errors import TelephonyUnavailable
from santral.cti.ami_request import Answer, PendingAction, no_answer, write_action
from santral.cti.ami_stream import AmiGarbage, AmiMessage, AmiStream
from santral.cti.loss import LinkDown, LossReason

PING_INTERVAL_S: Final = 4.0
SILENCE_LIMIT_S: Final = 12.0
FIRST_RETRY_S: Final = 1.0
ANSWER_TIMEOUT_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class AmiSettings:
    """Where the exchange is, who we are to it, and how patient we are with it. Times in seconds."""

    host: str
    port: int
    username: str
    secret: str = field(repr=False)
    tls: bool = False
    ca_file: Path | None = (
        None  # who may have signed the exchange's certificate; None: the system's authorities
    )
    tls_server_name: str = ""  # the name in its certificate where that is not `host`
    dial_context: str = "internal"  # dialplan context for numbers dialled from the screen and for transfers
    ring_timeout_s: float = 30  # how long the agent's own phone rings at click to call
    connect_timeout_s: float = 5
    answer_timeout_s: float = ANSWER_TIMEOUT_S
    ping_interval_s: float = PING_INTERVAL_S
    silence_limit_s: float = SILENCE_LIMIT_S  # nothing was heard for so long: the link is lost
    first_retry_s: float = FIRST_RETRY_S
    slowest_retry_s: float = 10  # screens that stand still while the exchange is back cost more than a try
    refused_retry_s: float = 60  # after a refused login, which mends itself only when somebody acts
    steady_after_s: float = 10  # a link that lived so long was a good one: the next retry comes soon
    inbox_limit: int = 100_000  # messages read but not yet understood


class AmiConnection(asyncio.Protocol):
    """One connection. `ask` to act, `received` to follow, `lose` to end it."""

    def __init__(self, settings: AmiSettings, relevant_events: Iterable[str] | None) -> None:
        self._settings = settings
        self._loop = asyncio.get_running_loop()
        relevant = None if relevant_events is None else {*relevant_events, "Shutdown"}
        self._stream = AmiStream(relevant_events=relevant)
        self._pending: dict[str, PendingAction] = {}
        self._id_prefix = f"santral-{secrets.token_hex(4)}-"
        self._ids = 0
        self._inbox: list[AmiMessage] = []
        self._news = asyncio.Event()
        self._loss: LinkDown | None = None
        self._heard_at = self._loop.time()
        self._beat: asyncio.TimerHandle | None = None

    @property
    def exchange(self) -> str:
        """What the exchange says it is; empty until it has greeted us."""
        return self._stream.banner

    @property
    def lost(self) -> bool:
        return self._loss is not None

    @property
    def waiting(self) -> int:
        """How many actions wait for their answer. Each has a deadline, so there are never many."""
        return len(self._pending)

    async def greeted(self) -> None:
        """Returns once the exchange has said what it is. Raises `LinkDown`."""
        while not self._stream.banner:
            if self._loss:
                raise self._loss
            self._news.clear()
            await self._news.wait()

    async def received(self) -> list[AmiMessage]:
        """What came since the last time, at least one message, in order. For one reader only.

        Raises `LinkDown` when there is nothing left to read on a lost connection.
        """
        while not self._inbox:
            if self._loss:
                raise self._loss
            self._news.clear()
            await self._news.wait()
        return self.received_so_far()

    def received_so_far(self) -> list[AmiMessage]:
        """As `received`, but what is here already, maybe nothing."""
        messages, self._inbox = self._inbox, []
        return messages

    async def ask(
        self,
        action: str,
        headers: Mapping[str, str] | None = None,
        *,
        timeout_s: float | None = None,
        until_event: str = "",
    ) -> Answer:
        """Send an action and wait for its answer, with all entries where it is a list.

        Raises `InvalidInput` (not sent), `TelephonyUnavailable` (not sent, no answer in time, or lost while
        it waited) or `CommandRefused`.
        """
        self._ids += 1
        action_id = f"{self._id_prefix}{self._ids}"
        text = write_action(action, action_id, headers or {})
        if self._loss:
            raise TelephonyUnavailable(NOT_SENT)
        pending = self._pending[action_id] = PendingAction(action, until_event)
        try:
            self._transport.write(text)
            async with asyncio.timeout(timeout_s or self._settings.answer_timeout_s):
                return await pending.answer
        except TimeoutError:
            raise no_answer() from None
        finally:
            del self._pending[action_id]

    def watch(self) -> None:
        """From now on (the login is done) ask for signs of life, and be lost when there are none."""
        silent_s = self._loop.time() - self._heard_at
        patience_s = self._settings.silence_limit_s - silent_s
        if patience_s <= 0:
            self.lose(LinkDown(LossReason.SILENT, f"for {silent_s:.1f} s"))
        elif not self._loss:
            # The answer has an id that nobody waits for: to be heard is all that counts.
            self._transport.write(write_action("Ping", f"{self._id_prefix}ping", {}))
            self._beat = self._loop.call_later(min(self._settings.ping_interval_s, patience_s), self.watch)

    def lose(self, loss: LinkDown) -> LinkDown:
        """End the connection, if it has not ended yet; what waits for an answer fails now.

        Returns what it ended by: an earlier loss stands.
        """
        if self._loss:
            return self._loss
        self._loss = loss
        if self._beat:
            self._beat.cancel()
        self._transport.abort()
        for pending in self._pending.values():
            pending.fail(TelephonyUnavailable(LOST_BEFORE_ANSWER))
        self._news.set()
        return loss

    # What asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._heard_at = self._loop.time()
        if self._loss:
            return
        try:
            messages = self._stream.feed(data)
        except AmiGarbage as garbage:
            reason = LossReason.GARBAGE if self._stream.banner else LossReason.NOT_AN_EXCHANGE
            self.lose(LinkDown(reason, str(garbage)))
            return
        for message in messages:
            self._take(message)
        if len(self._inbox) > self._settings.inbox_limit:
            # We have lost sight: the books are better rebuilt than brought up to date from a backlog.
            self._inbox.clear()
            self.lose(LinkDown(LossReason.OVERRUN))
        self._news.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self.lose(LinkDown(LossReason.CLOSED, str(exc or "")))

    def _take(self, message: AmiMessage) -> None:
        action_id = message.get("ActionID", "")
        ours = action_id.startswith(self._id_prefix)
        if ours and (pending := self._pending.get(action_id)):
            pending.take(message)
        event = message.get("Event", "")
        if event and (not ours or event in TOLD_TO_EVERYBODY):
            self._inbox.append(message)
        if event == "Shutdown":
            self.lose(LinkDown(LossReason.SHUT_DOWN))


TOLD_TO_EVERYBODY = frozenset({"OriginateResponse"})
"""Events that answer one manager's action and are news for all."""

NOT_SENT = "There is no link to the telephone exchange. Nothing was done."
LOST_BEFORE_ANSWER = "The link to the telephone exchange was lost. It is not known whether this was done."


async def connect(settings: AmiSettings, relevant_events: Iterable[str] | None = None) -> AmiConnection:
    """A new connection, not yet logged in. Raises `LinkDown`.

    `relevant_events`: which events may arrive in the inbox, None for all; `Shutdown` always ends the link.
    """
    loop = asyncio.get_running_loop()
    context = _tls_context(settings) if settings.tls else None
    try:
        async with asyncio.timeout(settings.connect_timeout_s):
            _, connection = await loop.create_connection(
                lambda: AmiConnection(settings, relevant_events),
                settings.host,
                settings.port,
                ssl=context,
                server_hostname=(settings.tls_server_name or settings.host) if context else None,
            )
    except TimeoutError as error:
        raise LinkDown(LossReason.UNREACHABLE, "no answer to the attempt to connect") from error
    except ssl.SSLError as error:
        raise LinkDown(LossReason.NOT_ENCRYPTED, str(error)) from error
    except OSError as error:
        raise LinkDown(LossReason.UNREACHABLE, str(error)) from error
    return connection


def _tls_context(settings: AmiSettings) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=settings.ca_file)
    except OSError as error:
        raise LinkDown(LossReason.NOT_ENCRYPTED, f"{settings.ca_file}: {error}") from error
