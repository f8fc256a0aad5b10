"""Santral's own telephony on the real exchange, and everything it tells."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, TypeVar, get_args

from santral.crm_core.bus import Bus
from santral.cti.agent_events import AgentEvent, LinkEvent
from santral.cti.call_events import CallEnded, CallEvent, CallId
from santral.cti.telephony import Telephony
from santral.cti.wire import AmiSettings
from tests.asterisk.exchange import HOST, Exchange
from tests.patience import PATIENCE_S
from tests.replay import AGENT_DEVICES

E = TypeVar("E")


def settings(exchange: Exchange, **others: Any) -> AmiSettings:
    given = AmiSettings(HOST, exchange.ami_port, "santral", exchange.secret, first_retry_s=0.1)
    return replace(given, **others)


class Listener:
    """Follows the exchange as the server does. Waits look at everything told since the last `forget`."""

    def __init__(self, ami: AmiSettings) -> None:
        bus = Bus()
        for event_type in (*get_args(CallEvent), *get_args(AgentEvent), *get_args(LinkEvent)):
            bus.subscribe(event_type, self._note)
        self.telephony = Telephony(ami, bus, AGENT_DEVICES)
        self.told: list[object] = []
        self._changed = asyncio.Event()

    @property
    def calls_told(self) -> list[CallEvent]:
        return [event for event in self.told if isinstance(event, CallEvent)]

    def forget(self) -> None:
        self.told.clear()

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def event(self, kind: type[E], wanted: Callable[[E], bool] = lambda _: True) -> E:
        """The first event of a kind that is wanted, told already or still to come."""

        def found() -> list[E]:
            return [event for event in self.told if isinstance(event, kind) and wanted(event)]

        await self.until(lambda: bool(found()))
        return found()[0]

    async def ended(self, call_id: CallId) -> None:
        await self.event(CallEnded, lambda event: event.call_id == call_id)

    def _note(self, event: object) -> None:
        self.told.append(event)
        self._changed.set()


@asynccontextmanager
async def listening(exchange: Exchange, **others: Any) -> AsyncIterator[Listener]:
    listener = Listener(settings(exchange, **others))
    running = asyncio.create_task(listener.telephony.run())
    try:
        await listener.until(lambda: listener.telephony.link.up)
        listener.forget()
        yield listener
    finally:
        running.cancel()
        await asyncio.wait([running])
