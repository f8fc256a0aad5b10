"""What the API can do, declared once: the server, its description and the tests read the same."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from santral.console.api.values import Asked, Incoming, Outgoing
from santral.console.house import House
from santral.crm_core.api_keys.keys import KeyHolder
from santral.crm_core.api_keys.scopes import Scope
from santral.crm_core.definitions.store import Changing


class Kind(Enum):
    READS = auto()
    """A record or a page of a list; answered with an ETag, or 304 where `If-None-Match` names it."""
    CREATES = auto()
    """Something new; done once for each `Idempotency-Key`."""
    CHANGES = auto()
    """A record that is there; only where `If-Match` names its state."""


class NothingAsked(Asked):
    pass


@dataclass(frozen=True, slots=True)
class Transaction:
    """`definitions` is there where definitions are changed."""

    session: AsyncSession
    definitions: Changing | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """A request as an operation sees it: checked, and in one transaction. `path`, `query` and `body` are what
    the operation declares. `changed` names what is another now, for who shows it."""

    house: House
    holder: KeyHolder
    at: datetime
    transaction: Transaction
    path: Mapping[str, Any]
    query: Any
    body: Any
    changed: set[str] = field(default_factory=set)

    @property
    def session(self) -> AsyncSession:
        return self.transaction.session

    def id(self, name: str) -> int:
        """The id that stands in the path under this name."""
        return int(self.path[name])


@asynccontextmanager
async def reading(house: House) -> AsyncIterator[Transaction]:
    async with house.database.reading() as session:
        yield Transaction(session)


@asynccontextmanager
async def writing(house: House) -> AsyncIterator[Transaction]:
    async with house.database.session() as session:
        yield Transaction(session)


@dataclass(frozen=True, slots=True)
class Operation:
    """`act` does it, within `opens`, and gives what is answered. `place` is the address of something new.
    `now` locks a record that is to be changed and gives it as it is. `seen` writes down who saw what. `then`
    brings screens up to date, after the commit."""

    name: str
    summary: str
    kind: Kind
    scope: Scope
    answer: type[Outgoing]
    act: Callable[[Work], Awaitable[Outgoing]]
    query: type[Asked] = NothingAsked
    body: type[Incoming] | None = None
    place: Callable[[Any], str] | None = None
    now: Callable[[Work], Awaitable[Outgoing]] | None = None
    seen: Callable[[Work, Any], None] | None = None
    then: Callable[[Work, Any], Awaitable[None]] | None = None
    opens: Callable[[House], AbstractAsyncContextManager[Transaction]] = writing
