"""The simulated exchange as others use it: a port to connect to, calls to place, phones to handle.

async with PbxSimulator() as pbx:
    call = pbx.call("+905321112233", name="Ayşe Çelik", to="4440")
    pbx.phone("PJSIP/1001").answer()
    call.hang_up()
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from santral.cti.pbx_simulator import call_actions, listings, queue_actions
from santral.cti.pbx_simulator.channel import Channel
from santral.cti.pbx_simulator.clock import Clock, ManualClock, RealClock
from santral.cti.pbx_simulator.dialplan import Dialplan
from santral.cti.pbx_simulator.exchange import Exchange
from santral.cti.pbx_simulator.incoming import call_in
from santral.cti.pbx_simulator.phone import OutsideWorld, Phone, PhoneBehaviour
from santral.cti.pbx_simulator.queues import Member, Queue, QueueOptions, Strategy
from santral.cti.pbx_simulator.session import AmiUser, Session

__all__ = ["CallHandle", "PbxSimulator", "QueueSetting", "call_actions", "listings", "queue_actions"]


@dataclass(frozen=True, slots=True)
class QueueSetting:
    """A queue and its members: `(device, name)` pairs, in the order in which `QueueStatus` lists them."""

    name: str
    exten: str
    members: Sequence[tuple[str, str]] = ()
    options: QueueOptions = field(default_factory=QueueOptions)


DEFAULT_QUEUES = (
    QueueSetting("support", "4440", (("PJSIP/1001", "Ayse Yilmaz"), ("PJSIP/1002", "Mehmet Demir"))),
    QueueSetting(
        "sales", "4441", (("PJSIP/1003", "Zeynep Kaya"),), QueueOptions(strategy=Strategy.LEAST_RECENT)
    ),
)
"""The queues of the recorded exchange. Device `PJSIP/1001` has extension 1001, and so on."""


class CallHandle:
    """The hand of a caller from outside."""

    def __init__(self, exchange: Exchange, channel: Channel) -> None:
        self.channel = channel
        self._exchange = exchange

    @property
    def linkedid(self) -> str:
        return self.channel.linkedid

    @property
    def is_talking(self) -> bool:
        return self.channel.bridge is not None

    @property
    def is_over(self) -> bool:
        return self.channel.name not in self._exchange.channels

    def hang_up(self) -> None:
        """Does nothing when the call is over already."""
        self._exchange.run(self._hang_up)

    def hang_up_after(self, seconds: float) -> None:
        self._exchange.later(seconds, self._hang_up)

    async def wait_talking(self) -> None:
        await self._exchange.wait(lambda: self.is_talking)

    async def wait_over(self) -> None:
        await self._exchange.wait(lambda: self.is_over)

    def _hang_up(self) -> None:
        if not self.is_over and self.channel.part is not None:
            self.channel.part.on_hang_up(self.channel, 16, by_manager=False)


class PbxSimulator:
    """An AMI server with an exchange behind it.

    `users` maps manager names to secrets, or to `AmiUser` where one may not do everything. With a
    `ManualClock` nothing happens by itself: `advance` moves the time. `noise=False` leaves out VarSet,
    Newexten and TestEvent. With `answer_takes_s` a caller is in the queue so long after the call began.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        users: Mapping[str, str | AmiUser] | None = None,
        *,
        queues: Sequence[QueueSetting] = DEFAULT_QUEUES,
        extra_phones: Sequence[str] = ("PJSIP/1005",),
        clock: Clock | None = None,
        noise: bool = True,
        answer_takes_s: float = 0.0,
        tls: ssl.SSLContext | None = None,
        max_backlog_bytes: int = 64 << 20,
    ) -> None:
        self.host = host
        self.port = port
        self.clock = clock or RealClock()
        self._users = {
            name: AmiUser(user) if isinstance(user, str) else user
            for name, user in (users or {"santral": "secret"}).items()
        }
        self._queues = queues
        self._extra_phones = extra_phones
        self._noise = noise
        self._answer_takes_s = answer_takes_s
        self._tls = tls
        self._max_backlog_bytes = max_backlog_bytes
        self._sessions: set[Session] = set()
        self._server: asyncio.Server | None = None
        self._frozen = False
        self.exchange = self._new_exchange()

    def _new_exchange(self) -> Exchange:
        devices = {device for queue in self._queues for device, _ in queue.members} | set(self._extra_phones)
        dialplan = Dialplan(
            queues={queue.exten: queue.name for queue in self._queues},
            phones={device.removeprefix("PJSIP/"): device for device in sorted(devices)},
        )
        exchange = Exchange(self.clock, dialplan, noise=self._noise, answer_takes_s=self._answer_takes_s)
        login_time = int(self.clock.now())
        for setting in self._queues:
            exchange.queues[setting.name] = Queue(
                setting.name,
                setting.options,
                {device: Member(device, name, login_time) for device, name in setting.members},
            )
        for device in devices:
            exchange.phone(device)
        return exchange

    # -- the port ----------------------------------------

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen; `port` is then the real one, and stays it over `stop` and `start`."""
        self._server = await asyncio.get_running_loop().create_server(
            self._new_session, self.host, self.port, ssl=self._tls
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close the port and every link. Calls go on, unheard."""
        if self._server is not None:
            self._server.close()
            self.drop_links()
            await self._server.wait_closed()
            self._server = None

    def _new_session(self) -> Session:
        session = Session(
            self.exchange, self._users, self._sessions, max_backlog_bytes=self._max_backlog_bytes
        )
        session.frozen = self._frozen
        return session

    # -- mishaps ----------------------------------------

    def drop_links(self) -> None:
        """Every manager's link breaks in the middle of whatever it was saying."""
        for session in list(self._sessions):
            session.drop()

    def freeze(self) -> None:
        """Half-open: links stand and new ones are accepted, but nothing is heard or answered any more."""
        self._frozen = True
        for session in self._sessions:
            session.frozen = True

    def thaw(self) -> None:
        """Speak again, to those who connect anew; what froze stays silent, for its words are lost."""
        self._frozen = False

    async def restart(self) -> None:
        """As after a crash of Asterisk: no calls, uptime from zero, everybody has to log in again."""
        behaviours = {device: phone.behaviour for device, phone in self.exchange.phones.items()}
        await self.stop()
        unique_numbers = self.exchange.unique_numbers
        self.exchange = self._new_exchange()
        # An id begins with the second, and this takes less than one: no call gets the id of one before.
        self.exchange.unique_numbers = unique_numbers
        for device, behaviour in behaviours.items():
            self.exchange.phone(device).behaviour = behaviour
        await self.start()

    @property
    def managers_logged_in(self) -> int:
        return sum(session.user is not None for session in self._sessions)

    async def wait_manager(self) -> None:
        """Until a manager is logged in."""
        await self.exchange.wait(lambda: self.managers_logged_in > 0)

    # -- calls and phones ----------------------------------------

    def call(
        self, number: str, name: str = "", to: str = "4440", *, hang_up_after_s: float | None = None
    ) -> CallHandle:
        """Somebody outside dials extension or queue `to`. An empty `number` is withheld."""
        exten = next((queue.exten for queue in self._queues if queue.name == to), to)
        placed: list[Channel] = []
        self.exchange.run(lambda: placed.append(call_in(self.exchange, number, name, exten)))
        handle = CallHandle(self.exchange, placed[0])
        if hang_up_after_s is not None:
            handle.hang_up_after(hang_up_after_s)
        return handle

    def phone(self, device: str) -> Phone:
        return self.exchange.phone(device)

    def behave(self, device: str, behaviour: PhoneBehaviour) -> Phone:
        """From the next ring on the phone at `device` behaves so."""
        phone = self.exchange.phone(device)
        phone.behaviour = behaviour
        self.exchange.run(lambda: self.exchange.device_changed(device))
        return phone

    @property
    def outside(self) -> OutsideWorld:
        return self.exchange.outside

    def advance(self, seconds: float) -> None:
        """Let time pass; only with a `ManualClock`."""
        if not isinstance(self.clock, ManualClock):
            raise TypeError("the clock runs by itself")
        self.clock.advance(seconds)

    async def wait(self, condition: Callable[[], bool]) -> None:
        """Until `condition`, looked at after everything that happens on the exchange."""
        await self.exchange.wait(condition)
