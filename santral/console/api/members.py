"""Members: companies and persons."""

from __future__ import annotations

from typing import Any, Final

from santral.console.api.cursors import read_place, write_place
from santral.console.api.member_values import (
    AskedMembers,
    Member,
    MemberLine,
    MemberPage,
    MemberToChange,
    MemberToCreate,
)
from santral.console.api.operation import Kind, Operation, Work
from santral.console.api.seen import listed, viewed
from santral.crm_core.api_keys.scopes import Access, Resource, Scope
from santral.crm_core.customer_page import MemberHeader
from santral.crm_core.errors import InvalidInput
from santral.crm_core.members.change import MemberChange, change_member
from santral.crm_core.members.create import NewMember, create_company, create_person
from santral.crm_core.members.listing import list_members
from santral.crm_core.members.lookup import find_by_number
from santral.crm_core.members.record import find_member, read_member_record
from santral.crm_core.members.search import search_members
from santral.crm_core.users import audit

READ: Final = Scope(Resource.MEMBERS, Access.READ)
WRITE: Final = Scope(Resource.MEMBERS, Access.WRITE)

ONE: Final = "/members/{member_id:id}"


async def show_members(work: Work) -> MemberPage:
    asked: AskedMembers = work.query
    session, after = work.session, 0
    if asked.phone:
        region = work.house.settings.default_region
        found: Any = (await find_by_number(session, asked.phone, default_region=region)).members
    elif asked.q:
        found = [hit.member for hit in await search_members(session, asked.q, asked.limit)]
    else:
        start = read_place("members", asked.cursor, 1)[0] if asked.cursor else 0
        found, after = await list_members(session, start, asked.limit, kind=asked.kind or "")
    if asked.kind and (asked.phone or asked.q):
        found = [member for member in found if member.kind == asked.kind]
    lines = tuple(line_of(one) for one in found[: asked.limit])
    return MemberPage(items=lines, next=write_place("members", after) if after else None)


def line_of(one: MemberHeader) -> MemberLine:
    return MemberLine(
        member_id=one.member_id,
        kind=one.kind.value,
        name=one.name,
        company=one.company,
        tier=one.tier,
        flags=one.flags,
        city=one.city,
        phone=one.phone,
    )


async def show_member(work: Work) -> Member:
    return await member_of(work)


async def create_member(work: Work) -> Member:
    sent: MemberToCreate = work.body
    form = NewMember(**sent.model_dump(exclude={"kind", "allow_known_number"}))
    return await member_of(work, await create_one(work, sent.kind, form, known=sent.allow_known_number))


async def create_one(work: Work, kind: str, form: NewMember, *, known: bool) -> int:
    """The id of a new member. As the short form on the screen: a number that is `known` already has to be
    agreed to."""
    create = create_company if kind == "company" else create_person
    region = work.house.settings.default_region
    created = await create(work.session, form, work.at, default_region=region)
    if created.same_number and not known:
        raise known_number()
    member_id = created.header.member_id
    await audit.record(work.session, work.holder, "created", "member", member_id, at=work.at)
    return member_id


def known_number() -> InvalidInput:
    return InvalidInput(
        "phone", "Somebody has this number already. Send allow_known_number if this is somebody else."
    )


async def member_now(work: Work) -> Member:
    await find_member(work.session, work.id("member_id"), lock=True)
    return await member_of(work)


async def edit_member(work: Work) -> Member:
    change = MemberChange(**work.body.sent)
    await change_member(work.session, work.id("member_id"), change, work.holder, work.at)
    return await member_of(work)


async def member_of(work: Work, member_id: int | None = None) -> Member:
    """As it is now; the one in the path, where no other is named."""
    record = await read_member_record(work.session, member_id or work.id("member_id"))
    return Member.model_validate(record)


OPERATIONS: Final = {
    "/members": {
        "GET": Operation(
            "list_members", "Members, one page after the other", Kind.READS, READ, MemberPage, show_members,
            query=AskedMembers, seen=listed("member"),
        ),
        "POST": Operation(
            "create_member", "A new person or company", Kind.CREATES, WRITE, Member, create_member,
            body=MemberToCreate, place=lambda member: f"/api/v1/members/{member.member_id}",
        ),
    },
    ONE: {
        "GET": Operation(
            "read_member", "One member", Kind.READS, READ, Member, show_member, seen=viewed("member")
        ),
        "PATCH": Operation(
            "change_member", "Change a member", Kind.CHANGES, WRITE, Member, edit_member,
            body=MemberToChange, now=member_now,
        ),
    },
}  # fmt: skip
