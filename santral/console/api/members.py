"""Members: companies and persons."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from santral.console.api.cursors import read_place, write_place
from santral.console.api.operation import Kind, Operation, Work
from santral.console.api.values import (
    Asked,
    Cursor,
    Id,
    Incoming,
    Limit,
    Line60,
    Line80,
    Line120,
    Line200,
    Line254,
    Name,
    Outgoing,
    Text2000,
)
from santral.crm_core.api_keys.scopes import Access, Resource, Scope
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

MemberKindName = Literal["person", "company"]
Tier = Literal["", "standard", "silver", "gold", "platinum"]
Flag = Literal["prospect", "buyer", "supplier", "affiliate", "active", "debt", "blacklisted"]
Flags = Annotated[tuple[Flag, ...], Field(max_length=7)]


class MemberLine(Outgoing):
    """A member in a list."""

    member_id: Id
    kind: MemberKindName
    name: str
    company: str = Field(description="Where a person works; empty where that is not known.")
    tier: Tier
    flags: tuple[Flag, ...]
    city: str
    phone: str = Field(description="The main number in E.164, or empty.")


class MemberPage(Outgoing):
    items: tuple[MemberLine, ...]
    next: str | None = Field(description="`cursor` of the next page; null on the last one.")


class MemberPhone(Outgoing):
    e164: str
    label: str
    extension: str
    employee_id: Id | None


class MemberContact(Outgoing):
    kind: str
    label: str
    value: str


class MemberEmployee(Outgoing):
    employee_id: Id
    name: str
    role: str
    person_id: Id | None


class Member(Outgoing):
    member_id: Id
    kind: MemberKindName
    name: str
    parent_id: Id | None
    unit: str
    tier: Tier
    flags: tuple[Flag, ...]
    city: str
    note: str
    member_since: datetime
    phones: tuple[MemberPhone, ...]
    contacts: tuple[MemberContact, ...]
    employees: tuple[MemberEmployee, ...]


class MemberToCreate(Incoming):
    kind: MemberKindName
    name: Name
    phone: Line60 = Field("", description="In any form people write; kept in E.164.")
    email: Line254 = ""
    city: Line80 = ""
    note: Text2000 = ""
    tier: Tier = ""
    flags: Flags = ("prospect", "active")
    company_id: Id | None = Field(None, description="Where a person works.")
    contact_name: Line200 = Field("", description="Who speaks for a company; the number is theirs.")
    role: Line120 = Field("", description="What the person, or the contact of a company, does there.")
    allow_known_number: bool = Field(
        False, description="Save although somebody has the number already: numbers are shared."
    )


class MemberToChange(Incoming):
    """What is not in it stays as it is."""

    name: Name = ""
    tier: Tier = ""
    flags: Flags = ()
    city: Line80 = ""
    note: Text2000 = ""


class AskedMembers(Asked):
    q: Annotated[str, Field(max_length=200)] = Field(
        "", description="Beginnings of words of the name, or of a number. At most 50, without further pages."
    )
    phone: Annotated[str, Field(max_length=60)] = Field(
        "", description="Who has this number, in any form. At most 20, without further pages."
    )
    kind: MemberKindName | None = None
    cursor: Cursor = ""
    limit: Limit = 50


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
    lines = tuple(
        MemberLine(
            member_id=one.member_id,
            kind=one.kind.value,
            name=one.name,
            company=one.company,
            tier=one.tier,
            flags=one.flags,
            city=one.city,
            phone=one.phone,
        )
        for one in found[: asked.limit]
    )
    return MemberPage(items=lines, next=write_place("members", after) if after else None)


async def show_member(work: Work) -> Member:
    return await _member(work, work.path["member_id"])


async def create_member(work: Work) -> Member:
    """As the short form on the screen: a number that is known already has to be agreed to."""
    sent: MemberToCreate = work.body
    create = create_company if sent.kind == "company" else create_person
    form = NewMember(**sent.model_dump(exclude={"kind", "allow_known_number"}))
    region = work.house.settings.default_region
    created = await create(work.session, form, work.at, default_region=region)
    if created.same_number and not sent.allow_known_number:
        raise InvalidInput(
            "phone", "Somebody has this number already. Send allow_known_number if this is somebody else."
        )
    member_id = created.header.member_id
    await audit.record(work.session, work.holder, "created", "member", member_id, at=work.at)
    return await _member(work, member_id)


async def member_now(work: Work) -> Member:
    await find_member(work.session, work.path["member_id"], lock=True)
    return await _member(work, work.path["member_id"])


async def edit_member(work: Work) -> Member:
    member_id = work.path["member_id"]
    await change_member(work.session, member_id, MemberChange(**work.body.sent), work.holder, work.at)
    return await _member(work, member_id)


def member_seen(work: Work, member: Member) -> None:
    row = audit.as_pending_row(work.holder, "viewed", "member", member.member_id)
    work.house.writer.submit(row)


def members_seen(work: Work, page: MemberPage) -> None:
    seen = {"count": len(page.items)}
    work.house.writer.submit(audit.as_pending_row(work.holder, "listed", "member", "", seen))


async def _member(work: Work, member_id: int) -> Member:
    return Member.model_validate(await read_member_record(work.session, member_id))


OPERATIONS: Final = {
    "/members": {
        "GET": Operation(
            "list_members", "Members, one page after the other", Kind.READS, READ, MemberPage, show_members,
            query=AskedMembers, seen=members_seen,
        ),
        "POST": Operation(
            "create_member", "A new person or company", Kind.CREATES, WRITE, Member, create_member,
            body=MemberToCreate, place=lambda member: f"/api/v1/members/{member.member_id}",
        ),
    },
    "/members/{member_id:int}": {
        "GET": Operation(
            "read_member", "One member", Kind.READS, READ, Member, show_member, seen=member_seen
        ),
        "PATCH": Operation(
            "change_member", "Change a member", Kind.CHANGES, WRITE, Member, edit_member,
            body=MemberToChange, now=member_now,
        ),
    },
}  # fmt: skip
