"""The whole page of one customer in one question to the database: what a ringing phone waits for.

The cost depends neither on how many members there are nor on how long this one's history is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.customer_page import ContactPoint, CustomerPage, OpenItem, RelatedPerson, TimelineRow
from santral.crm_core.errors import NotFound
from santral.crm_core.json_rows import moment_of, rows_of
from santral.crm_core.members.header import as_header
from santral.crm_core.members.numbers import DEFAULT_REGION, display_number
from santral.crm_core.members.page_query import EMPLOYEES, page_query
from santral.crm_core.one_trip import Asking, within
from santral.crm_core.promises.standing import Standing, from_columns
from santral.crm_core.timeline import PAGE_ROWS, as_page

HOT_DAYS: Final = 7


async def read_customer_page(
    session: AsyncSession,
    member_id: int,
    *,
    e164: str = "",
    hot_days: int = HOT_DAYS,
    timeline_rows: int = PAGE_ROWS,
    now: datetime | None = None,
    default_region: str = DEFAULT_REGION,
) -> CustomerPage:
    """Everything the screen shows of a customer. `e164`: the number that calls, so that the employee whose
    number it is can be named. Raises `NotFound`."""
    row = await within(session, lambda asking: read_page_row(asking, member_id, e164, timeline_rows))
    return page_from(row, hot_days, timeline_rows, now, default_region=default_region)


def read_page_row(asking: Asking, member_id: int, e164: str, timeline_rows: int) -> Sequence[Any]:
    """What `page_from` makes the page of. Raises `NotFound`."""
    query = page_query(asking.dialect, timeline_rows + 1)
    rows = asking.rows(query, {"member": member_id, "e164": e164})
    if not rows:
        raise NotFound("This customer does not exist.")
    return rows[0]


def page_from(
    row: Sequence[Any],
    hot_days: int,
    timeline_rows: int,
    now: datetime | None = None,
    *,
    default_region: str = DEFAULT_REGION,
) -> CustomerPage:
    """Numbers of `default_region` are written without their country's code."""
    *header, note, member_since, contact_count, caller, phones, contacts, related, cases, history = row
    changed_after = (now or datetime.now(UTC)) - timedelta(days=hot_days)
    entries = [TimelineRow(entry_id, moment_of(at), *rest) for entry_id, at, *rest in rows_of(history)]
    return CustomerPage(
        header=as_header(header),
        employee=caller or "",
        note=note,
        contacts=tuple(_contacts(rows_of(phones), rows_of(contacts), default_region)),
        related=tuple(_related(values) for values in sorted(rows_of(related), key=_related_order)),
        open_items=tuple(sorted(_open_items(rows_of(cases), changed_after), key=_open_item_order)),
        timeline=as_page(
            header[0],
            sorted(entries, key=lambda entry: (entry.at, entry.entry_id), reverse=True),
            timeline_rows,
        ),
        member_since=moment_of(member_since),
        contact_count=contact_count,
    )


def _contacts(
    phones: Sequence[Sequence[Any]], contacts: Sequence[Sequence[Any]], region: str
) -> Iterator[ContactPoint]:
    for _position, _id, label, e164, extension in sorted(map(tuple, phones)):
        shown = display_number(e164, region)
        yield ContactPoint("phone", label, e164, f"{shown} / {extension}" if extension else shown)
    for _position, _id, kind, label, value in sorted(map(tuple, contacts)):
        yield ContactPoint(kind, label, value, value)


def _open_items(cases: Sequence[Sequence[Any]], changed_after: datetime) -> Iterator[OpenItem]:
    for application_id, number, subject, priority, stage, owner, opened_at, changed_at, *due in cases:
        changed = moment_of(changed_at)
        yield OpenItem(
            application_id, number, subject, priority, stage, owner, moment_of(opened_at), changed,
            hot=changed >= changed_after, standing=_standing(*due),
        )  # fmt: skip


def _standing(
    kind: str, due_at: int | str | None, warn_at: int | str | None, left_s: int | None
) -> Standing | None:
    return from_columns(
        kind,
        None if due_at is None else moment_of(due_at),
        None if warn_at is None else moment_of(warn_at),
        left_s,
    )


def _open_item_order(item: OpenItem) -> tuple[float, int]:
    return -item.changed_at.timestamp(), -item.application_id


def _related(values: Sequence[Any]) -> RelatedPerson:
    member_id, name, role, phone, part, row_id = values
    return RelatedPerson(member_id, name, role, phone, row_id if part == EMPLOYEES else None)


def _related_order(values: Sequence[Any]) -> tuple[int, int]:
    group, row_id = values[4:]
    return group, row_id
