"""Which devices are agents': those given, and the members of queues."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from santral.cti.agent_standing import Agent, Membership
from santral.cti.ami_event_types import DeviceStatus, QueueMember, QueueMemberSeen


class AgentRoster:
    """The agents, by device, and the last word on every phone."""

    def __init__(self, devices: Iterable[str]) -> None:
        self._given = frozenset(devices)
        self._agents = {device: Agent(device) for device in sorted(self._given)}
        self._phones: dict[str, DeviceStatus] = {}
        """Phones and trunks alike: there are only as many as the exchange has."""

    def __iter__(self) -> Iterator[Agent]:
        return iter(list(self._agents.values()))

    def find(self, device: str) -> Agent | None:
        return self._agents.get(device)

    def agent(self, device: str) -> Agent:
        """The device is an agent's, if not known as one before then from now on."""
        agent = self._agents.get(device)
        if agent is None:
            agent = self._agents[device] = Agent(device)
            agent.hear_of_phone(self._phones.get(device, DeviceStatus.UNKNOWN))
        return agent

    def of_member(self, member: QueueMember) -> Agent | None:
        """The agent behind a queue's member; None where the queue calls what is nobody's phone."""
        if member.device:
            return self.agent(member.device)
        # The queue calls an extension: the phone of that name among the agents' devices.
        named = (agent for agent in self if agent.device.partition("/")[2] == member.extension)
        return next(named, None)

    def hear_of_member(self, event: QueueMemberSeen) -> Agent | None:
        """What a queue says of its member; its agent, where it has one."""
        member, agent = event.member, self.of_member(event.member)
        if agent is not None:
            since = event.paused_at if event.paused else None
            agent.join(Membership(member.queue, member.interface, event.paused, event.pause_reason, since))
            agent.hear_of_phone(event.status)
        return agent

    def hear_of_phone(self, device: str, status: DeviceStatus) -> Agent | None:
        """A phone's own state; its agent, where it has one."""
        self._phones[device] = status
        agent = self._agents.get(device)
        if agent is not None:
            agent.hear_of_phone(status)
        return agent

    def give(self, devices: Iterable[str]) -> list[Agent]:
        """The given devices are these now. Who is not given and in no queue and no call is no agent."""
        self._given = frozenset(devices)
        for agent in self:
            if agent.device not in self._given and agent.is_idle:
                del self._agents[agent.device]
        return [self.agent(device) for device in sorted(self._given)]
