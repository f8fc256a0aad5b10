"""One's own notifications: the newest in the bell's menu, all of them on a page; read by opening them.

The templates get `rows` (`Line`s), and the page `more` (the address of the next page, or ""), `newest` (the
id up to which all can be called read) and `unread`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from santral.console.house import house_of
from santral.console.notifications.saying import sentence
from santral.console.web.answers import fragment, language_of, own_path, page, wants_page
from santral.crm_core.errors import InvalidInput
from santral.crm_core.notifications.reading import (
    NotificationRow,
    count_unread,
    open_notification,
    read_all,
    read_notifications,
)
from santral.crm_core.users.signed_in_user import signed_in

LATEST = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One notification, as its reader sees it."""

    notification_id: int
    at: datetime
    kind: str
    text: str
    read: bool


async def show_notifications(request: Request) -> Response:
    """Query: `before`, the last id of the page before."""
    user_id, before = signed_in(request).user_id, _number(request.query_params.get("before", "0"))
    async with house_of(request).database.reading() as session:
        rows, next_before = await read_notifications(session, user_id, before=before)
        unread = (await count_unread(session, [user_id])).get(user_id, 0)
    return page(
        request,
        "notifications/list.html",
        rows=_lines(request, rows),
        more=f"/notifications?before={next_before}" if next_before else "",
        newest=rows[0].notification_id if rows else 0,
        unread=unread,
    )


async def show_latest(request: Request) -> Response:
    """For the menu of the bell."""
    async with house_of(request).database.reading() as session:
        rows, _ = await read_notifications(session, signed_in(request).user_id, limit=LATEST)
    return fragment(request, "notifications/latest.html", rows=_lines(request, rows))


async def open_one(request: Request) -> Response:
    """It is read, and its reader goes where it leads."""
    house, user = house_of(request), signed_in(request)
    notification_id = request.path_params["notification_id"]
    async with house.database.session() as session:
        link = await open_notification(session, user.user_id, notification_id, datetime.now(UTC))
    return RedirectResponse(own_path(link) if link else "/notifications", 303)


async def read_them(request: Request) -> Response:
    """Field: `newest`, the newest id that was on the screen."""
    house, user, form = house_of(request), signed_in(request), await request.form()
    newest = _number(str(form.get("newest", "")))
    async with house.database.session() as session:
        await read_all(session, user.user_id, newest, datetime.now(UTC))
    return RedirectResponse("/notifications", 303) if wants_page(request) else Response(status_code=204)


def _lines(request: Request, rows: tuple[NotificationRow, ...]) -> tuple[Line, ...]:
    language = language_of(request)
    return tuple(
        Line(row.notification_id, row.at, row.kind, sentence(language, row.text_id, row.values), row.read)
        for row in rows
    )


def _number(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and len(typed) < 19):
        raise InvalidInput("newest", "Choose one of the list.")
    return int(typed)
