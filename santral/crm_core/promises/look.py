"""One application is looked at because a rule is due: people are told, and what the rule asks for is done.

All of it is one transaction with the note that it was done: a rule acts once for each promise, over restarts
and on several servers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.edit import find_application
from santral.crm_core.applications.history import next_version, note_change
from santral.crm_core.applications.tables import Application
from santral.crm_core.assignment.assign import assign_to_person, assign_to_team
from santral.crm_core.definitions.book import DefinitionBook
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.members.tables import Member
from santral.crm_core.promises.facts import as_facts, as_told, read_facts, read_told
from santral.crm_core.promises.in_force import in_force
from santral.crm_core.promises.keep import clock_of, clock_priority_changed, compute
from santral.crm_core.promises.tables import ServiceClock
from santral.crm_core.promises.telling import owners_of, supervisors, tell_of_promise
from santral.crm_core.service_levels.clock import apply
from santral.crm_core.service_levels.clock_events import TierChanged
from santral.crm_core.service_levels.dues import Due, dues
from santral.crm_core.service_levels.escalation import (
    Escalation,
    EscalationAct,
    EscalationKey,
    due_escalations,
)
from santral.crm_core.service_levels.targets import TargetKind

NOTIFIES = frozenset({EscalationAct.NOTIFY_OWNER, EscalationAct.NOTIFY_SUPERVISOR})


async def look_at(
    session: AsyncSession, application_id: int, book: DefinitionBook, at: datetime, *, silent: bool = False
) -> None:
    """Do what is due now, and compute when to look again. `silent`: only note that it was due, as for what
    came into the house long ago. Raises `NotFound`."""
    application = await find_application(session, application_id, lock=True)
    kept = await clock_of(session, application, at)
    await _learn_tier(session, application, kept, at)
    levels, told = in_force(session), read_told(kept.told)
    promised = tuple(dues(read_facts(kept.facts), levels.calendar, levels.targets))
    due = due_escalations(levels.escalation, promised, told, at)
    kept.told = as_told(_still_promised(told | {one.key for one in due}, promised))
    if due and not silent:
        await _tell(session, application, due, at)
        for escalation in due:
            await _act(session, application, escalation, book, at)
    compute(session, application, kept, at)
    await session.flush()


async def _tell(
    session: AsyncSession, application: Application, due: Iterable[Escalation], at: datetime
) -> None:
    """Each person once for each promise: that it is late, where that is so, else that it is due soon."""
    people: dict[TargetKind, dict[int, bool]] = defaultdict(dict)
    for escalation in due:
        rule = escalation.rule
        if rule.act not in NOTIFIES:
            continue
        to_owner = rule.act is EscalationAct.NOTIFY_OWNER
        found = await (owners_of(session, application) if to_owner else supervisors(session))
        late = rule.percent is None or rule.percent >= 100
        for user_id in found:
            people[rule.target][user_id] = late or people[rule.target].get(user_id, False)
    for kind, by_user in people.items():
        for late in (False, True):
            some = [user_id for user_id, is_late in by_user.items() if is_late is late]
            if some:
                await tell_of_promise(session, application, kind, some, at, late=late)


async def _act(
    session: AsyncSession,
    application: Application,
    escalation: Escalation,
    book: DefinitionBook,
    at: datetime,
) -> None:
    rule = escalation.rule
    if rule.act is EscalationAct.RAISE_PRIORITY and _is_higher(book, rule.to, application.priority):
        next_version(application, at)
        note_change(session, application, None, at, "changed", "priority", application.priority, rule.to)
        application.priority = rule.to
        await clock_priority_changed(session, application, at)
    elif rule.act is EscalationAct.ASSIGN_TO_TEAM:
        next_version(application, at)
        await assign_to_team(session, application, rule.to, at)
    elif rule.act is EscalationAct.ASSIGN_TO_PERSON:
        next_version(application, at)
        await assign_to_person(session, application, int(rule.to), None, at)


def _is_higher(book: DefinitionBook, to: str, now: str) -> bool:
    """Priorities stand in their order, the least urgent first. One that does not exist any more is none."""
    order = [one.code for one in book.live(DefinitionKind.PRIORITY)]
    if to not in order:
        return False
    return now not in order or order.index(to) > order.index(now)


def _still_promised(told: Iterable[EscalationKey], promised: Iterable[Due]) -> list[EscalationKey]:
    """Those of promises that are over are never asked for again."""
    since = {due.since for due in promised}
    return [key for key in told if key.since in since]


async def _learn_tier(
    session: AsyncSession, application: Application, kept: ServiceClock, at: datetime
) -> None:
    tier = await session.scalar(select(Member.tier).where(Member.member_id == application.member_id)) or ""
    clock = read_facts(kept.facts)
    if clock.tier != tier:
        kept.facts = as_facts(apply(clock, TierChanged(at, tier)))
