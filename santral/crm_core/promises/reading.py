"""All that was promised for one application, for its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.promises.facts import read_facts
from santral.crm_core.promises.standing import Standing, standing_of
from santral.crm_core.promises.tables import ServiceClock
from santral.crm_core.service_levels.dues import Due, SlaState, dues
from santral.crm_core.service_levels.store import ServiceLevels
from santral.crm_core.service_levels.targets import TargetKind


@dataclass(frozen=True, slots=True)
class Promise:
    """`standing` while it is open, else None and `done_at`; `kept` whether it was in time then."""

    kind: TargetKind
    promised_min: int
    due_at: datetime | None
    standing: Standing | None
    done_at: datetime | None
    kept: bool


async def read_promises(
    session: AsyncSession, application_id: int, levels: ServiceLevels, at: datetime
) -> tuple[Promise, ...]:
    """First answer, next news, solution, as far as they are promised; none where there is no clock yet."""
    kept = await session.get(ServiceClock, application_id)
    if kept is None:
        return ()
    return tuple(_promise(due, at) for due in dues(read_facts(kept.facts), levels.calendar, levels.targets))


def _promise(due: Due, at: datetime) -> Promise:
    return Promise(
        kind=due.kind,
        promised_min=int(due.promised.total_seconds()) // 60,
        due_at=due.due_at,
        standing=standing_of(due, at) if due.done_at is None else None,
        done_at=due.done_at,
        kept=due.state(at) is SlaState.MET,
    )
