"""The numbers of a member."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field

from santral.console.api.member_values import ALLOW_KNOWN_NUMBER, Member, MemberPhone
from santral.console.api.members import ONE, READ, WRITE, known_number, member_now, member_of
from santral.console.api.operation import Kind, Operation, Work
from santral.console.api.seen import viewed
from santral.console.api.values import Id, Incoming, Line60, Outgoing
from santral.crm_core.members.phones import NewPhone, add_phone, remove_phone


class MemberPhones(Outgoing):
    """The main number first, those of employees last; at most 200."""

    items: tuple[MemberPhone, ...]


class PhoneToAdd(Incoming):
    phone: Line60 = Field(min_length=1, description="In any form people write; kept in E.164.")
    label: Literal["mobile", "work", "home", ""] = Field("", description="Empty: as the number tells itself.")
    extension: str = Field("", max_length=16)
    employee_id: Id | None = Field(None, description="Whose it is at a company.")
    allow_known_number: bool = ALLOW_KNOWN_NUMBER


async def show_phones(work: Work) -> MemberPhones:
    return MemberPhones(items=(await member_of(work)).phones)


async def add_one_phone(work: Work) -> Member:
    sent: PhoneToAdd = work.body
    added = await add_phone(
        work.session,
        work.id("member_id"),
        NewPhone(**sent.model_dump(exclude={"allow_known_number"})),
        work.holder,
        work.at,
        default_region=work.house.settings.default_region,
    )
    if added.same_number and not sent.allow_known_number:
        raise known_number()
    return await member_of(work)


async def remove_one_phone(work: Work) -> Member:
    await remove_phone(work.session, work.id("member_id"), work.id("phone_id"), work.holder, work.at)
    return await member_of(work)


OPERATIONS: Final = {
    f"{ONE}/phones": {
        "GET": Operation(
            "list_phones", "The numbers of a member", Kind.READS, READ, MemberPhones, show_phones,
            seen=viewed("member"),
        ),
        "POST": Operation(
            "add_phone", "One more number of a member", Kind.CREATES, WRITE, Member, add_one_phone,
            body=PhoneToAdd,
        ),
    },
    f"{ONE}/phones/{{phone_id:id}}": {
        "DELETE": Operation(
            "remove_phone", "A number is not the member's any more", Kind.CHANGES, WRITE, Member,
            remove_one_phone, now=member_now,
        ),
    },
}  # fmt: skip
