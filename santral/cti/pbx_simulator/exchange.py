"""The exchange itself: its channels, devices, queues and phones, and the one mouth through which it speaks.

Everything happens synchronously: a stimulus (a phone answers, a caller hangs up, a manager acts, a timer
fires) enters through `Exchange.run`, which emits all that follows and then lets the links
write it out in one go.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import uuid
from collections import deque
from collections.abc import Callable
from typing import Protocol

from santral.cti.pbx_simulator.ami_text import event_text, lines
from santral.cti.pbx_simulator.bridge import Bridge
from santral.cti.pbx_simulator.channel import Channel, ChannelState
from santral.cti.pbx_simulator.clock import Clock, Timer
from santral.cti.pbx_simulator.dialplan import Dialplan
from santral.cti.pbx_simulator.phone import OutsideWorld, Phone, PhoneBehaviour
from santral.cti.pbx_simulator.queues import DeviceState, Queue

QUIETED = frozenset({"VarSet", "Newexten", "TestEvent", "RTCPSent"})
"""What a simulator without `noise` leaves out, as an `eventfilter` in manager.conf would."""

CAUSES = {
    0: "Unknown",
    16: "Normal Clearing",
    17: "User busy",
    19: "User alerting, no answer",
    20: "Subscriber absent",
    21: "Call Rejected",
    26: "Answered elsewhere",
    34: "Circuit/channel congestion",
    127: "Interworking, unspecified",
}
"""Q.850 causes in Asterisk's words."""


class Listener(Protocol):
    """A manager's link."""

    def on_event(self, event: str, text: bytes) -> None: ...
    def flush(self) -> None: ...


class Exchange:
    """`answer_takes_s` passes between the dialplan's `Answer` and its `Queue`; on the real one 0.014."""

    def __init__(
        self,
        clock: Clock,
        dialplan: Dialplan,
        *,
        noise: bool = True,
        answer_takes_s: float = 0.0,
        seed: int = 22,
    ) -> None:
        self.clock = clock
        self.dialplan = dialplan
        self.noise = noise
        self.answer_takes_s = answer_takes_s
        self.random = random.Random(seed)
        self.started_at = clock.now()
        self.channels: dict[str, Channel] = {}
        self.queues: dict[str, Queue] = {}
        self.phones: dict[str, Phone] = {}
        self.outside = OutsideWorld(self)
        self.listeners: list[Listener] = []
        self.calls_processed = 0
        self._channels_of: dict[str, list[Channel]] = {}
        self._device_state: dict[str, DeviceState] = {}
        self._channel_number = itertools.count(1)
        self.unique_numbers = itertools.count(1)
        self._call_number = itertools.count(1)
        self._local_number = itertools.count(1)
        self._afterwards: deque[Callable[[], None]] = deque()
        self._running = False
        self._watchers: list[tuple[Callable[[], bool], asyncio.Future[None]]] = []

    # -- stimuli ----------------------------------------

    def run(self, stimulus: Callable[[], None]) -> None:
        """Let something happen, with all that follows from it."""
        if self._running:
            stimulus()
            return
        self._running = True
        try:
            stimulus()
            while self._afterwards:
                self._afterwards.popleft()()
        finally:
            self._running = False
            self._afterwards.clear()
            for listener in list(self.listeners):
                listener.flush()
            self._wake_watchers()

    def afterwards(self, action: Callable[[], None]) -> None:
        """Do `action` when what is happening now has been told to its end."""
        self._afterwards.append(action)

    def later(self, delay_s: float, action: Callable[[], None]) -> Timer:
        return self.clock.call_later(delay_s, lambda: self.run(action))

    async def wait(self, condition: Callable[[], bool]) -> None:
        """Until `condition` holds; looked at after everything that happens."""
        if not condition():
            future = asyncio.get_running_loop().create_future()
            self._watchers.append((condition, future))
            await future

    def _wake_watchers(self) -> None:
        for condition, future in self._watchers:
            if not future.done() and condition():
                future.set_result(None)
        self._watchers = [pair for pair in self._watchers if not pair[1].done()]

    # -- speech ----------------------------------------

    def emit(self, event: str, *blocks: str) -> None:
        if not self.listeners or (event in QUIETED and not self.noise):
            return
        text = event_text(event, *blocks).encode()
        for listener in self.listeners:
            listener.on_event(event, text)

    def set_variable(self, channel: Channel, **variables: object) -> None:
        if self.listeners and self.noise:
            for name, value in variables.items():
                self.emit("VarSet", channel.headers(), lines(Variable=name, Value=value))

    # -- channels ----------------------------------------

    def new_channel(
        self,
        device: str,
        *,
        context: str,
        exten: str = "s",
        of: Channel | None = None,
        state: ChannelState = ChannelState.DOWN,
        number: str = "",
        caller_name: str = "",
    ) -> Channel:
        """A channel is made and announced; `of` is the channel that called for it."""
        channel = self.prepare_channel(
            device, context=context, exten=exten, of=of, state=state, number=number, caller_name=caller_name
        )
        self.announce_channel(channel)
        return channel

    def prepare_channel(
        self,
        device: str,
        *,
        context: str,
        exten: str,
        of: Channel | None,
        state: ChannelState,
        name: str = "",
        number: str = "",
        caller_name: str = "",
    ) -> Channel:
        """As `new_channel`, but nobody hears of it before `announce_channel`."""
        now = self.clock.now()
        uniqueid = f"{int(now)}.{next(self.unique_numbers)}"
        channel = Channel(
            name=name or f"{device}-{next(self._channel_number):08x}",
            device=device,
            uniqueid=uniqueid,
            linkedid=of.linkedid if of is not None else uniqueid,
            call_tag=of.call_tag if of is not None else "",
            context=context,
            exten=exten,
            created_at=now,
            state=state,
            number=number,
            caller_name=caller_name,
        )
        channel.sip_call_id = str(uuid.UUID(int=self.random.getrandbits(128), version=4))
        return channel

    def announce_channel(self, channel: Channel) -> None:
        self.channels[channel.name] = channel
        self._channels_of.setdefault(channel.device, []).append(channel)
        self.emit("Newchannel", channel.headers())

    def new_call_tag(self) -> str:
        return f"[C-{next(self._call_number):08x}]"

    def new_local_number(self) -> int:
        return next(self._local_number)

    def new_bridge(self) -> Bridge:
        bridge = Bridge(str(uuid.UUID(int=self.random.getrandbits(128), version=4)))
        self.emit("BridgeCreate", bridge.headers())
        return bridge

    def destroy(
        self, channel: Channel, cause: int, *, tell_device: bool = True, tech_cause: str = ""
    ) -> None:
        """The channel is gone: `Hangup`, and its device's new state unless that is told later."""
        if self.channels.pop(channel.name, None) is None:
            return
        siblings = self._channels_of[channel.device]
        siblings.remove(channel)
        if not siblings:
            del self._channels_of[channel.device]
        if channel.uniqueid == channel.linkedid:
            self.calls_processed += 1
        self.emit(
            "Hangup",
            channel.headers(),
            f"Cause: {cause}\r\nCause-txt: {CAUSES.get(cause, 'Unknown')}\r\n",
            f"TechCause: {tech_cause}\r\n" if tech_cause else "",
        )
        if channel.phone is not None:
            channel.phone.gone(channel)
        if tell_device:
            self.device_changed(channel.device)

    # -- devices ----------------------------------------

    def phone(self, device: str) -> Phone:
        """The phone that stands at `device`; one that nobody described rings until somebody picks it up."""
        phone = self.phones.get(device)
        if phone is None:
            phone = self.phones[device] = Phone(self, device, PhoneBehaviour())
        return phone

    def state_of(self, device: str) -> DeviceState:
        phone = self.phones.get(device)
        if phone is not None and not phone.behaviour.online:
            return DeviceState.UNAVAILABLE
        channels = self._channels_of.get(device, ())
        ringing = any(channel.state is ChannelState.RINGING for channel in channels)
        busy = [c for c in channels if c.state in (ChannelState.UP, ChannelState.RING)]
        if busy and all(channel.on_hold for channel in busy):
            return DeviceState.ONHOLD
        if ringing:
            return DeviceState.RINGINUSE if busy else DeviceState.RINGING
        return DeviceState.INUSE if busy else DeviceState.NOT_INUSE

    def device_changed(self, device: str) -> None:
        """Tell the device's state, and the members' that stand at it, if it is another than last told.

        Of local channels it is told by those who use them, and not only when it changes.
        """
        if device.startswith("Local/"):
            return
        state = self.state_of(device)
        if self._device_state.get(device, DeviceState.NOT_INUSE) is state:
            return
        self._device_state[device] = state
        self.tell_device_state(device, state.name)
        for queue in self.queues.values():
            member = queue.members.get(device)
            if member is not None:
                self.emit("QueueMemberStatus", member.headers(queue.name, state, queue.options.ring_in_use))
                if state is DeviceState.NOT_INUSE and queue.waiting:
                    self.afterwards(queue.waiting[0].serve_queue)

    def tell_device_state(self, device: str, state: str) -> None:
        self.emit("DeviceStateChange", f"Device: {device}\r\nState: {state}\r\n")
