"""The customers an agent talked to last, before the server was started.

Nothing is kept for it: whose page was on the screen in which call is in the audit record, and in which calls
the agent talked in the journal.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from sqlalchemy import bindparam, func, select

from santral.console.floor.day import MOST_RECENT, Day
from santral.crm_core.json_rows import json_object, moment_of
from santral.crm_core.members.header import headers_of
from santral.crm_core.one_trip import Asking, Query, placed, places, room_for
from santral.crm_core.users.audit import AuditEntry
from santral.cti.call_records import CallLeg, CallRecord

ENTRIES: Final = 300
"""So many of the agent's last entries are looked at: eight customers are in far fewer."""
SAYS_WHO: Final = frozenset({"viewed", "chosen"})


def read_seen(asking: Asking, user_id: int) -> Day | None:
    """A day of which nothing is known but the customers seen last; None where there were none."""
    in_call: dict[str, int] = {}
    for action, kind, member_id, detail in asking.rows(_LAST_ENTRIES, {"user": user_id}):
        if action in SAYS_WHO and kind == "member":
            known = json_object(detail)
            if "call_id" in known:
                in_call.setdefault(known["call_id"], int(member_id))
    if not in_call:
        return None
    survivors = _survivors(asking, in_call)
    calls = sorted(set(survivors.values()))
    talks = asking.rows(_talks_in(room_for(calls)), {"user": user_id, **placed("call", calls)})
    ended_at = {call_id: moment_of(at) for call_id, at in talks if at is not None}
    talked = [(ended_at[survivors[one]], who) for one, who in in_call.items() if survivors[one] in ended_at]
    last_first = [who for _, who in sorted(talked, reverse=True)]
    day = Day()
    for member in reversed(headers_of(asking, list(dict.fromkeys(last_first))[:MOST_RECENT])):
        day.on_seen(member)
    return day


_LAST_ENTRIES: Final[Query] = (
    select(AuditEntry.action, AuditEntry.subject_kind, AuditEntry.subject_id, AuditEntry.detail)
    .where(AuditEntry.user_id == bindparam("user", type_=AuditEntry.user_id.type))
    .order_by(AuditEntry.entry_id.desc())
    .limit(ENTRIES)
)


@lru_cache(maxsize=16)
def _talks_in(calls: int) -> Query:
    return (
        select(CallLeg.call_id, func.max(CallLeg.till))
        .where(
            CallLeg.user_id == bindparam("user", type_=CallLeg.user_id.type),
            CallLeg.call_id.in_(places(CallLeg.call_id, "call", calls)),
            CallLeg.answered_at.is_not(None),
            CallLeg.till.is_not(None),
        )
        .group_by(CallLeg.call_id)
    )


def _survivors(asking: Asking, call_ids: Iterable[str]) -> dict[str, str]:
    """By call, the one it turned out to be part of; else itself."""
    survivors = {call_id: call_id for call_id in call_ids}
    look_at = looked_at = set(survivors)
    while look_at:
        calls = sorted(look_at)
        into = dict(map(tuple, asking.rows(_merged(room_for(calls)), placed("call", calls))))
        survivors = {one: into.get(now, now) for one, now in survivors.items()}
        look_at = set(into.values()) - looked_at
        looked_at |= look_at
    return survivors


@lru_cache(maxsize=16)
def _merged(calls: int) -> Query:
    return select(CallRecord.call_id, CallRecord.merged_into).where(
        CallRecord.merged_into.is_not(None), CallRecord.call_id.in_(places(CallRecord.call_id, "call", calls))
    )
