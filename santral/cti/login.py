"""How Santral makes itself known to the exchange."""

from __future__ import annotations

import asyncio
import hashlib

from santral.crm_core.errors import CommandRefused, TelephonyUnavailable
from santral.cti.loss import LinkDown, LossReason
from santral.cti.wire import AmiConnection, AmiSettings

EVENT_CLASSES = "system,call,agent"
"""The classes of events we ask for. The others (dialplan, reporting, security, dtmf, …) are more than half of
what a call makes the exchange say, and so it need not write them. Asking for less needs no permission."""


async def log_in(connection: AmiConnection, settings: AmiSettings) -> None:
    """Log in, and begin to watch that the connection lives. Raises `LinkDown`; it is then lost."""
    try:
        async with asyncio.timeout(settings.answer_timeout_s):
            await connection.greeted()
            who = {"Username": settings.username, "Events": EVENT_CLASSES}
            await connection.ask("Login", who | await _proof(connection, settings))
    except CommandRefused as refusal:
        raise connection.lose(LinkDown(LossReason.LOGIN_REFUSED, str(refusal.values["answer"]))) from None
    except (TimeoutError, TelephonyUnavailable):
        raise connection.lose(LinkDown(LossReason.NO_ANSWER, "to the login")) from None
    connection.watch()


async def _proof(connection: AmiConnection, settings: AmiSettings) -> dict[str, str]:
    """The secret where TLS hides it, else an MD5 answer to the exchange's challenge."""
    if settings.tls:
        return {"Secret": settings.secret}
    challenge = (await connection.ask("Challenge", {"AuthType": "MD5"})).response.get("Challenge", "")
    key = hashlib.md5((challenge + settings.secret).encode(), usedforsecurity=False).hexdigest()
    return {"AuthType": "MD5", "Key": key}
