"""Who is who: agents' devices, other phones of the house, and the outside."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import Enum

from santral.cti.ami_fields import Channel

LONGEST_EXTENSION = 6
_MOST_PHONES = 10_000


class Side(Enum):
    AGENT = "agent"
    PHONE = "phone"  # of the house, but no agent's
    OUTSIDE = "outside"


class Sides:
    """Tells a device's side.

    Agents are the devices given and the members of queues. Whatever is not known to be of the house counts
    as outside: to take a trunk for a phone would hide a customer's call, to take a phone for a trunk merely
    shows a card too many. A phone is known by calling itself by its own name: `PJSIP/1005` with the number
    1005. A trunk does not, its number is the caller's or the called one's.
    """

    def __init__(self, agent_devices: Iterable[str]) -> None:
        self._given = frozenset(agent_devices)
        self._members: dict[str, None] = {}
        self._phones: dict[str, None] = {}

    def give_agents(self, devices: Iterable[str]) -> None:
        self._given = frozenset(devices)

    @property
    def _house(self) -> tuple[Collection[str], ...]:
        return self._given, self._members, self._phones

    def learn_member(self, device: str) -> None:
        """A queue calls this device: it is an agent's."""
        if device and device not in self._members:
            _remember(self._members, device)

    def learn(self, channel: Channel) -> None:
        number, device = channel.number, channel.device
        if (
            number
            and device not in self._phones
            and len(number) <= LONGEST_EXTENSION
            and name_of(device) == number
        ):
            _remember(self._phones, device)

    def is_extension(self, number: str) -> bool:
        """Whether a device of the house goes by this number."""
        return any(number == name_of(device) for devices in self._house for device in devices)

    def is_agent(self, device: str) -> bool:
        return device in self._given or device in self._members

    def of(self, device: str) -> Side:
        if device in self._given or device in self._members:
            return Side.AGENT
        return Side.PHONE if device in self._phones else Side.OUTSIDE


def name_of(device: str) -> str:
    """What a device goes by within its technology: `1001` of `PJSIP/1001`."""
    return device.partition("/")[2]


def _remember(known: dict[str, None], device: str) -> None:
    known[device] = None
    if len(known) > _MOST_PHONES:
        del known[next(iter(known))]
