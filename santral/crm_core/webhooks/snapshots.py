"""What a message tells of a record: as it is at the end of the change, in the words of its columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from santral.crm_core.applications.tables import Application, ApplicationChange
from santral.crm_core.interactions.tables import Interaction
from santral.crm_core.members.tables import FLAGS, Contact, Member, Phone
from santral.crm_core.webhooks.events import iso


def of_application(application: Application, changes: Sequence[ApplicationChange]) -> dict[str, Any]:
    """`changes` are the lines its history got by this change."""
    return {
        "application_id": application.application_id,
        "number": application.number,
        "version": application.version,
        "member_id": application.member_id,
        "employee_id": application.employee_id,
        "type": application.type,
        "subject": application.subject,
        "description": application.description,
        "priority": application.priority,
        "category": application.category,
        "method": application.method,
        "product": application.product,
        "serial_number": application.serial_number,
        "campaign": application.campaign,
        "project": application.project,
        "stage": application.stage,
        "resolution": application.resolution,
        "owner_id": application.owner_id,
        "call_id": application.call_id,
        "merged_into_id": application.merged_into_id,
        "custom": application.custom,
        "opened_at": iso(application.opened_at),
        "changed_at": iso(application.changed_at),
        "first_answered_at": iso(application.first_answered_at),
        "solved_at": iso(application.solved_at),
        "closed_at": iso(application.closed_at),
        "changes": [
            {
                "kind": change.kind,
                "field": change.field,
                "before": change.before,
                "after": change.after,
                "user_id": change.user_id,
            }
            for change in changes
        ],
    }


def of_interaction(interaction: Interaction) -> dict[str, Any]:
    return {
        "interaction_id": interaction.interaction_id,
        "version": interaction.version,
        "call_id": interaction.call_id,
        "user_id": interaction.user_id,
        "member_id": interaction.member_id,
        "employee_id": interaction.employee_id,
        "application_id": interaction.application_id,
        "at": iso(interaction.at),
        "direction": interaction.direction,
        "method": interaction.method,
        "result": interaction.result,
        "category": interaction.category,
        "campaign": interaction.campaign,
        "project": interaction.project,
        "stage": interaction.stage,
        "follow_up_at": iso(interaction.follow_up_at),
        "follow_up_done_at": iso(interaction.follow_up_done_at),
        "notes": interaction.notes,
    }


def of_member(session: Session, member: Member) -> dict[str, Any]:
    phones = session.scalars(
        select(Phone.e164).where(Phone.member_id == member.member_id).order_by(Phone.position, Phone.phone_id)
    )
    emails = session.scalars(
        select(Contact.value)
        .where(Contact.member_id == member.member_id, Contact.kind == "email")
        .order_by(Contact.position, Contact.contact_id)
    )
    return {
        "member_id": member.member_id,
        "kind": member.kind,
        "name": member.name,
        "parent_id": member.parent_id,
        "unit": member.unit,
        "tier": member.tier,
        "city": member.city,
        "flags": [flag for flag in FLAGS if getattr(member, flag)],
        "phones": phones.all(),
        "emails": emails.all(),
        "member_since": iso(member.member_since),
    }
