"""Stories become entries of a history and applications, at believable times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from santral.crm_core.folding import fold
from santral.crm_core.interactions.save import title_and_body
from santral.crm_core.sample_data.circumstances import capital, circumstances
from santral.crm_core.sample_data.names import FIELD_STAFF, HOUSE_STAFF
from santral.crm_core.sample_data.story import Step, Story

OPENS_UTC_H: Final = 5.5  # half past eight in Istanbul
CLOSES_UTC_H: Final = 16.0
STUCK: Final = 0.06
"""Share of recent applications that stay open, waiting for somebody."""
STUCK_DAYS: Final = 75
STAGES: Final = ("in-progress", "waiting-customer", "waiting-supplier", "in-progress")


@dataclass(frozen=True, slots=True)
class Entry:
    at: datetime
    kind: str
    direction: str
    title: str
    body: str
    by: str
    result: str


@dataclass(frozen=True, slots=True)
class Case:
    """`closed_at` is None for a case that is open. `product` is "" where none is spoken of. `told` are the
    entries of the history that it is made of."""

    type: str
    category: str
    product: str
    subject: str
    description: str
    resolution: str
    priority: str
    stage: str
    owner: str
    opened_at: datetime
    changed_at: datetime
    closed_at: datetime | None
    told: tuple[Entry, ...]


def tell(
    chance: Random, story: Story, begins: datetime, now: datetime, districts: Sequence[str]
) -> tuple[list[Entry], Case | None]:
    """What of the story has happened by `now`."""
    values = circumstances(chance, tuple(districts))
    stops = _where_it_stops(chance, story, begins, now)
    at = begins
    entries: list[Entry] = []
    for step in story.steps[:stops]:
        at = _at_work(chance, at + timedelta(hours=chance.uniform(*step.after_h)), step)
        if at > now:
            break
        entries.append(_entry(chance, step, at, values))
    if not story.subject or not entries:
        return entries, None
    closed = len(entries) == len(story.steps)
    told = [f"{entry.title} {entry.body}".strip() for entry in entries]
    return entries, Case(
        type=_type_of(story.subject),
        category=story.category.format_map(values),
        product=values["urun"] if "{urun}" in story.subject else "",
        description=told[0],
        resolution=told[-1] if closed else "",
        subject=capital(story.subject.format_map(values)),
        priority=chance.choice(story.priorities),
        stage="closed" if closed else "new" if len(entries) < 3 else chance.choice(STAGES),
        owner=entries[-1].by or chance.choice(HOUSE_STAFF),
        opened_at=entries[0].at,
        changed_at=entries[-1].at,
        closed_at=entries[-1].at if closed else None,
        told=tuple(entries),
    )


def _type_of(subject: str) -> str:
    """The kind of application that a story's subject speaks of."""
    folded = fold(subject)
    for word, code in (
        ("sikayet", "complaint"),
        ("talep", "request"),
        ("talebi", "request"),
        ("ariza", "service"),
    ):
        if word in folded:
            return code
    return "problem" if "gec" in folded or "eksik" in folded else "service"


def choose_story(chance: Random, stories: Sequence[Story]) -> Story:
    return chance.choices(stories, [story.weight for story in stories])[0]


def _where_it_stops(chance: Random, story: Story, begins: datetime, now: datetime) -> int:
    if story.subject:
        recent = begins > now - timedelta(days=STUCK_DAYS)
        stuck = recent and chance.random() < STUCK
        return chance.randint(2, len(story.steps) - 1) if stuck else len(story.steps)
    return chance.randint(1, len(story.steps))


def _at_work(chance: Random, at: datetime, step: Step) -> datetime:
    """People work from Monday to Saturday; what a customer writes comes at any time."""
    at = at.replace(microsecond=chance.randrange(1000) * 1000)
    if step.direction == "inbound" and step.kind in ("sms", "email"):
        return at
    hour = at.hour + at.minute / 60
    if hour >= CLOSES_UTC_H:
        at = at.replace(hour=0) + timedelta(days=1)
        hour = 0
    if hour < OPENS_UTC_H:
        at = at.replace(hour=0, minute=0) + timedelta(hours=chance.uniform(OPENS_UTC_H, OPENS_UTC_H + 4))
    return at + timedelta(days=1) if at.weekday() == 6 else at


def _entry(chance: Random, step: Step, at: datetime, values: dict[str, str]) -> Entry:
    sentences = list(_sentences(chance, step, values))
    title, body = title_and_body(("\n" if step.kind == "email" else " ").join(text for text, _ in sentences))
    said = [result for _, result in sentences if result]
    return Entry(
        at=at,
        kind=step.kind,
        direction=step.direction,
        title=title,
        body=body,
        by=_by(chance, step, values["personel"]),
        result=said[-1] if said else chance.choice(step.results),
    )


def _by(chance: Random, step: Step, usually: str) -> str:
    """Mostly the same person sees a story through; what customers send is by nobody of the house."""
    if step.kind == "visit":
        return chance.choice(FIELD_STAFF)
    if step.direction == "inbound" and step.kind != "call":
        return ""
    return usually if chance.random() < 0.6 else chance.choice(HOUSE_STAFF)


def _sentences(chance: Random, step: Step, values: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Each sentence with the result it means, where it means one."""
    for ways in step.say:
        sentence, _, result = chance.choice(ways).partition("|")
        if sentence:
            yield capital(sentence.format_map(values)), result
