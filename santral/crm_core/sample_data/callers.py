"""Members who are in every set of sample data, since recorded calls and the demo ring with their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class SampleCaller:
    """Somebody who may ring. `number` is as an exchange sends it, `name` what it says, `tells` what a demo
    shows with this call."""

    number: str
    name: str
    tells: str


AYSE: Final = "+905321112233"
SUKRU: Final = "+905421234567"
AYDIN: Final = "+902123334455"
AYDIN_ACCOUNTANT: Final = "+905801002030"
ALI: Final = "+905059998877"
JOHN: Final = "+14155550100"
HOUSEHOLD: Final = "+902160112233"

SAMPLE_CALLERS: Final = (
    SampleCaller(AYSE, "Ayşe Çelik", "a known person with a case that changed yesterday"),
    SampleCaller("05421234567", "Şükrü Öğüt", "a known person, dialled with the trunk zero"),
    SampleCaller(AYDIN, "AYDIN TİCARET", "a company with branches and employees"),
    SampleCaller("05801002030", "", "an employee's own mobile, which finds the company"),
    SampleCaller("905059998877", "Ali Veli", "a known person, without the plus"),
    SampleCaller("0014155550100", "John Smith", "a foreign number"),
    SampleCaller("4155550100", "", "the same without its country: likely"),
    SampleCaller("02160112233", "", "a number that a family shares: choose"),
    SampleCaller("05849990001", "", "nobody known: search or create"),
    SampleCaller("", "", "a withheld number"),
)
