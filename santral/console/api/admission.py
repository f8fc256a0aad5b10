"""Who is let in: a key that is known, has the scope, and does not ask too often."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import Final, NoReturn

import structlog
from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from starlette.requests import Request

from santral.crm_core.api_keys.keys import KeyHolder, mark_used, recognise
from santral.crm_core.api_keys.scopes import Scope
from santral.crm_core.db import Database
from santral.crm_core.errors import SantralError
from santral.crm_core.users.sessions import SEEN_EVERY

WRITTEN_EVERY_S: Final = 1.0


class KeyNeeded(SantralError):
    """Nobody, or nobody who is known any more."""

    http_status = 401


class ScopeMissing(SantralError):
    http_status = 403

    def __init__(self, scope: Scope) -> None:
        super().__init__("This key is not allowed to do this: it lacks %(scope)s.", scope=str(scope))


class TooManyRequests(SantralError):
    """`wait_s`: seconds until the key is heard again."""

    http_status = 429

    def __init__(self, wait_s: int) -> None:
        super().__init__("Too many requests with this key. Try again in %(seconds)s seconds.", seconds=wait_s)
        self.wait_s = wait_s


class Admission:
    """`run` writes down when keys were last used, so that no request waits for it.

    Requests are counted in two numbers a key, and only of keys that are known: what strangers send costs no
    memory.
    """

    def __init__(self, database: Database, per_minute: int) -> None:
        self._database = database
        self._limit = RateLimitItemPerMinute(per_minute, 1, "api")
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._used_at: dict[int, datetime] = {}
        self._used = asyncio.Event()

    async def admit(self, request: Request, scope: Scope) -> KeyHolder:
        """Raises `KeyNeeded`, `TooManyRequests`, `ScopeMissing`."""
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not token.strip():
            raise KeyNeeded("Send a key: Authorization: Bearer santral_…")
        at = datetime.now(UTC)
        async with self._database.reading() as session:
            holder = await recognise(session, token.strip(), at)
        if holder is None:
            raise KeyNeeded("This key is not known, or not valid any more.")
        structlog.contextvars.bind_contextvars(api_key=holder.api_key_id)
        await self._count(holder)
        if holder.last_used_at is None or holder.last_used_at < at - SEEN_EVERY:
            self._used_at[holder.api_key_id] = at
            self._used.set()
        if scope not in holder.scopes:
            raise ScopeMissing(scope)
        return holder

    async def _count(self, holder: KeyHolder) -> None:
        name = str(holder.api_key_id)
        if await self._limiter.hit(self._limit, name):
            return
        window = await self._limiter.get_window_stats(self._limit, name)
        raise TooManyRequests(max(1, round(window.reset_time - time.time())))

    async def run(self) -> NoReturn:
        while True:
            await self._used.wait()
            await asyncio.sleep(WRITTEN_EVERY_S)
            self._used.clear()
            used_at, self._used_at = self._used_at, {}
            # Where this fails it is noted again with the key's next request.
            async with self._database.session() as session:
                for api_key_id, at in sorted(used_at.items()):
                    await mark_used(session, api_key_id, at)
