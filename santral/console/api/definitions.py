"""Definitions: the categories, priorities, methods, results and types that records are classified by."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Annotated, Final, Literal

from pydantic import Field

from santral.console.api.cursors import read_place, write_place
from santral.console.api.operation import Kind, Operation, Transaction, Work
from santral.console.api.values import Asked, Code, Cursor, Incoming, Limit, Line80, Outgoing
from santral.console.house import House
from santral.crm_core.api_keys.scopes import Access, Resource, Scope
from santral.crm_core.definitions import changes
from santral.crm_core.definitions.book import DefinitionBook
from santral.crm_core.definitions.definition import Definition as OneDefinition
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.errors import NotAllowed, NotFound
from santral.crm_core.users.roles import ADMINISTRATORS

READ: Final = Scope(Resource.DEFINITIONS, Access.READ)
WRITE: Final = Scope(Resource.DEFINITIONS, Access.WRITE)

Colour = Literal["", "grey", "blue", "green", "amber", "red", "purple"]


class Definition(Outgoing):
    """`code` is what records hold; it never changes."""

    kind: DefinitionKind
    code: str
    name_tr: str
    name_en: str
    parent: str = Field(description="The code above it; empty at the root.")
    position: int = Field(description="Among those with the same parent, from 0.")
    colour: Colour
    retired: bool
    is_default: bool


class DefinitionPage(Outgoing):
    items: tuple[Definition, ...]
    next: str | None = Field(description="`cursor` of the next page; null on the last one.")


class DefinitionToCreate(Incoming):
    """It needs a name in one of the languages at least."""

    name_tr: Line80 = ""
    name_en: Line80 = ""
    parent: Code = ""
    colour: Colour = ""


class DefinitionToChange(Incoming):
    """What is not in it stays as it is."""

    name_tr: Line80 = ""
    name_en: Line80 = ""
    colour: Colour = ""
    parent: Code = ""
    position: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    retired: bool = False
    is_default: bool = False


class AskedDefinitions(Asked):
    retired: Literal["true", "false"] = Field("true", description="Whether retired ones are told too.")
    cursor: Cursor = ""
    limit: Limit = 200


async def show_definitions(work: Work) -> DefinitionPage:
    kind, asked = _kind(work), work.query
    book = work.house.definitions.book
    found = book.of(kind) if asked.retired == "true" else book.live(kind)
    start = read_place(f"definitions {kind}", asked.cursor, 1)[0] if asked.cursor else 0
    end = max(0, start) + asked.limit
    return DefinitionPage(
        items=tuple(_answer(one) for one in found[max(0, start) : end]),
        next=write_place(f"definitions {kind}", end) if end < len(found) else None,
    )


async def show_definition(work: Work) -> Definition:
    return _answer(work.house.definitions.book.get(_kind(work), work.path["code"]))


async def create_definition(work: Work) -> Definition:
    _check_role(work)
    sent: DefinitionToCreate = work.body
    kind, changing = _kind(work), work.transaction.definitions
    assert changing is not None
    before = changing.book
    await changing.make(partial(changes.create, kind=kind, **sent.model_dump()), work.holder, work.at)
    [made] = [one for one in changing.book.of(kind) if before.find(kind, one.code) is None]
    return _answer(made)


async def definition_now(work: Work) -> Definition:
    """The store lets only one at a time change them."""
    changing = work.transaction.definitions
    assert changing is not None
    return _answer(changing.book.get(_kind(work), work.path["code"]))


async def change_definition(work: Work) -> Definition:
    _check_role(work)
    kind, code, changing = _kind(work), work.path["code"], work.transaction.definitions
    assert changing is not None
    await changing.make(partial(_changed, kind=kind, code=code, sent=work.body), work.holder, work.at)
    return _answer(changing.book.get(kind, code))


def _changed(
    book: DefinitionBook, kind: DefinitionKind, code: str, sent: DefinitionToChange
) -> DefinitionBook:
    one, fields = book.get(kind, code), sent.sent
    if fields.keys() & {"name_tr", "name_en"}:
        name_tr, name_en = fields.get("name_tr", one.name_tr), fields.get("name_en", one.name_en)
        book = changes.rename(book, kind, code, name_tr=name_tr, name_en=name_en)
    if "colour" in fields:
        book = changes.recolour(book, kind, code, fields["colour"])
    if fields.keys() & {"parent", "position"}:
        parent = fields.get("parent", one.parent)
        last = one.position if parent == one.parent else changes.LAST
        book = changes.move(book, kind, code, parent, fields.get("position", last))
    if fields.get("retired") is False:
        book = changes.bring_back(book, kind, code)
    if "is_default" in fields and fields["is_default"] != one.is_default:
        book = changes.set_default(book, kind, code if fields["is_default"] else "")
    if fields.get("retired"):
        book = changes.retire(book, kind, code)
    return book


@asynccontextmanager
async def _changing(house: House) -> AsyncIterator[Transaction]:
    async with house.definitions.changing() as changing:
        yield Transaction(changing.session, changing)


def _kind(work: Work) -> DefinitionKind:
    try:
        return DefinitionKind(work.path["kind"])
    except ValueError:
        raise NotFound("There is no such definition.") from None


def _check_role(work: Work) -> None:
    """The account of a key may have become somebody who is no administrator."""
    if work.holder.role not in ADMINISTRATORS:
        raise NotAllowed("Only an administrator changes definitions. The account of this key is none.")


def _answer(one: OneDefinition) -> Definition:
    return Definition.model_validate(one)


OPERATIONS: Final = {
    "/definitions/{kind}": {
        "GET": Operation(
            "list_definitions", "Definitions of a kind, in the order of their tree", Kind.READS, READ,
            DefinitionPage, show_definitions, query=AskedDefinitions,
        ),
        "POST": Operation(
            "create_definition", "A new definition, the last below its parent", Kind.CREATES, WRITE,
            Definition, create_definition, body=DefinitionToCreate, opens=_changing,
            place=lambda one: f"/api/v1/definitions/{one.kind.value}/{one.code}",
        ),
    },
    "/definitions/{kind}/{code}": {
        "GET": Operation(
            "read_definition", "One definition", Kind.READS, READ, Definition, show_definition
        ),
        "PATCH": Operation(
            "change_definition", "Rename, move, colour, retire or bring back a definition", Kind.CHANGES,
            WRITE, Definition, change_definition, body=DefinitionToChange, now=definition_now,
            opens=_changing,
        ),
    },
}  # fmt: skip
