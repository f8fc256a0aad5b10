"""Keeps a link to the exchange: makes a connection, hands it over, and makes the next one when it is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NoReturn

import structlog

from santral.crm_core.bus import Bus
from santral.crm_core.errors import TelephonyUnavailable
from santral.cti.agent_events import LinkLost, LinkUp
from santral.cti.ami_request import Answer
from santral.cti.login import log_in
from santral.cti.loss import LinkDown, LossReason
from santral.cti.retry import RetryDelays
from santral.cti.wire import NOT_SENT, AmiConnection, AmiSettings, connect

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class LinkStatus:
    """How the link is, `since` when. `reason` is an English message id: why it is down, or what it lacks
    though it is up, mostly `""`. `exchange` is what the exchange last said it is."""

    up: bool
    since: datetime
    reason: str
    exchange: str


class Link:
    """The link. `up` only after whoever follows it has `confirm`ed that the books agree with the exchange;
    before that, and after a loss, commands fail at once and are never sent."""

    def __init__(
        self,
        settings: AmiSettings,
        bus: Bus,
        relevant_events: Iterable[str] | None,
        now: Callable[[], datetime],
    ) -> None:
        self.status = LinkStatus(False, now(), LossReason.STARTING, "")
        self._settings = settings
        self._bus = bus
        self._relevant_events = relevant_events
        self._now = now
        self._confirmed: AmiConnection | None = None
        self._delays = RetryDelays(settings)

    async def keep(self, follow: Callable[[AmiConnection], Awaitable[NoReturn]]) -> NoReturn:
        """For ever: connect, log in, `follow` the connection until that raises `LinkDown`, wait, again."""
        loop = asyncio.get_running_loop()
        while True:
            began_at = loop.time()
            loss = await self._live(follow)
            lived_s = loop.time() - began_at if self.status.up else 0
            self._note(loss)
            await asyncio.sleep(self._delays.after(loss.reason, lived_s))

    def confirm(self, connection: AmiConnection, *, restarted: bool, reason: str = "") -> None:
        """The books agree with the exchange, but for `reason`: from now on the link is up."""
        if connection.lost or connection is self._confirmed:
            return
        self._confirmed = connection
        self.status = LinkStatus(True, self._now(), reason, connection.exchange)
        log.info("telephony link up", exchange=connection.exchange, restarted=restarted)
        self._bus.publish(LinkUp(self.status.since, connection.exchange, restarted))

    def lack(self, reason: str, *, lacking: bool) -> None:
        """Though the link is up it lacks something, or no longer does. A reason that stands already stays."""
        if self.status.up and self.status.reason == ("" if lacking else reason):
            self.status = replace(self.status, reason=reason if lacking else "")
            if lacking:
                log.warning("telephony link lacks something", reason=reason)

    async def ask(
        self,
        action: str,
        headers: Mapping[str, str] | None = None,
        *,
        timeout_s: float | None = None,
        until_event: str = "",
    ) -> Answer:
        """As `AmiConnection.ask`. Raises `TelephonyUnavailable` at once while the link is down."""
        if self._confirmed is None:
            raise TelephonyUnavailable(NOT_SENT)
        return await self._confirmed.ask(action, headers, timeout_s=timeout_s, until_event=until_event)

    async def _live(self, follow: Callable[[AmiConnection], Awaitable[NoReturn]]) -> LinkDown:
        """One connection, from its making to its loss."""
        try:
            connection = await connect(self._settings, self._relevant_events)
        except LinkDown as loss:
            return loss
        try:
            await log_in(connection, self._settings)
            await follow(connection)
        except LinkDown as loss:
            return loss
        except Exception as fault:  # whatever it is, the screens must be told and the next attempt made
            log.exception("following the exchange failed")
            return LinkDown(LossReason.FAULT, repr(fault))
        finally:
            self._confirmed = None
            connection.lose(LinkDown(LossReason.CLOSED, "by us"))

    def _note(self, loss: LinkDown) -> None:
        """Tell everybody, once for every new reason; `since` stays that of the first loss."""
        if not self.status.up and self.status.reason == loss.reason:
            return
        since = self._now() if self.status.up else self.status.since
        self.status = LinkStatus(False, since, loss.reason, self.status.exchange)
        log.warning("telephony link down", reason=loss.reason.name, detail=loss.detail)
        self._bus.publish(LinkLost(since, loss.reason))
