"""The clock of an application hears what happens to it, in the same transaction, and its dues follow."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.tables import Application
from santral.crm_core.members.tables import Member
from santral.crm_core.processes.process import OVER, StageMeaning
from santral.crm_core.promises.facts import as_facts, read_facts, read_told
from santral.crm_core.promises.in_force import in_force, mark_of
from santral.crm_core.promises.standing import most_pressing
from santral.crm_core.promises.tables import NOTHING_RUNS, ServiceClock
from santral.crm_core.service_levels.clock import SlaClock, apply, opened
from santral.crm_core.service_levels.clock_events import (
    ClockEvent,
    FirstAnswered,
    Opened,
    PriorityChanged,
    Reopened,
    Solved,
    TierChanged,
    Updated,
    WaitingBegan,
    WaitingEnded,
)
from santral.crm_core.service_levels.dues import dues
from santral.crm_core.service_levels.escalation import next_escalation_at


async def clock_opened(session: AsyncSession, application: Application, at: datetime) -> ServiceClock:
    """The clock of a new application."""
    tier = await _tier(session, application)
    return _begin(session, application, opened(Opened(at, application.priority, tier)), at)


async def clock_moved(
    session: AsyncSession, application: Application, meaning: StageMeaning, at: datetime
) -> None:
    """It came to a stage of this meaning. To begin with it is an answer; so is to ask the customer for
    something, and to solve it."""
    kept = await clock_of(session, application, at)
    clock = read_facts(kept.facts)
    events: list[ClockEvent] = []
    if meaning in OVER:
        events.append(Solved(at))
    elif meaning is StageMeaning.WAITING:
        events += [Reopened(at), Updated(at), WaitingBegan(at)]
    else:
        events += [Reopened(at), WaitingEnded(at)]
        if clock.first_answer is None:
            events.append(FirstAnswered(at))
    _hear(application, kept, clock, events, session, at)


async def clock_priority_changed(session: AsyncSession, application: Application, at: datetime) -> None:
    await clock_hears(session, application, PriorityChanged(at, application.priority))


async def clock_customer_told(session: AsyncSession, application: Application, at: datetime) -> None:
    """The customer heard how it stands."""
    if application.first_answered_at is None:
        application.first_answered_at = at
    await clock_hears(session, application, Updated(at))


async def clock_closed(session: AsyncSession, application: Application, at: datetime) -> None:
    """It is over without a move, as when it goes on in another one."""
    await clock_hears(session, application, Solved(at))


async def clock_hears(session: AsyncSession, application: Application, event: ClockEvent) -> None:
    kept = await clock_of(session, application, event.at)
    _hear(application, kept, read_facts(kept.facts), [event], session, event.at)


async def tier_changed(session: AsyncSession, member_id: int, tier: str, at: datetime) -> None:
    """The customer's open applications are promised by another tier now. A few; those of somebody with very
    many follow when they are looked at."""
    query = (
        select(Application)
        .where(Application.member_id == member_id, Application.closed_at.is_(None))
        .order_by(Application.application_id)  # in one order, so that two at a time do not block
        .limit(200)
        .with_for_update()  # or what a colleague writes at this moment would be taken back
    )
    for application in (await session.scalars(query)).all():
        await clock_hears(session, application, TierChanged(at, tier))


async def clock_of(session: AsyncSession, application: Application, at: datetime) -> ServiceClock:
    """What is kept of it. One that came into the house without a clock (imported, or older than clocks)
    gets one from what it tells itself."""
    kept = await session.get(ServiceClock, application.application_id)
    return kept or await adopt(session, application, at)


async def adopt(
    session: AsyncSession, application: Application, at: datetime, *, waiting: bool = False
) -> ServiceClock:
    clock = opened(Opened(application.opened_at, application.priority, await _tier(session, application)))
    if application.first_answered_at is not None:
        clock = apply(clock, FirstAnswered(application.first_answered_at))
    over_at = application.solved_at or application.closed_at
    if over_at is not None:
        clock = apply(clock, Solved(over_at))
    elif waiting:
        clock = apply(clock, WaitingBegan(application.changed_at))
    return _begin(session, application, clock, at)


def compute(session: AsyncSession, application: Application, kept: ServiceClock, at: datetime) -> None:
    """What is derived from the clock, by the calendar, targets and rules in force."""
    levels, clock = in_force(session), read_facts(kept.facts)
    promised = tuple(dues(clock, levels.calendar, levels.targets))
    standing = most_pressing(promised, at)
    application.due_kind = standing.kind.value if standing else ""
    application.due_at = standing.due_at if standing else None
    application.due_warn_at = standing.warn_at if standing else None
    application.due_left_s = standing.stopped_left_s if standing else None
    kept.look_at = next_escalation_at(levels.escalation, promised, read_told(kept.told))
    kept.mark = NOTHING_RUNS if clock.solved else mark_of(levels)


def _begin(session: AsyncSession, application: Application, clock: SlaClock, at: datetime) -> ServiceClock:
    kept = ServiceClock(
        application_id=application.application_id, facts=as_facts(clock), mark="", look_at=None, told=[]
    )
    session.add(kept)
    compute(session, application, kept, at)
    return kept


def _hear(
    application: Application,
    kept: ServiceClock,
    clock: SlaClock,
    events: list[ClockEvent],
    session: AsyncSession,
    at: datetime,
) -> None:
    for event in events:
        clock = apply(clock, event)
    kept.facts = as_facts(clock)
    compute(session, application, kept, at)


async def _tier(session: AsyncSession, application: Application) -> str:
    tier: str | None = await session.scalar(
        select(Member.tier).where(Member.member_id == application.member_id)
    )
    return tier or ""
