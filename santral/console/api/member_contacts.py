"""The e-mail and postal addresses of a member."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field

from santral.console.api.member_values import Member, MemberContact
from santral.console.api.members import ONE, READ, WRITE, member_now, member_of
from santral.console.api.operation import Kind, Operation, Work
from santral.console.api.seen import viewed
from santral.console.api.values import Incoming, Outgoing
from santral.crm_core.members.contacts import LONGEST_ADDRESS, NewContact, add_contact, remove_contact


class MemberContacts(Outgoing):
    """The first of a kind is the one that is written to; at most 200."""

    items: tuple[MemberContact, ...]


class ContactToAdd(Incoming):
    kind: Literal["email", "address"]
    value: str = Field(
        min_length=1,
        max_length=LONGEST_ADDRESS,
        description="The e-mail address, or the postal one in a line.",
    )
    label: Literal["work", "home", ""] = ""


async def show_contacts(work: Work) -> MemberContacts:
    return MemberContacts(items=(await member_of(work)).contacts)


async def add_one_contact(work: Work) -> Member:
    sent: ContactToAdd = work.body
    new = NewContact(sent.kind, sent.value, sent.label)
    await add_contact(work.session, work.id("member_id"), new, work.holder, work.at)
    return await member_of(work)


async def remove_one_contact(work: Work) -> Member:
    await remove_contact(work.session, work.id("member_id"), work.id("contact_id"), work.holder, work.at)
    return await member_of(work)


OPERATIONS: Final = {
    f"{ONE}/contacts": {
        "GET": Operation(
            "list_contacts", "The e-mail and postal addresses of a member", Kind.READS, READ, MemberContacts,
            show_contacts, seen=viewed("member"),
        ),
        "POST": Operation(
            "add_contact", "One more address of a member", Kind.CREATES, WRITE, Member, add_one_contact,
            body=ContactToAdd,
        ),
    },
    f"{ONE}/contacts/{{contact_id:id}}": {
        "DELETE": Operation(
            "remove_contact", "An address is not the member's any more", Kind.CHANGES, WRITE, Member,
            remove_one_contact, now=member_now,
        ),
    },
}  # fmt: skip
