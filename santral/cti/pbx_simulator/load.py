"""Calls at a steady rate, for measuring: every second so many, spread over the queues."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from santral.cti.pbx_simulator.phone import PhoneBehaviour
from santral.cti.pbx_simulator.queues import QueueOptions, Strategy
from santral.cti.pbx_simulator.server import PbxSimulator, QueueSetting
from santral.cti.pbx_simulator.traffic import Caller

FIRST_EXTENSION = 2000
FIRST_QUEUE_EXTEN = 700


def agent_device(index: int) -> str:
    """The device of the `index`-th agent, from 0."""
    return f"PJSIP/{FIRST_EXTENSION + index}"


def load_queues(agents: int, queues: int, strategy: Strategy) -> list[QueueSetting]:
    """`agents` devices dealt out evenly to `queues` queues. Nobody is rung while talking."""
    options = QueueOptions(strategy=strategy, ring_in_use=False, retry_s=1)
    return [
        QueueSetting(
            f"load{queue:03d}",
            str(FIRST_QUEUE_EXTEN + queue),
            [(agent_device(index), f"Agent {index}") for index in range(queue, agents, queues)],
            options,
        )
        for queue in range(queues)
    ]


class SteadyLoad:
    """`rings_s` and `talks_s` bound how many calls live at once: rate x (rings + talks)."""

    def __init__(
        self,
        pbx: PbxSimulator,
        callers: Iterator[Caller],
        *,
        calls_per_s: float,
        rings_s: float = 1.0,
        talks_s: float = 3.0,
    ) -> None:
        self._pbx = pbx
        self._callers = callers
        self._interval_s = 1 / calls_per_s
        self._stays_s = rings_s + talks_s
        self._queues = [queue for queue, _ in pbx.exchange.queues.items()]
        self._placed = 0
        self._began_at = 0.0
        self._until = 0.0
        for phone in pbx.exchange.phones.values():
            phone.behaviour = PhoneBehaviour(answer_after_s=rings_s)

    @property
    def placed(self) -> int:
        return self._placed

    def start(self, seconds: float, at_end: Callable[[], None]) -> None:
        clock = self._pbx.clock
        self._began_at, self._until = clock.now(), clock.now() + seconds
        self._at_end = at_end
        self._next()

    def _next(self) -> None:
        """Place what is due; a call is placed at its time, not so long after the one before."""
        exchange = self._pbx.exchange
        now = self._pbx.clock.now()
        if now >= self._until:
            exchange.later(self._stays_s + 1, self._at_end)
            return
        caller = next(self._callers)
        queue = self._queues[self._placed % len(self._queues)]
        self._pbx.call(caller.number, caller.name, queue, hang_up_after_s=self._stays_s)
        self._placed += 1
        due = self._began_at + self._placed * self._interval_s
        exchange.later(max(0.0, due - now), self._next)
