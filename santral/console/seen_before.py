"""The customers an agent talked to last, before the server was started.

Nothing is kept for it: whose page was on the screen in which call is in the audit record, and in which calls
the agent talked in the journal.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.console.day import MOST_RECENT, Day
from santral.crm_core.members.header import read_headers
from santral.crm_core.users.audit import AuditEntry
from santral.cti.call_records import CallLeg, CallRecord

ENTRIES: Final = 300
"""So many of the agent's last entries are looked at: eight customers are in far fewer."""
SAYS_WHO: Final = frozenset({"viewed", "chosen"})


async def read_seen(session: AsyncSession, user_id: int) -> Day:
    """A day of which nothing is known but the customers seen last."""
    entries = (
        select(AuditEntry.action, AuditEntry.subject_kind, AuditEntry.subject_id, AuditEntry.detail)
        .where(AuditEntry.user_id == user_id)
        .order_by(AuditEntry.entry_id.desc())
        .limit(ENTRIES)
    )
    in_call: dict[str, int] = {}
    for action, kind, member_id, detail in await session.execute(entries):
        if action in SAYS_WHO and kind == "member" and "call_id" in detail:
            in_call.setdefault(detail["call_id"], int(member_id))
    survivors = await _survivors(session, in_call)
    ended = func.max(CallLeg.till)
    talks = (
        select(CallLeg.call_id, ended)
        .where(
            CallLeg.user_id == user_id,
            CallLeg.call_id.in_(set(survivors.values())),
            CallLeg.answered_at.is_not(None),
            CallLeg.till.is_not(None),
        )
        .group_by(CallLeg.call_id)
    )
    ended_at = {call_id: at for call_id, at in await session.execute(talks) if at is not None}
    talked = [(ended_at[survivors[one]], who) for one, who in in_call.items() if survivors[one] in ended_at]
    last_first = [who for _, who in sorted(talked, reverse=True)]
    day = Day()
    for member in reversed(await read_headers(session, list(dict.fromkeys(last_first))[:MOST_RECENT])):
        day.on_seen(member)
    return day


async def _survivors(session: AsyncSession, call_ids: Iterable[str]) -> dict[str, str]:
    """By call, the one it turned out to be part of; else itself."""
    survivors = {call_id: call_id for call_id in call_ids}
    merged = select(CallRecord.call_id, CallRecord.merged_into).where(CallRecord.merged_into.is_not(None))
    look_at = looked_at = set(survivors)
    while look_at:
        found = await session.execute(merged.where(CallRecord.call_id.in_(look_at)))
        into = {call_id: other for call_id, other in found if other is not None}
        survivors = {one: into.get(now, now) for one, now in survivors.items()}
        look_at = set(into.values()) - looked_at
        looked_at |= look_at
    return survivors
