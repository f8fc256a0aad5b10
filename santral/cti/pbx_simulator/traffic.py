"""Believable traffic for a demonstration: callers who wait, agents' phones that somebody picks up.

Nobody who watches the demo has a phone, so the phones answer by themselves: the one of whoever is meant to
take the call after a while in which the pop can be read, a colleague's sooner or later. The phone of one who
dials from the console answers at once.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from santral.cti.pbx_simulator.leg import Leg
from santral.cti.pbx_simulator.originate import Originating
from santral.cti.pbx_simulator.phone import PhoneBehaviour
from santral.cti.pbx_simulator.queues import QueueOptions
from santral.cti.pbx_simulator.server import CallHandle, PbxSimulator, QueueSetting

Span = tuple[float, float]


_PATIENT = QueueOptions(ring_timeout_s=25, retry_s=2, max_wait_s=180, ring_in_use=False)
DEMO_QUEUES = (
    QueueSetting(
        "support",
        "4440",
        (("PJSIP/1001", "Elif Yıldız"), ("PJSIP/1002", "Mert Kaya"), ("PJSIP/1004", "Can Öztürk")),
        _PATIENT,
    ),
    QueueSetting("sales", "4441", (("PJSIP/1001", "Elif Yıldız"), ("PJSIP/1003", "Zeynep Arslan")), _PATIENT),
)
"""Two queues in which nobody who talks is rung, as a centre would have it."""


@dataclass(frozen=True, slots=True)
class Caller:
    """`number` as the carrier sends it, `""` when withheld."""

    number: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Habits:
    """How the demo behaves; spans are (least, most) seconds, shares parts of one."""

    first_call: Span = (1, 3)
    between_calls: Span = (12, 30)
    favourite_answers: Span = (8, 12)
    colleague_answers: Span = (4, 7)
    somebody_answers: Span = (16, 24)  # when whoever should have answered is busy
    caller_gives_up: Span = (9, 14)
    talk: Span = (20, 50)
    answers_transfer: Span = (3, 6)
    customer_answers: Span = (3, 7)
    gives_up_share: float = 0.15
    colleague_share: float = 0.2
    direct_share: float = 0.08
    customer_busy_share: float = 0.15
    calls_at_once: int = 4


@dataclass(frozen=True, slots=True)
class _Plan:
    """What will become of a call: who picks it up and when, and after how long the caller hangs up."""

    takers: Mapping[str, float]
    others_after_s: float | None
    caller_stays_s: float

    def for_device(self, device: str) -> PhoneBehaviour:
        return PhoneBehaviour(answer_after_s=self.takers.get(device, self.others_after_s))


class DemoTraffic:
    """`next_caller` chooses who calls; `favourites` are the devices of those who watch the demo, the first
    of them most often."""

    def __init__(
        self,
        pbx: PbxSimulator,
        next_caller: Callable[[], Caller],
        *,
        favourites: Sequence[str] = ("PJSIP/1001",),
        habits: Habits | None = None,
        seed: int | None = None,
    ) -> None:
        self._pbx = pbx
        self._next_caller = next_caller
        self._favourites = favourites
        self._habits = habits or Habits()
        self._random = random.Random(seed)
        self._plans: dict[str, _Plan] = {}
        self._live: list[CallHandle] = []
        self._placing: _Plan | None = None

    def start(self) -> None:
        """Begin to call; the first rings within `first_call`."""
        exchange = self._pbx.exchange
        for phone in exchange.phones.values():
            phone.decide = self._decide
        exchange.outside.decide = self._decide_outside
        exchange.later(self._some(self._habits.first_call), self._first_call)

    def _first_call(self) -> None:
        """What somebody sees first is the ordinary case: a queue, and the one who watches takes the call."""
        self._place(first=True)
        self._pbx.exchange.later(self._some(self._habits.between_calls), self._call)

    def _call(self) -> None:
        self._live = [call for call in self._live if not call.is_over]
        self._plans = {call.linkedid: self._plans[call.linkedid] for call in self._live}
        if len(self._live) < self._habits.calls_at_once:
            self._place()
        self._pbx.exchange.later(self._some(self._habits.between_calls), self._call)

    def _place(self, *, first: bool = False) -> None:
        caller = self._next_caller()
        weights = [2, *(1 for _ in self._favourites[1:])]
        favourite = self._favourites[0] if first else self._random.choices(self._favourites, weights)[0]
        queues = [queue for queue in self._pbx.exchange.queues.values() if favourite in queue.members]
        if not queues or (not first and self._random.random() < self._habits.direct_share):
            to, members = favourite.removeprefix("PJSIP/"), [favourite]
        else:
            queue = queues[0] if first else self._random.choice(queues)
            to, members = queue.name, list(queue.members)
        plan = self._placing = self._answered_by(favourite) if first else self._plan(favourite, members)
        call = self._pbx.call(caller.number, caller.name, to, hang_up_after_s=plan.caller_stays_s)
        self._placing = None
        self._plans[call.linkedid] = plan
        self._live.append(call)

    def _plan(self, favourite: str, members: Sequence[str]) -> _Plan:
        habits, dice = self._habits, self._random.random()
        if dice < habits.gives_up_share:
            return _Plan({}, None, self._some(habits.caller_gives_up))
        colleagues = [device for device in members if device not in self._favourites]
        if colleagues and dice < habits.gives_up_share + habits.colleague_share:
            return self._taken(self._random.choice(colleagues), self._some(habits.colleague_answers))
        return self._answered_by(favourite)

    def _answered_by(self, favourite: str) -> _Plan:
        return self._taken(favourite, self._some(self._habits.favourite_answers))

    def _taken(self, taker: str, after_s: float) -> _Plan:
        habits = self._habits
        return _Plan({taker: after_s}, self._some(habits.somebody_answers), after_s + self._some(habits.talk))

    def _decide(self, leg: Leg) -> PhoneBehaviour:
        """What the phone of the house does that `leg` rings."""
        if isinstance(leg.dialler, Originating):
            return PhoneBehaviour(answer_after_s=1.2)
        caller = leg.dialler.caller
        transferred = caller is not None and (caller.transfer_mark or caller.device.startswith("Local/"))
        plan = None if transferred else self._plans.get(leg.channel.linkedid, self._placing)
        if plan is None:
            return PhoneBehaviour(answer_after_s=self._some(self._habits.answers_transfer))
        return plan.for_device(leg.channel.device)

    def _decide_outside(self) -> PhoneBehaviour:
        habits = self._habits
        if self._random.random() < habits.customer_busy_share:
            return PhoneBehaviour(busy=True)
        return PhoneBehaviour(
            answer_after_s=self._some(habits.customer_answers), hang_up_after_s=self._some(habits.talk)
        )

    def _some(self, span: Span) -> float:
        return self._random.uniform(*span)
