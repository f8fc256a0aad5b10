"""The link as it is kept up: retried, confirmed, told; and what becomes of commands meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import NoReturn

import pytest

from santral.crm_core.bus import Bus
from santral.crm_core.errors import TelephonyUnavailable
from santral.cti.agent_events import LinkLost, LinkUp
from santral.cti.link import Link
from santral.cti.loss import LossReason
from santral.cti.wire import AmiConnection, AmiSettings
from tests.integration.cti.scripted_exchange import (
    Action,
    ScriptedExchange,
    Session,
    log_in,
    scripted_exchange,
    silence,
)
from tests.patience import PATIENCE_S


class Listener:
    """Follows a link as the telephony does, and notes what the bus tells of it."""

    def __init__(self, settings: AmiSettings) -> None:
        bus = Bus()
        bus.subscribe(LinkUp, self._note)
        bus.subscribe(LinkLost, self._note)
        self.told: list[LinkUp | LinkLost] = []
        self.link = Link(settings, bus, None, lambda: datetime.now(UTC))
        self.faults = 0
        self._changed = asyncio.Event()

    def _note(self, event: LinkUp | LinkLost) -> None:
        self.told.append(event)
        self._changed.set()

    async def follow(self, connection: AmiConnection) -> NoReturn:
        if self.faults:
            self.faults -= 1
            raise ZeroDivisionError
        self.link.confirm(connection, restarted=False)
        while True:
            await connection.received()

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def until_up(self, times: int = 1) -> None:
        await self.until(lambda: sum(isinstance(event, LinkUp) for event in self.told) >= times)

    async def until_down(self, reason: LossReason) -> None:
        await self.until(lambda: self.link.status.reason == reason and bool(self.told))


@asynccontextmanager
async def listening(settings: AmiSettings) -> AsyncIterator[Listener]:
    listener = Listener(settings)
    keeping = asyncio.create_task(listener.link.keep(listener.follow))
    try:
        yield listener
    finally:
        keeping.cancel()
        await asyncio.wait([keeping])


async def test_a_link_comes_up_and_tells_which_exchange_it_is(exchange: ScriptedExchange) -> None:
    async with listening(exchange.settings()) as listener:
        assert listener.link.status.reason == LossReason.STARTING
        await listener.until_up()
        assert listener.link.status.up
        assert listener.link.status.exchange == "Asterisk Call Manager/11.0.0"
        [told] = listener.told
        assert told.at == listener.link.status.since


async def test_a_lost_link_comes_back(exchange: ScriptedExchange) -> None:
    async with listening(exchange.settings()) as listener:
        await listener.until_up()
        exchange.session.hang_up()
        await listener.until_up(times=2)
        assert [type(event) for event in listener.told] == [LinkUp, LinkLost, LinkUp]
        assert len(exchange.sessions) == 2


async def test_a_link_to_an_exchange_that_starts_later_comes_up() -> None:
    async with scripted_exchange() as exchange:
        reachable = exchange.settings()
    async with listening(reachable) as listener:
        await listener.until_down(LossReason.UNREACHABLE)
        async with scripted_exchange(port=reachable.port):
            await listener.until_up()
            assert [type(event) for event in listener.told] == [LinkLost, LinkUp]


async def test_the_same_loss_again_is_told_once_and_a_new_reason_keeps_the_time(
    exchange: ScriptedExchange,
) -> None:
    def refuse(session: Session, action: Action) -> None:
        session.refuse(action, "Authentication failed")

    async with listening(exchange.settings()) as listener:
        await listener.until_up()
        exchange.greeting = b"HTTP/1.1 400 Bad Request\r\n"
        exchange.session.hang_up()
        await listener.until_down(LossReason.NOT_AN_EXCHANGE)
        lost_at = listener.link.status.since
        await exchange.until(lambda: len(exchange.sessions) >= 5)
        exchange.greeting = b"Asterisk Call Manager/11.0.0\r\n"
        exchange.replies["Login"] = refuse
        await listener.until_down(LossReason.LOGIN_REFUSED)
        assert listener.link.status.since == lost_at
        reasons = [event.reason for event in listener.told if isinstance(event, LinkLost)]
        assert reasons == [LossReason.CLOSED, LossReason.NOT_AN_EXCHANGE, LossReason.LOGIN_REFUSED]
        exchange.replies["Login"] = log_in
        await listener.until_up(times=2)


async def test_commands_fail_at_once_before_the_first_link(exchange: ScriptedExchange) -> None:
    exchange.greeting = b""
    async with listening(exchange.settings()) as listener:
        await exchange.until(lambda: bool(exchange.sessions))
        with pytest.raises(TelephonyUnavailable, match="Nothing was done"):
            await listener.link.ask("Originate")


async def test_commands_given_while_the_link_is_down_are_never_sent_later(exchange: ScriptedExchange) -> None:
    async with listening(exchange.settings()) as listener:
        await listener.until_up()
        exchange.greeting = b""
        exchange.session.hang_up()
        await listener.until_down(LossReason.CLOSED)
        for _ in range(3):
            with pytest.raises(TelephonyUnavailable):
                await listener.link.ask("Originate", {"Channel": "PJSIP/1001"})
        exchange.greeting = b"Asterisk Call Manager/11.0.0\r\n"
        exchange.session.hang_up()
        await listener.until_up(times=2)
        await exchange.heard_action("Ping", count=len(exchange.heard_all("Ping")) + 2)
        assert not exchange.heard_all("Originate")


async def test_a_command_pending_at_the_loss_is_not_sent_again(exchange: ScriptedExchange) -> None:
    exchange.replies["Originate"] = silence
    async with listening(exchange.settings()) as listener:
        await listener.until_up()
        asking = asyncio.create_task(listener.link.ask("Originate", {"Channel": "PJSIP/1001"}))
        await exchange.heard_action("Originate")
        exchange.session.hang_up()
        with pytest.raises(TelephonyUnavailable, match="not known whether"):
            await asking
        await listener.until_up(times=2)
        await exchange.heard_action("Ping", count=len(exchange.heard_all("Ping")) + 2)
        assert len(exchange.heard_all("Originate")) == 1


async def test_a_fault_of_our_own_is_told_and_the_link_made_again(exchange: ScriptedExchange) -> None:
    async with listening(exchange.settings()) as listener:
        listener.faults = 1
        await listener.until_down(LossReason.FAULT)
        await listener.until_up()
        assert listener.link.status.up
        assert len(exchange.sessions) == 2


async def test_an_end_by_us_leaves_no_connection_and_no_attempt_behind(exchange: ScriptedExchange) -> None:
    async with listening(exchange.settings()) as listener:
        await listener.until_up()
    await exchange.session.gone.wait()
    assert len(exchange.sessions) == 1
