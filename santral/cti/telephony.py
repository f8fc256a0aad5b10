"""Follows the exchange: what it says goes through the books and out on the bus, and the books are made to
agree with it after every loss."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import NoReturn

from santral.crm_core.bus import Bus
from santral.cti.actions import Actions
from santral.cti.agent_events import AgentEvent
from santral.cti.agents import AgentBoard
from santral.cti.ami_events import RELEVANT_EVENTS, parse
from santral.cti.ami_stream import AmiMessage
from santral.cti.call_events import CallEvent
from santral.cti.calls import CallBook
from santral.cti.link import Link, LinkStatus
from santral.cti.queue_silence import NOTHING_OF_QUEUES, QueueSilence
from santral.cti.seldom import SeldomLog
from santral.cti.snapshot import Snapshot, take_snapshot
from santral.cti.uptime import UptimeWatch
from santral.cti.wire import AmiConnection, AmiSettings

TICK_S = 1.0
MAY_NOT_LIST = "The telephone exchange does not tell which calls live: those that began before are not shown."
SLICE = 100
"""Messages understood in one go; then everything else of the server has its turn."""


class Telephony:
    """The exchange as the rest of the house knows it. `run` it in a task group."""

    def __init__(
        self,
        settings: AmiSettings,
        bus: Bus,
        agent_devices: Iterable[str],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        *,
        wrap_up_s: float = 30,
    ) -> None:
        devices = frozenset(agent_devices)
        self.calls = CallBook(devices)
        self.agents = AgentBoard(devices, wrap_up_s)
        self._bus = bus
        self._now = now
        self._link = Link(settings, bus, RELEVANT_EVENTS | {"FullyBooted"}, now)
        self.actions = Actions(
            self._link,
            settings,
            expect_outbound=self.calls.expect_outbound,
            interfaces_of=lambda device: self.agents.interfaces_of(device).values(),
        )
        self._uptime = UptimeWatch()
        self._silence = QueueSilence()
        self._logger = SeldomLog()

    @property
    def link(self) -> LinkStatus:
        return self._link.status

    @property
    def failures(self) -> int:
        """How many messages could not be understood since the start; each is in the log or counted there."""
        return self._logger.total

    async def run(self) -> None:
        """Follow the exchange and let time pass for the agents, for ever."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._link.keep(self._follow))
            group.create_task(self._let_time_pass())

    def set_agent_devices(self, devices: Iterable[str]) -> None:
        """From now on these devices are agents'. What that means for calls that live is told."""
        devices, at = frozenset(devices), self._now()
        self._tell_calls(self.calls.set_agent_devices(devices, at))
        self._tell_agents(self.agents.set_agent_devices(devices, at))

    def finish_wrap_up(self, device: str) -> None:
        """The work after the call is done, before its time is over."""
        self._tell_agents(self.agents.finish_wrap_up(device, self._now()))

    async def _follow(self, connection: AmiConnection) -> NoReturn:
        await self._agree(connection)
        while True:
            messages = await connection.received()
            await self._understand(messages)
            if any(message["Event"] == "FullyBooted" for message in messages):
                # We were let in before the exchange had finished starting: what we asked then was not all.
                await self._agree(connection)

    async def _agree(self, connection: AmiConnection) -> None:
        """Make the books agree with the exchange. What it says meanwhile waits, and is understood after."""
        snapshot = await take_snapshot(connection)
        self._silence.begin(snapshot.queues or ())
        meanwhile = connection.received_so_far()
        restarted = self._uptime.restarted(meanwhile, asyncio.get_running_loop().time())
        try:
            self._reconcile(snapshot, self._now())
        except Exception:  # a fault in the books; what comes now still tells most of it
            self._logger.exception("reconciling with the exchange failed")
        await self._understand(meanwhile)
        reason = MAY_NOT_LIST if snapshot.channels is None else ""
        self._link.confirm(connection, restarted=restarted, reason=reason)

    def _reconcile(self, snapshot: Snapshot, at: datetime) -> None:
        """What the exchange did not tell is left as it is."""
        if snapshot.channels is not None:
            self._tell_calls(self.calls.reconcile(snapshot.channels, snapshot.waiting, at))
        if snapshot.queues is not None:
            self._tell_agents(self.agents.reconcile([*snapshot.queues, *(snapshot.devices or ())], at))

    async def _understand(self, messages: Sequence[AmiMessage]) -> None:
        """Messages to events to the books to the bus, in order; one that fails is set aside."""
        for start in range(0, len(messages), SLICE):
            at = self._now()
            for message in messages[start : start + SLICE]:
                try:
                    self._apply(message, at)
                except Exception:  # the next message goes on
                    self._logger.exception("a message failed", ami_event=message.get("Event", ""))
            if len(messages) > SLICE:
                await asyncio.sleep(0)

    def _apply(self, message: AmiMessage, at: datetime) -> None:
        event = parse(message)
        self._silence.hear(message, event, at)
        if event is not None:
            self._tell_calls(self.calls.apply(event, at))
            self._tell_agents(self.agents.apply(event, at))

    async def _let_time_pass(self) -> NoReturn:
        while True:
            await asyncio.sleep(TICK_S)
            self._link.lack(NOTHING_OF_QUEUES, lacking=self._silence.is_evident(self._now()))
            try:
                self._tell_agents(self.agents.tick(self._now()))
            except Exception:  # the next second goes on
                self._logger.exception("the agents' clock failed")

    def _tell_calls(self, events: Iterable[CallEvent]) -> None:
        for event in events:
            self._bus.publish(event)
            self._tell_agents(self.agents.on_call_event(event))

    def _tell_agents(self, events: Iterable[AgentEvent]) -> None:
        for event in events:
            self._bus.publish(event)
