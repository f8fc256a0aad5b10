"""Writes down when sessions were last used, so that no request waits for it: a session is as good while the
database takes nothing."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Final, NoReturn

from santral.crm_core.db import Database
from santral.crm_core.users.sessions import SessionLife, mark_seen

EVERY_S: Final = 1.0


class LastSeen:
    """`note` at any time; `run` writes it, for ever. What is noted twice in the meantime is one row."""

    def __init__(self, database: Database, life: SessionLife, every_s: float = EVERY_S) -> None:
        self._database = database
        self._life = life
        self._every_s = every_s
        self._seen_at: dict[int, datetime] = {}
        self._noted = asyncio.Event()

    def note(self, session_id: int, at: datetime) -> None:
        self._seen_at[session_id] = at
        self._noted.set()

    async def run(self) -> NoReturn:
        while True:
            await self._noted.wait()
            await asyncio.sleep(self._every_s)
            self._noted.clear()
            seen_at, self._seen_at = self._seen_at, {}
            # Where this fails it is noted again with the session's next request.
            async with self._database.session() as session:
                for session_id, at in seen_at.items():
                    await mark_seen(session, session_id, self._life, at)
