"""Whom and what audit entries tell of, on real databases."""

from __future__ import annotations

from santral.crm_core.db import Database
from santral.crm_core.interactions.save import attach_to_member, save_interaction
from santral.crm_core.users.audit import AuditFilter, read_audit, record
from santral.crm_core.users.audit_subjects import (
    InteractionSubject,
    read_interaction_subjects,
    read_subject_names,
)
from tests.integration.crm_core.cases import case
from tests.integration.crm_core.people import NOW, person, user


async def test_an_interaction_is_told_with_whom_it_is_today(database: Database) -> None:
    async with database.session() as session:
        deniz, ayse = await user(session, "Deniz"), await person(session, "Ayşe Çelik")
        saved = await save_interaction(
            session, user_id=deniz, call_id="c", member_id=None, notes="Fatura sordu.", at=NOW
        )
        for subject_id in (saved.interaction_id, 4711, "unknown"):
            await record(session, None, "saved", "interaction", subject_id)
        await record(session, None, "viewed", "member", ayse)
        opened = await case(session, ayse, deniz, "Makine su kaçırıyor")
        await record(session, None, "viewed", "application", opened)
    subject_id = str(saved.interaction_id)
    async with database.reading() as session:
        rows, _ = await read_audit(session, AuditFilter())
        assert await read_interaction_subjects(session, rows) == {
            subject_id: InteractionSubject(NOW, None, "")
        }
        names = await read_subject_names(session, rows)
        assert names["member"] == {str(ayse): "Ayşe Çelik"}
        assert list(names["application"]) == [str(opened)]
        assert names["application"][str(opened)].endswith("-000001")
    async with database.session() as session:
        await attach_to_member(session, "c", ayse)
    async with database.reading() as session:
        told = await read_interaction_subjects(session, rows)
    assert told == {subject_id: InteractionSubject(NOW, ayse, "Ayşe Çelik")}
