"""One message is sent once. Whatever the other side does, there is an outcome, soon, and it costs little."""

from __future__ import annotations

import asyncio
import ssl
import time
from datetime import datetime, timedelta
from typing import Final

import httpcore2

from santral.console.webhooks.checked_network import CheckedNetwork, NoSuchName, PlaceRefused
from santral.crm_core.webhooks.line import DueDelivery, Outcome
from santral.crm_core.webhooks.signing import headers

CONNECT_S: Final = 5.0
WHOLE_S: Final = 15.0
ANSWER_S: Final = 2.0
ANSWER_BYTES: Final = 2_000
"""So much of an answer is read, and for so long; the rest is nobody's business."""

PROBLEMS: Final[tuple[tuple[type[BaseException], str], ...]] = (
    (NoSuchName, "no-such-name"),
    (PlaceRefused, "place-refused"),
    (httpcore2.TimeoutException, "too-slow"),
    (TimeoutError, "too-slow"),
    (httpcore2.ConnectError, "no-connection"),
    (httpcore2.NetworkError, "broken-off"),
    (httpcore2.ProtocolError, "no-http"),
)
"""How it is told that no answer came, the more exact first. Words on the screen are chosen by it."""
UNKNOWN: Final = "failed"
NO_SECRET: Final = "no-secret"
REDIRECT: Final = "redirect"


class Sender:
    """Sends over connections that are not kept: an address gets few messages, and each may lead elsewhere
    than the one before. No redirect is followed, no cookie kept, no proxy of the environment asked."""

    def __init__(
        self, *, private_networks: bool, whole_s: float = WHOLE_S, answer_s: float = ANSWER_S
    ) -> None:
        self._private = private_networks
        self._whole_s = whole_s
        self._answer_s = answer_s
        self._ssl: ssl.SSLContext | None = None

    async def send(self, due: DueDelivery, at: datetime) -> Outcome:
        """`at` is now. Never raises for what the other side does. Nothing is sent unsigned."""
        if not due.secrets:
            return Outcome(at, 0, 0, NO_SECRET)
        started = time.monotonic()
        status, problem, answer, wait = 0, "", "", None
        try:
            async with asyncio.timeout(self._whole_s):
                status, answer, wait = await self._post(due, at)
        except Exception as error:  # noqa: BLE001 - a stranger's server must not stop the others' messages
            problem = next((word for kind, word in PROBLEMS if isinstance(error, kind)), UNKNOWN)
            if _is_of_tls(error):
                problem = "no-trust"
        if 300 <= status < 400:
            problem = REDIRECT
        took_ms = round((time.monotonic() - started) * 1000)
        return Outcome(at, took_ms, status, problem, answer, wait)

    async def _post(self, due: DueDelivery, at: datetime) -> tuple[int, str, timedelta | None]:
        sent = {
            "content-type": "application/json; charset=utf-8",
            "user-agent": "Santral-Webhooks",
            "accept-encoding": "identity",
            **headers(due.secrets, due.message_id, at, due.body),
        }
        if self._ssl is None:
            self._ssl = await asyncio.to_thread(httpcore2.default_ssl_context)
        async with (
            httpcore2.AsyncConnectionPool(
                ssl_context=self._ssl, network_backend=CheckedNetwork(private=self._private)
            ) as pool,
            pool.stream(
                "POST",
                due.url,
                headers=tuple(sent.items()),
                content=due.body.encode(),
                extensions={
                    "timeout": dict.fromkeys(("read", "write", "pool"), self._whole_s)
                    | {"connect": CONNECT_S}
                },
            ) as response,
        ):
            told = {name.lower(): value for name, value in response.headers}
            return (
                response.status,
                await _beginning(response, self._answer_s),
                _wait(told.get(b"retry-after", b"")),
            )


def _is_of_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False


async def _beginning(response: httpcore2.Response, within_s: float) -> str:
    """How the body begins, as text. That it is late, endless or broken takes nothing from its status."""
    read = bytearray()
    try:
        async with asyncio.timeout(within_s):
            async for chunk in response.aiter_stream():
                read += chunk
                if len(read) >= ANSWER_BYTES:
                    break
    except (TimeoutError, httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError):
        pass
    return read[:ANSWER_BYTES].decode("utf-8", "replace").replace("\0", "\ufffd")


def _wait(retry_after: bytes) -> timedelta | None:
    """What `Retry-After` says in seconds; a date, which it may be as well, is not read."""
    return timedelta(seconds=int(retry_after)) if retry_after.isdigit() and len(retry_after) < 7 else None
