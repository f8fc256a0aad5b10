"""Phones as actors: what stands at a device, how it behaves, and the hands of whoever holds it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from santral.cti.pbx_simulator.incoming import call_from_phone
from santral.cti.pbx_simulator.talk import Talk

if TYPE_CHECKING:
    from santral.cti.pbx_simulator.channel import Channel
    from santral.cti.pbx_simulator.exchange import Exchange
    from santral.cti.pbx_simulator.leg import Leg


@dataclass(frozen=True, slots=True)
class PhoneBehaviour:
    """What a phone does by itself.

    Seconds count from the ring, `hang_up_after_s` from the answer. None is never.

    `sends_ringing` False is a phone that says nothing until it answers, as two of the recorded ones do.
    """

    answer_after_s: float | None = None
    hang_up_after_s: float | None = None
    decline_after_s: float | None = None
    busy: bool = False
    online: bool = True
    sends_ringing: bool = True


class Phone:
    def __init__(self, exchange: Exchange, device: str, behaviour: PhoneBehaviour) -> None:
        self.device = device
        self.behaviour = behaviour
        self.decide: Callable[[Leg], PhoneBehaviour] | None = None
        """If set, chooses the behaviour for each ring."""
        self._exchange = exchange
        self._legs: list[Leg] = []
        self._talking: list[Channel] = []

    # -- what the exchange tells the phone ----------------------------------------

    def invited(self, leg: Leg) -> None:
        behaviour = self.decide(leg) if self.decide is not None else self.behaviour
        self._legs.append(leg)
        if behaviour.busy or not behaviour.online:
            self._exchange.afterwards(lambda: self._refuse(leg, 17 if behaviour.busy else 20))
            return
        if behaviour.sends_ringing:
            leg.ringing()
        if behaviour.answer_after_s is not None:
            self._exchange.later(behaviour.answer_after_s, lambda: self._answer(leg))
        if behaviour.decline_after_s is not None:
            self._exchange.later(behaviour.decline_after_s, lambda: self._refuse(leg, 21))

    def cancelled(self, leg: Leg) -> None:
        if leg in self._legs:
            self._legs.remove(leg)

    def gone(self, channel: Channel) -> None:
        if channel in self._talking:
            self._talking.remove(channel)

    # -- what a hand does ----------------------------------------

    @property
    def is_ringing(self) -> bool:
        return bool(self._legs)

    @property
    def is_talking(self) -> bool:
        return bool(self._talking)

    @property
    def channel(self) -> Channel:
        """The channel it talks on, or else the one that rings."""
        if self._talking:
            return self._talking[-1]
        return self._legs[0].channel

    def dial(self, exten: str) -> None:
        """Pick up and call an extension or a number outside."""

        def dial() -> None:
            call_from_phone(self._exchange, self.device, "", exten)

        self._exchange.run(dial)

    def answer(self) -> None:
        """Pick up what has rung longest."""
        leg = self._legs[0]
        self._exchange.run(lambda: self._answer(leg))

    def decline(self) -> None:
        leg = self._legs[0]
        self._exchange.run(lambda: self._refuse(leg, 21))

    def say_busy(self) -> None:
        leg = self._legs[0]
        self._exchange.run(lambda: self._refuse(leg, 17))

    def hang_up(self) -> None:
        channel = self._talking[-1]
        self._exchange.run(lambda: self._hang_up(channel))

    def hold(self) -> None:
        self._set_hold(self._talking[-1], True)

    def resume(self) -> None:
        self._set_hold(self._talking[-1], False)

    async def wait_ringing(self) -> None:
        await self._exchange.wait(lambda: bool(self._legs))

    async def wait_talking(self) -> None:
        await self._exchange.wait(lambda: bool(self._talking))

    async def wait_idle(self) -> None:
        await self._exchange.wait(lambda: not self._legs and not self._talking)

    # -- inside ----------------------------------------

    def talks_on(self, channel: Channel) -> None:
        self._talking.append(channel)
        if self.behaviour.hang_up_after_s is not None:
            self._exchange.later(self.behaviour.hang_up_after_s, lambda: self._hang_up(channel))

    def _answer(self, leg: Leg) -> None:
        if leg in self._legs:
            self._legs.remove(leg)
            self.talks_on(leg.channel)
            leg.answered()

    def _refuse(self, leg: Leg, cause: int) -> None:
        if leg in self._legs:
            self._legs.remove(leg)
            leg.refused(cause)

    def _hang_up(self, channel: Channel) -> None:
        if channel in self._talking and channel.part is not None:
            channel.part.on_hang_up(channel, 16, by_manager=False)

    def _set_hold(self, channel: Channel, held: bool) -> None:
        part = channel.part
        if isinstance(part, Talk):
            self._exchange.run(lambda: part.hold(channel, held))


class OutsideWorld:
    """The phones behind the carrier, by the number dialled; all behave alike unless one is described."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._phones: dict[str, Phone] = {}
        self.behaviour = PhoneBehaviour(answer_after_s=2)
        self.decide: Callable[[], PhoneBehaviour] | None = None
        """If set, chooses the behaviour for each call."""

    def phone(self, number: str) -> Phone:
        if number not in self._phones:
            carrier = self._exchange.dialplan.carrier
            self._phones[number] = Phone(self._exchange, carrier, self.behaviour)
        return self._phones[number]

    def called(self, number: str) -> Phone:
        """The phone of `number`, which is about to ring."""
        phone = self.phone(number)
        if self.decide is not None:
            phone.behaviour = self.decide()
        return phone
