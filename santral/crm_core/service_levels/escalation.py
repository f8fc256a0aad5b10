"""Who is told, or what is done, when a promise is in danger or broken: rules, and which are due when.

What a rule does is done by who asks; here is only decided that it is due, once for each promise.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from santral.crm_core.service_levels.dues import Due
from santral.crm_core.service_levels.targets import TargetKind


class EscalationAct(StrEnum):
    NOTIFY_OWNER = "notify_owner"
    NOTIFY_SUPERVISOR = "notify_supervisor"
    RAISE_PRIORITY = "raise_priority"
    ASSIGN_TO_TEAM = "assign_to_team"
    ASSIGN_TO_PERSON = "assign_to_person"


@dataclass(frozen=True, slots=True)
class EscalationRule:
    """When `percent` of a target's time is used, or `late_min` business minutes after it is up; one of the
    two is None. `to` is the priority, the team or the user's id of an act that needs one, else
    `""`. `code` never changes.
    """

    code: str
    target: TargetKind
    percent: int | None
    late_min: int | None
    act: EscalationAct
    to: str = ""

    def used_when_due(self, promised: timedelta) -> timedelta:
        """The business time that is used up when the rule is due."""
        if self.percent is not None:
            return promised * self.percent / 100
        assert self.late_min is not None
        return promised + timedelta(minutes=self.late_min)


@dataclass(frozen=True, slots=True)
class EscalationKey:
    """What is escalated once: a rule, of a promise that counts from `since`. A next update is a new promise
    each time; a first answer and a solution are one in the life of an application."""

    rule_code: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Escalation:
    rule: EscalationRule
    key: EscalationKey
    due_at: datetime


def due_escalations(
    rules: Iterable[EscalationRule], dues: Iterable[Due], done: Collection[EscalationKey], at: datetime
) -> tuple[Escalation, ...]:
    """Those that are due at a moment and not among the `done`, in the order in which they became due.

    Nothing is escalated any more of what was done in the meantime, late or not.
    """
    found = [escalation for escalation in _open(rules, dues, done) if escalation.due_at <= at]
    return tuple(sorted(found, key=lambda escalation: (escalation.due_at, escalation.rule.code)))


def next_escalation_at(
    rules: Iterable[EscalationRule], dues: Iterable[Due], done: Collection[EscalationKey]
) -> datetime | None:
    """The moment at which the next one is due if nothing happens until then; None where none will be."""
    return min((escalation.due_at for escalation in _open(rules, dues, done)), default=None)


def _open(
    rules: Iterable[EscalationRule], dues: Iterable[Due], done: Collection[EscalationKey]
) -> Iterator[Escalation]:
    open_by_kind = {due.kind: due for due in dues if due.done_at is None}
    for rule in rules:
        due = open_by_kind.get(rule.target)
        if due is None:
            continue
        key = EscalationKey(rule.code, due.since)
        due_at = due.moment_of(rule.used_when_due(due.promised))
        if key not in done and due_at is not None:
            yield Escalation(rule, key, due_at)
