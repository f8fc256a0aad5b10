"""The calls that belong to an application: the one it was opened in, those somebody wrote it down for, and
those in which applications were opened that go on in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.tables import Application
from santral.crm_core.interactions.tables import Interaction
from santral.crm_core.users.accounts import UserAccount
from santral.cti.call_records import CallLeg, CallRecord

MOST_CALLS: Final = 100
MOST_MERGES: Final = 5
"""So often a call can turn out to be part of another one, which is part of another one; so an application."""


@dataclass(frozen=True, slots=True)
class CallOfApplication:
    """`direction` is "inbound", "outbound", "internal" or ""; `talked_s` None where nobody talked, or it goes
    on. `results` are codes of what was written about it; `interaction_id` where to read that, or None.
    `recording` is an address, or ""."""

    call_id: str
    at: datetime | None
    direction: str
    number: str
    agents: tuple[str, ...]
    talked_s: int | None
    goes_on: bool
    answered: bool
    results: tuple[str, ...]
    interaction_id: int | None
    recording: str


async def read_calls(
    session: AsyncSession, application_id: int, opened_in: str, recording_link: str
) -> tuple[CallOfApplication, ...]:
    """The newest first. `opened_in` is the call it was opened in, or ""."""
    written = (
        await session.execute(
            select(Interaction, UserAccount.display_name)
            .join(UserAccount, UserAccount.user_id == Interaction.user_id)
            .where(Interaction.application_id == application_id, Interaction.call_id.is_not(None))
            .order_by(Interaction.at.desc())
            .limit(MOST_CALLS)
        )
    ).all()
    began = {opened_in, *await _opened_what_goes_on_in(session, application_id)}
    known_as = await _merged(session, {*began, *(str(one.call_id) for one, _ in written)} - {""})
    about: defaultdict[str, list[tuple[Interaction, str]]] = defaultdict(list)
    for interaction, name in written:
        about[known_as[str(interaction.call_id)]].append((interaction, name))
    ids = frozenset(known_as.values())
    records = {
        record.call_id: record
        for record in await session.scalars(select(CallRecord).where(CallRecord.call_id.in_(ids)))
    }
    talks = await _talks(session, ids)
    calls = [
        _call(call_id, records.get(call_id), talks[call_id], about[call_id], recording_link)
        for call_id in ids
    ]
    return tuple(sorted(calls, key=lambda one: (one.at is not None, one.at, one.call_id), reverse=True))


async def _opened_what_goes_on_in(session: AsyncSession, application_id: int) -> set[str]:
    """The calls in which applications were opened that were merged into this one, or into one of those."""
    calls: set[str] = set()
    ids = {application_id}
    for _ in range(MOST_MERGES):
        query = select(Application.application_id, Application.call_id)
        found = (
            await session.execute(query.where(Application.merged_into_id.in_(ids)).limit(MOST_CALLS))
        ).all()
        if not found:
            break
        ids = {one_id for one_id, _ in found}
        calls |= {call_id for _, call_id in found}
    return calls


async def _merged(session: AsyncSession, call_ids: Collection[str]) -> dict[str, str]:
    """Under which id each of the calls went on."""
    known_as = {call_id: call_id for call_id in call_ids}
    for _ in range(MOST_MERGES):
        query = select(CallRecord.call_id, CallRecord.merged_into).where(
            CallRecord.call_id.in_(frozenset(known_as.values())), CallRecord.merged_into.is_not(None)
        )
        merged = {call_id: into for call_id, into in await session.execute(query) if into and into != call_id}
        if not merged:
            break
        known_as = {call_id: merged.get(now, now) for call_id, now in known_as.items()}
    return known_as


async def _talks(
    session: AsyncSession, call_ids: Collection[str]
) -> defaultdict[str, list[tuple[CallLeg, str]]]:
    """Of each call, the legs somebody talked on and who, in their order."""
    query = (
        select(CallLeg, UserAccount.display_name)
        .outerjoin(UserAccount, UserAccount.user_id == CallLeg.user_id)
        .where(CallLeg.call_id.in_(call_ids), CallLeg.answered_at.is_not(None))
        .order_by(CallLeg.answered_at)
    )
    talks: defaultdict[str, list[tuple[CallLeg, str]]] = defaultdict(list)
    for leg, name in await session.execute(query):
        talks[leg.call_id].append((leg, name or leg.device))
    return talks


def _call(
    call_id: str,
    record: CallRecord | None,
    talks: list[tuple[CallLeg, str]],
    written: list[tuple[Interaction, str]],
    recording_link: str,
) -> CallOfApplication:
    """The journal tells how it went; where it knows nothing of the call, what was written about it does."""
    seconds = [
        (leg.till - leg.answered_at).total_seconds() for leg, _ in talks if leg.till and leg.answered_at
    ]
    names = [name for _, name in talks] or [name for _, name in written]
    first = written[-1][0] if written else None
    return CallOfApplication(
        call_id=call_id,
        at=record.started_at if record else first.at if first else None,
        direction=(record.direction if record else first.direction if first else "") or "",
        number=(record.number if record else "") or "",
        agents=tuple(dict.fromkeys(names)),
        talked_s=round(sum(seconds)) if seconds else None,
        goes_on=record is not None and record.ended_at is None,
        answered=bool(talks) or record is None,
        results=tuple(dict.fromkeys(one.result for one, _ in written if one.result)),
        interaction_id=written[0][0].interaction_id if written else None,
        recording=recording_link.replace("{call_id}", quote(call_id, safe=""))
        if recording_link and talks
        else "",
    )
