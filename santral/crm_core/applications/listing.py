"""Lists of cases: what somebody asks for, the newest change first, a page at a time.

A page costs the same among a million: each filter that many ask for has an index in the order of the list,
and a text is looked up in the database's own full-text index of folded words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.having_words import AskedWords, asked_words
from santral.crm_core.applications.tables import Application, ApplicationAssignee
from santral.crm_core.applications.walking import Walk
from santral.crm_core.db import UtcDateTime
from santral.crm_core.members.tables import Member
from santral.crm_core.promises.standing import Standing, from_columns
from santral.crm_core.users.accounts import UserAccount

PAGE_ROWS: Final = 50
COUNTED: Final = 500
"""How far the cases of a list are counted."""

Conditions = tuple[ColumnElement[bool], ...]
Order = tuple[Any, ...]
BY_CHANGE: Final[Order] = (Application.changed_at.desc(), Application.application_id.desc())


@dataclass(frozen=True, slots=True)
class ListFilter:
    """What to show; empty values ask for nothing. Codes in a tuple are alternatives.

    `state` is "open" (the default), "closed" or "all"; `owner` a user's id, "none", or "" for anybody's; with
    `involved` those assigned beside the owner count too. `text` are words or their beginnings, or a number.
    `promise` is "late", "soon" or "paused", as only open ones are. `sort` is "changed", or "due" for what is
    due first; those of which nothing is due come last.
    """

    text: str = ""
    state: str = "open"
    owner: str = ""
    involved: bool = False
    types: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    member_id: int | None = None
    product: str = ""
    due_before: datetime | None = None
    promise: str = ""
    sort: str = "changed"

    @property
    def is_plain(self) -> bool:
        """Whether nothing is filtered at all."""
        return all(getattr(self, field.name) == field.default for field in fields(self))


@dataclass(frozen=True, slots=True)
class Place:
    """The last case of a page; the next page begins behind it. `at` is what the list is sorted by, None among
    those of which nothing is due."""

    at: datetime | None
    application_id: int


@dataclass(frozen=True, slots=True)
class ListRow:
    application_id: int
    number: str
    subject: str
    type: str
    priority: str
    category: str
    stage: str
    owner_id: int | None
    owner: str  # "" for nobody
    member_id: int
    member: str
    opened_at: datetime
    changed_at: datetime
    solved_at: datetime | None
    closed_at: datetime | None
    follow_up_at: datetime | None
    version: int
    due_kind: str
    due_at: datetime | None
    due_warn_at: datetime | None
    due_left_s: int | None

    @property
    def standing(self) -> Standing | None:
        """The promise that presses most, while the case is open."""
        if self.closed_at is not None:
            return None
        return from_columns(self.due_kind, self.due_at, self.due_warn_at, self.due_left_s)


@dataclass(frozen=True, slots=True)
class ListCount:
    """How many cases a list has; where it `goes_on`, at least so many."""

    number: int
    goes_on: bool


@dataclass(frozen=True, slots=True)
class ListPage:
    """`next` is None on the last page."""

    rows: tuple[ListRow, ...]
    next: Place | None


async def list_applications(
    session: AsyncSession, wanted: ListFilter, after: Place | None = None, limit: int = PAGE_ROWS
) -> ListPage:
    """A page, in the order of `wanted.sort`. Never raises for a text."""
    conditions, words = _conditions(wanted), await asked_words(session, wanted.text)
    if wanted.sort == "due":
        return await _by_due(session, conditions, words, after, limit)
    if after is not None:
        place = tuple_(Application.changed_at, Application.application_id)
        conditions = (*conditions, place < _last(after))
    found = await _first(session, conditions, BY_CHANGE, words, limit + 1)
    return _page(found, limit, lambda row: row.changed_at)


async def _by_due(
    session: AsyncSession,
    conditions: Conditions,
    words: AskedWords | None,
    after: Place | None,
    limit: int,
) -> ListPage:
    """What has a moment first, in its order, then the rest: two questions, each along an index. Only what is
    open has one, which is said for the index."""
    found: list[ListRow] = []
    if after is None or after.at is not None:
        these = (*conditions, Application.due_at.is_not(None), Application.closed_at.is_(None))
        if after is not None:
            these += (tuple_(Application.due_at, Application.application_id) > _last(after),)
        order: Order = (Application.due_at, Application.application_id)
        found = await _first(session, these, order, words, limit + 1)
        after = None
    if len(found) <= limit:
        these = (*conditions, Application.due_at.is_(None))
        if after is not None:
            these += (Application.application_id < after.application_id,)
        order = (Application.application_id.desc(),)
        found += await _first(session, these, order, words, limit + 1 - len(found))
    return _page(found, limit, lambda row: row.due_at)


async def _first(
    session: AsyncSession, conditions: Conditions, order: Order, words: AskedWords | None, limit: int
) -> list[ListRow]:
    """The first `limit` cases in this order that fit the conditions and have the words."""
    query = list_rows().order_by(*order).limit(limit)
    ids: list[int] | None = None
    if words is not None and words.common:
        ids = await Walk(words.common, conditions, order).first(session, limit)
    if ids is not None:
        query = query.where(Application.application_id.in_(ids))
    elif words is not None:
        query = query.where(*conditions, words.by_index)
    else:
        query = query.where(*conditions)
    return [ListRow(*row) for row in await session.execute(query)]


def _last(place: Place) -> Any:
    return tuple_(literal(place.at, UtcDateTime()), literal(place.application_id))


def _page(found: list[ListRow], limit: int, at: Callable[[ListRow], datetime | None]) -> ListPage:
    rows = tuple(found[:limit])
    return ListPage(rows, Place(at(rows[-1]), rows[-1].application_id) if len(found) > limit else None)


async def count_applications(session: AsyncSession, wanted: ListFilter) -> ListCount:
    """How many there are, at most `COUNTED`."""
    conditions, words = _conditions(wanted), await asked_words(session, wanted.text)
    if words is not None and words.common:
        return ListCount(*await Walk(words.common, conditions, BY_CHANGE).count(session, COUNTED))
    if words is not None:
        conditions = (*conditions, words.by_index)
    some = select(Application.application_id).where(*conditions).limit(COUNTED).subquery()
    count = await session.scalar(select(func.count()).select_from(some)) or 0
    return ListCount(count, count >= COUNTED)


def list_rows() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Application.application_id,
            Application.number,
            Application.subject,
            Application.type,
            Application.priority,
            Application.category,
            Application.stage,
            Application.owner_id,
            func.coalesce(UserAccount.display_name, ""),
            Application.member_id,
            Member.name,
            Application.opened_at,
            Application.changed_at,
            Application.solved_at,
            Application.closed_at,
            Application.follow_up_at,
            Application.version,
            Application.due_kind,
            Application.due_at,
            Application.due_warn_at,
            Application.due_left_s,
        )
        .join(Member, Member.member_id == Application.member_id)
        .outerjoin(UserAccount, UserAccount.user_id == Application.owner_id)
    )


def _conditions(wanted: ListFilter) -> Conditions:
    """All that is asked for but the words."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.state == "open":
        conditions.append(Application.closed_at.is_(None))
    elif wanted.state == "closed":
        conditions.append(Application.closed_at.is_not(None))
    if wanted.owner == "none":
        conditions.append(Application.owner_id.is_(None))
    elif wanted.owner.isdigit():
        conditions.append(_of_person(int(wanted.owner), involved=wanted.involved))
    for column, codes in (
        (Application.type, wanted.types),
        (Application.priority, wanted.priorities),
        (Application.category, wanted.categories),
        (Application.stage, wanted.stages),
    ):
        if codes:
            conditions.append(column.in_(codes))
    if wanted.member_id is not None:
        conditions.append(Application.member_id == wanted.member_id)
    if wanted.product:
        conditions.append(Application.product == wanted.product)
    if wanted.due_before is not None:
        conditions.append(Application.follow_up_at < wanted.due_before)
    if wanted.promise:
        conditions += (Application.closed_at.is_(None), _stands(wanted.promise, datetime.now(UTC)))
    return tuple(conditions)


def _stands(promise: str, now: datetime) -> ColumnElement[bool]:
    if promise == "late":
        return Application.due_at < now
    if promise == "soon":
        return and_(Application.due_at >= now, Application.due_warn_at <= now)
    return and_(Application.due_kind != "", Application.due_at.is_(None))


def _of_person(user_id: int, *, involved: bool) -> ColumnElement[bool]:
    own = Application.owner_id == user_id
    if not involved:
        return own
    also = select(ApplicationAssignee.application_id).where(ApplicationAssignee.user_id == user_id)
    return or_(own, Application.application_id.in_(also))
