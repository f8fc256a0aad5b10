"""Slows guessing: too many failed sign-ins for one name, or from one address, and both have to wait."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import structlog
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.errors import StorageError
from redis.asyncio import ConnectionPool

from santral.crm_core.errors import SantralError

log = structlog.get_logger(__name__)

REDIS_DEADLINE_S = 1.0


class TooManyAttempts(SantralError):
    """`wait_s`: seconds until the next attempt is heard."""

    http_status = 429

    def __init__(self, wait_s: int) -> None:
        super().__init__(
            "Too many failed attempts. Try again in %(minutes)s minutes.", minutes=max(1, -(-wait_s // 60))
        )
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class SignInLimits:
    """Failed attempts within `window_minutes`. An address has more: a whole office may share one."""

    per_user: int
    per_address: int
    window_minutes: int


class SignInThrottle:
    """Counts failures. Successes cost nothing.

    They are counted in the memory of this process and, given a `redis_url`, in Redis too, where the counts
    outlive a restart and are shared by servers that work side by side. Whichever says so makes one wait;
    while Redis is gone the memory alone counts, and nobody is kept out.
    """

    def __init__(self, limits: SignInLimits, redis_url: str | None = None) -> None:
        self._here = MovingWindowRateLimiter(MemoryStorage())
        self._pool = _connections(redis_url) if redis_url else None
        self._shared = MovingWindowRateLimiter(_redis(self._pool)) if self._pool else None
        self._per_user = RateLimitItemPerMinute(limits.per_user, limits.window_minutes, "user")
        self._per_address = RateLimitItemPerMinute(limits.per_address, limits.window_minutes, "address")

    async def check(self, username: str, address: str) -> None:
        """Raises `TooManyAttempts` where either has to wait."""
        wait_s = await self._wait_s(self._here, username, address)
        if self._shared is not None:
            try:
                wait_s = max(wait_s, await self._wait_s(self._shared, username, address))
            except StorageError as error:
                log.warning("Redis does not answer; failed sign-ins are counted here only", error=str(error))
        if wait_s:
            raise TooManyAttempts(wait_s)

    async def count_failure(self, username: str, address: str) -> None:
        await self._hit(self._here, username, address)
        if self._shared is not None:
            try:
                await self._hit(self._shared, username, address)
            except StorageError as error:
                log.warning("Redis does not answer; a failed sign-in is counted here only", error=str(error))

    async def forgive(self, username: str) -> None:
        """The right password was given: the name starts afresh. The address does not, or somebody with an
        account of their own could go on guessing others'."""
        await self._here.clear(self._per_user, username)
        if self._shared is not None:
            try:
                await self._shared.clear(self._per_user, username)
            except StorageError as error:
                log.warning(
                    "Redis does not answer; the failures of a name are not forgotten there", error=str(error)
                )

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.aclose()

    async def _wait_s(self, limiter: MovingWindowRateLimiter, username: str, address: str) -> int:
        """Seconds until both may try again, 0 for now."""
        waits = [0]
        for item, key in self._counted(username, address):
            if not await limiter.test(item, key):
                stats = await limiter.get_window_stats(item, key)
                waits.append(max(1, int(stats.reset_time - time.time())))
        return max(waits)

    async def _hit(self, limiter: MovingWindowRateLimiter, username: str, address: str) -> None:
        for item, key in self._counted(username, address):
            await limiter.hit(item, key)

    def _counted(self, username: str, address: str) -> tuple[tuple[RateLimitItem, str], ...]:
        return (self._per_user, username), (self._per_address, address)


def _connections(url: str) -> ConnectionPool:
    return ConnectionPool.from_url(
        url, socket_timeout=REDIS_DEADLINE_S, socket_connect_timeout=REDIS_DEADLINE_S
    )


def _redis(pool: ConnectionPool) -> RedisStorage:
    options: Any = {"connection_pool": pool}  # its signature knows plain values only
    return RedisStorage(
        "async+redis://",
        wrap_exceptions=True,
        implementation="redispy",
        key_prefix="santral-sign-in",
        **options,
    )
