"""How a piece of a customer's past is told: a few contacts that belong together."""

from __future__ import annotations

from dataclasses import dataclass

Say = tuple[tuple[str, ...], ...]
"""Sentence by sentence, the ways to say each; an empty way leaves the sentence out. A `|` and a result at
the end of a way tells that the contact then ended so."""


@dataclass(frozen=True, slots=True)
class Step:
    """One contact. `after_h`: hours since the step before, from and to."""

    kind: str
    direction: str
    after_h: tuple[float, float]
    say: Say
    results: tuple[str, ...] = ("",)


@dataclass(frozen=True, slots=True)
class Story:
    """`subject` makes the story an application, open until its last step; "" where it is none. `category` is
    the code of what it is about, of the default definitions."""

    weight: int
    steps: tuple[Step, ...]
    subject: str = ""
    priorities: tuple[str, ...] = ("normal",)
    category: str = ""


def call(*say: tuple[str, ...], results: tuple[str, ...] = ("information-given",)) -> Step:
    return Step("call", "inbound", (0, 0), say, results)


def later(
    kind: str,
    direction: str,
    after_h: tuple[float, float],
    *say: tuple[str, ...],
    results: tuple[str, ...] = ("",),
) -> Step:
    return Step(kind, direction, after_h, say, results)
