"""What the exchange does with a dialled number, as a small fixed dialplan would."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ToQueue:
    queue: str

    def application(self, max_wait_s: float) -> str:
        return f"{self.queue},tT,,,{max_wait_s:g}"


@dataclass(frozen=True, slots=True)
class ToPhone:
    """`Dial`: of a phone of the house, or through the carrier. `dialled` is the number after the slash."""

    device: str
    dialled: str
    ring_timeout_s: int

    @property
    def application(self) -> str:
        return f"PJSIP/{self.dialled},{self.ring_timeout_s},tT"


@dataclass(frozen=True, slots=True)
class Dialplan:
    """Extensions in `queues` lead to those queues, those in `phones` to those devices, any other number of at
    least `outside_digits` digits goes out through the carrier."""

    queues: Mapping[str, str] = field(default_factory=lambda: {"4440": "support", "4441": "sales"})
    phones: Mapping[str, str] = field(default_factory=dict)
    carrier: str = "PJSIP/carrier"
    outside_digits: int = 7

    def route(self, exten: str) -> ToQueue | ToPhone | None:
        if exten in self.queues:
            return ToQueue(self.queues[exten])
        if exten in self.phones:
            return ToPhone(self.phones[exten], exten, 20)
        digits = exten.removeprefix("+")
        if digits.isdigit() and len(digits) >= self.outside_digits:
            return ToPhone(self.carrier, f"{exten}@{self.carrier.removeprefix('PJSIP/')}", 30)
        return None
