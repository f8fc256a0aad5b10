"""Drawings are kept, each version, and only those are put in force that records can stand in."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.bus import Bus
from santral.crm_core.db import Database
from santral.crm_core.errors import Conflict, InvalidInput, NotFound
from santral.crm_core.processes.defaults import APPLICATION, COMPLAINT, INTERACTION
from santral.crm_core.processes.process import Process, RecordKind
from santral.crm_core.processes.store import (
    ProcessesChanged,
    ProcessStore,
    UsedStages,
    read_version,
    read_versions,
)
from santral.crm_core.processes.tables import ProcessRow
from santral.crm_core.users.audit import AuditEntry

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)


class Ayse:
    user_id = 7


def standing_on(*codes: str) -> UsedStages:
    async def used(_session: AsyncSession) -> Collection[str]:
        return codes

    return used


def renamed(process: Process, name: str) -> Process:
    first, *others = process.stages
    return replace(process, stages=(replace(first, name_tr=name), *others))


async def test_the_defaults_hold_until_something_is_drawn(database: Database) -> None:
    bus, told = Bus(), list[ProcessesChanged]()
    bus.subscribe(ProcessesChanged, told.append)
    store = ProcessStore(database, bus)
    await store.load()
    assert len(told) == 1
    assert store.book.process(RecordKind.APPLICATION) == APPLICATION
    assert store.book.process(RecordKind.APPLICATION, "complaint") == COMPLAINT
    assert store.book.process(RecordKind.APPLICATION, "service") == APPLICATION
    assert store.book.process(RecordKind.INTERACTION) == INTERACTION


async def test_a_drawing_holds_at_once_and_after_a_restart_and_the_old_one_is_kept(
    database: Database,
) -> None:
    store = ProcessStore(database, Bus())
    once, again = renamed(COMPLAINT, "Geldi"), renamed(COMPLAINT, "Alındı")
    await store.save(once, 0, standing_on("new"), Ayse(), NOW)
    await store.save(again, 1, standing_on("new"), Ayse(), NOW)
    restarted = ProcessStore(database, Bus())
    await restarted.load()
    for book in (store.book, restarted.book):
        assert book.process(RecordKind.APPLICATION, "complaint") == again
        assert book.version(RecordKind.APPLICATION, "complaint") == 2
        assert book.process(RecordKind.APPLICATION) == APPLICATION
    async with database.reading() as session:
        versions = await read_versions(session, RecordKind.APPLICATION, "complaint")
        assert [(v.version, v.changed_by, v.changed_at) for v in versions] == [(2, 7, NOW), (1, 7, NOW)]
        assert await read_version(session, RecordKind.APPLICATION, "complaint", 1) == once
        with pytest.raises(NotFound):
            await read_version(session, RecordKind.APPLICATION, "complaint", 3)
        assert await session.scalar(select(func.count()).select_from(AuditEntry)) == 2


async def test_a_type_gets_a_process_of_its_own(database: Database) -> None:
    store = ProcessStore(database, Bus())
    service = replace(APPLICATION, code="service", application_type="service")
    await store.save(service, 0, standing_on(), Ayse(), NOW)
    assert store.book.process(RecordKind.APPLICATION, "service") == service
    assert store.book.process(RecordKind.APPLICATION, "problem") == APPLICATION
    with pytest.raises(InvalidInput) as told:
        await store.save(replace(service, application_type="problem"), 0, standing_on(), Ayse(), NOW)
    assert told.value.field == "code"


async def test_a_stage_with_records_cannot_be_taken_out(database: Database) -> None:
    store = ProcessStore(database, Bus())
    with pytest.raises(InvalidInput, match="“escalated”"):
        await store.save(INTERACTION, 0, standing_on("escalated"), Ayse(), NOW)
    assert store.book.version(RecordKind.INTERACTION) == 0
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(ProcessRow)) == 0


async def test_of_two_who_draw_at_once_the_second_is_told(database: Database) -> None:
    one, other = ProcessStore(database, Bus()), ProcessStore(database, Bus())
    outcomes = await asyncio.gather(
        one.save(renamed(INTERACTION, "Biri"), 0, standing_on(), Ayse(), NOW),
        other.save(renamed(INTERACTION, "Öteki"), 0, standing_on(), Ayse(), NOW),
        return_exceptions=True,
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict", "NoneType"]
    with pytest.raises(Conflict):
        await one.save(INTERACTION, 0, standing_on(), Ayse(), NOW)


async def test_what_only_another_version_can_read_leaves_the_default_in_force(database: Database) -> None:
    async with database.session() as session:
        session.add(
            ProcessRow(
                record_kind="interaction",
                application_type="",
                version=4,
                document={"format": 99},
                changed_at=NOW,
                changed_by=None,
            )
        )
    store = ProcessStore(database, Bus())
    await store.load()
    assert store.book.process(RecordKind.INTERACTION) == INTERACTION
