"""What happened is written down for who wants to be told, in the transaction in which it happened.

So nothing is told that did not happen, and nothing that happened is forgotten, whenever the server stops. The
session itself is watched, not the callers: see `told` for what is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import insert, inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.unitofwork import UOWTransaction

from santral.crm_core.applications.tables import Application, ApplicationChange
from santral.crm_core.db import EVENTS, Database
from santral.crm_core.interactions.tables import Interaction
from santral.crm_core.members.tables import Member
from santral.crm_core.users.audit import AuditEntry
from santral.crm_core.webhooks.events import WebhookEvent, message_body
from santral.crm_core.webhooks.signing import new_message_id
from santral.crm_core.webhooks.snapshots import of_application, of_interaction, of_member
from santral.crm_core.webhooks.tables import WebhookDelivery, WebhookEndpoint, WebhookMessage
from santral.crm_core.webhooks.told import OF_AUDIT, of_case

KEY: Final = "webhooks"


@dataclass(frozen=True, slots=True)
class WebhooksWaiting:
    """There are messages to be sent that were not there before."""


@dataclass(slots=True)
class _Seen:
    """What a transaction wrote so far. Held strongly: a session itself forgets rows it has written."""

    changes: list[ApplicationChange] = field(default_factory=list)
    entries: list[AuditEntry] = field(default_factory=list)
    interactions: list[Interaction] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Message:
    event: WebhookEvent
    subject: str
    at: datetime
    data: dict[str, Any]


def fill_outbox(database: Database) -> None:
    """From now on, every transaction of `database` writes down the messages it is worth."""
    database.watch_writing("after_flush", _look)
    database.watch_writing("before_commit", _write)


def _look(session: Session, _flush: UOWTransaction) -> None:
    seen: _Seen = session.info.setdefault(KEY, _Seen())
    for row in session.new:
        if isinstance(row, ApplicationChange):
            seen.changes.append(row)
        elif isinstance(row, AuditEntry) and (row.subject_kind, row.action) in OF_AUDIT:
            seen.entries.append(row)
    rows = (*session.new, *session.dirty)
    seen.interactions.extend(row for row in rows if isinstance(row, Interaction))


def _write(session: Session) -> None:
    if session.in_nested_transaction():  # the transaction around it goes on, and may still be undone
        return
    session.flush()
    seen: _Seen | None = session.info.pop(KEY, None)
    if seen is None or not (seen.changes or seen.entries or seen.interactions):
        return
    # Locked, so that none is switched off or deleted between this question and the commit.
    enabled = (
        select(WebhookEndpoint.endpoint_id, WebhookEndpoint.events)
        .where(WebhookEndpoint.disabled_at.is_(None))
        .order_by(WebhookEndpoint.endpoint_id)
        .with_for_update(read=True, key_share=True)
    )
    endpoints = [(endpoint_id, set(events)) for endpoint_id, events in session.execute(enabled)]
    if not endpoints:
        return
    wanted: set[str] = set().union(*(events for _, events in endpoints))
    told = False
    for message in _messages(session, seen):
        if message.event in wanted:
            to = [endpoint_id for endpoint_id, events in endpoints if message.event in events]
            add_message(session, message.event, message.subject, message.at, message.data, to)
            told = True
    if told:
        session.info.setdefault(EVENTS, []).append(WebhooksWaiting())


def add_message(
    session: Session,
    event: str,
    subject: str,
    at: datetime,
    data: dict[str, Any],
    to: list[int],
    *,
    aside: bool = False,
) -> list[int]:
    """A message for the endpoints `to`; the ids of its deliveries. One that is `aside` waits in no line."""
    new = insert(WebhookMessage).values(
        message_id=new_message_id(),
        event=event,
        subject=subject,
        at=at,
        body=message_body(event, at, data),
    )
    key = session.scalar(new.returning(WebhookMessage.message_key))
    rows = [
        {"endpoint_id": endpoint_id, "message_key": key, "told_at": at, "next_at": at, "aside": aside}
        for endpoint_id in to
    ]
    return list(session.scalars(insert(WebhookDelivery).returning(WebhookDelivery.delivery_id), rows))


def _messages(session: Session, seen: _Seen) -> Iterator[_Message]:
    """In the order in which they are to be told."""
    # What a savepoint took back is known to the session as never written.
    entries = [entry for entry in seen.entries if inspect(entry).persistent]
    changes = [change for change in seen.changes if inspect(change).persistent]
    yield from _of_members(session, entries)
    yield from _of_interactions(session, entries, seen.interactions)
    for application_id in dict.fromkeys(change.application_id for change in changes):
        application = session.get_one(Application, application_id)
        lines = [change for change in changes if change.application_id == application_id]
        for event in of_case(lines, application.solved_at):
            data = of_application(application, lines)
            yield _Message(event, f"application:{application_id}", lines[-1].at, data)


def _of_members(session: Session, entries: list[AuditEntry]) -> Iterator[_Message]:
    told: set[tuple[str, WebhookEvent]] = set()
    for entry in entries:
        event = OF_AUDIT[entry.subject_kind, entry.action]
        if entry.subject_kind == "member" and (entry.subject_id, event) not in told:
            told.add((entry.subject_id, event))
            member = session.get(Member, int(entry.subject_id))
            if member is not None:
                data = of_member(session, member)
                yield _Message(event, f"member:{member.member_id}", entry.at, data)


def _of_interactions(
    session: Session, entries: list[AuditEntry], changed: list[Interaction]
) -> Iterator[_Message]:
    saved_at = {int(entry.subject_id): entry.at for entry in entries if entry.subject_kind == "interaction"}
    ids = dict.fromkeys([*saved_at, *(one.interaction_id for one in changed if inspect(one).persistent)])
    for interaction_id in ids:
        interaction = session.get(Interaction, interaction_id)
        if interaction is not None:
            at = saved_at.get(interaction_id) or datetime.now(UTC)
            data = of_interaction(interaction)
            yield _Message(WebhookEvent.INTERACTION_SAVED, f"interaction:{interaction_id}", at, data)
