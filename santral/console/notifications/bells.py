"""How much everybody has not read yet, in memory, and the bell on their screens kept true to it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, NoReturn

import structlog
from sqlalchemy.exc import SQLAlchemyError

from santral.console.notifications.saying import sentence
from santral.console.push.hub import Hub
from santral.console.push.stream import Change, Fragment
from santral.console.web.language import Languages
from santral.crm_core.bus import Bus
from santral.crm_core.db import Database
from santral.crm_core.notifications.reading import NotificationsRead, count_unread, forget_old
from santral.crm_core.notifications.tell import Notified

AT_ONCE: Final = 500
FORGET_EVERY_S: Final = 3600.0
RETRY_S: Final = 5.0

log = structlog.get_logger(__name__)


class Unread:
    """By user, how many; nobody is asked while a screen is made."""

    def __init__(self) -> None:
        self._by_user: dict[int, int] = {}

    def __call__(self, user_id: int) -> int:
        return self._by_user.get(user_id, 0)

    def know(self, user_id: int, count: int) -> None:
        if count:
            self._by_user[user_id] = count
        else:
            self._by_user.pop(user_id, None)


class Bells:
    """`run` it: it reads what is unread at start, and again for whom something changed, many at a time. What
    waits is at most one entry for each user."""

    def __init__(
        self,
        database: Database,
        unread: Unread,
        hub: Hub,
        languages: Languages,
        language_of: Callable[[int], str],
        bell: Callable[[int], Fragment | None],
    ) -> None:
        """`bell(user_id)` makes the bell as `unread` has it now; None for who has no screen."""
        self._database = database
        self._unread = unread
        self._hub = hub
        self._languages = languages
        self._language_of = language_of
        self._bell = bell
        self._changed: dict[int, None] = {}
        self._wake = asyncio.Event()

    def listen(self, bus: Bus) -> None:
        bus.subscribe(Notified, self.on_notified)
        bus.subscribe(NotificationsRead, self.on_notifications_read)

    def on_notified(self, event: Notified) -> None:
        for user_id in event.user_ids:
            self._changed[user_id] = None
            self._say(user_id, event)
        self._wake.set()

    def on_notifications_read(self, event: NotificationsRead) -> None:
        self._changed[event.user_id] = None
        self._wake.set()

    async def run(self) -> NoReturn:
        """For ever. A database that is away is asked again; the bells stay as they are until it answers."""
        read_everybody, forget_at = True, 0.0
        while True:
            try:
                if read_everybody:
                    await self._read_everybody()
                    read_everybody = False
                if asyncio.get_running_loop().time() >= forget_at:
                    async with self._database.session() as session:
                        more = await forget_old(session, datetime.now(UTC))
                    pause_s = RETRY_S if more else FORGET_EVERY_S
                    forget_at = asyncio.get_running_loop().time() + pause_s
                await self._read_changed()
            except (SQLAlchemyError, OSError) as error:
                log.warning("notifications cannot be counted", error=str(error))
                await asyncio.sleep(RETRY_S)
                continue
            try:
                async with asyncio.timeout_at(forget_at):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def _read_everybody(self) -> None:
        async with self._database.reading() as session:
            found = await count_unread(session)
        for user_id, count in found.items():
            self._unread.know(user_id, count)
            self._show(user_id)

    async def _read_changed(self) -> None:
        self._wake.clear()
        while self._changed:
            some = tuple(self._changed)[:AT_ONCE]
            async with self._database.reading() as session:
                found = await count_unread(session, some)
            for user_id in some:
                self._changed.pop(user_id, None)
                self._unread.know(user_id, found.get(user_id, 0))
                self._show(user_id)

    def _show(self, user_id: int) -> None:
        shown = self._hub.regions(user_id).get("bell")
        fragment = self._bell(user_id) if self._hub.is_watching(user_id) else None
        if fragment is not None and (shown is None or shown.literal != fragment.literal):
            self._hub.publish(user_id, Change({"bell": fragment}))

    def _say(self, user_id: int, event: Notified) -> None:
        if self._hub.is_watching(user_id) and self._bell(user_id) is not None:
            language = self._languages[self._language_of(user_id)]
            text = sentence(language, event.text_id, event.values)
            said = {"kind": "notification", "text": text, "title": event.kind, "link": event.link}
            self._hub.publish(user_id, Change({}, tell=said))
