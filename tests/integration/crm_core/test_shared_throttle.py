"""Failed sign-ins counted in Redis: shared, kept over a restart, and the door stays open when it is gone."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from santral.crm_core.users.throttle import SignInLimits, SignInThrottle, TooManyAttempts
from tests.patience import PATIENCE_S

LIMITS = SignInLimits(per_user=3, per_address=5, window_minutes=15)


class OwnRedis:
    """A Redis of this test's own, so that it can be ended."""

    def __init__(self, program: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self.url = f"redis://127.0.0.1:{self.port}/0"
        options = ["--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
        self._wait_for_it()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()

    def _wait_for_it(self) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                assert time.monotonic() < deadline, "the Redis of this test does not start"
            else:
                return


@pytest.fixture
def redis() -> Iterator[OwnRedis]:
    program = shutil.which("redis-server")
    if program is None:
        reason = "no redis-server: install redis-server"
        if os.environ.get("SANTRAL_REQUIRE_REAL_SERVERS") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    own = OwnRedis(program)
    yield own
    own.end()


@asynccontextmanager
async def server(redis: OwnRedis) -> AsyncIterator[SignInThrottle]:
    """What one server counts with, while it runs."""
    throttle = SignInThrottle(LIMITS, redis.url)
    try:
        yield throttle
    finally:
        await throttle.close()


async def fail(throttle: SignInThrottle, username: str, times: int) -> None:
    for _ in range(times):
        await throttle.count_failure(username, "192.0.2.1")


async def test_a_server_that_was_restarted_still_counts(redis: OwnRedis) -> None:
    async with server(redis) as before:
        await fail(before, "elif", 3)
    async with server(redis) as restarted:
        with pytest.raises(TooManyAttempts) as refused:
            await restarted.check("elif", "192.0.2.9")
        assert 1 <= refused.value.wait_s <= 15 * 60
        await restarted.check("mert", "192.0.2.9")


async def test_servers_side_by_side_count_together_and_forgive_together(redis: OwnRedis) -> None:
    async with server(redis) as one, server(redis) as other, server(redis) as third:
        await fail(one, "elif", 2)
        await fail(other, "elif", 1)
        with pytest.raises(TooManyAttempts):
            await third.check("elif", "192.0.2.9")
        await one.forgive("elif")
        await third.check("elif", "192.0.2.9")


async def test_when_redis_is_gone_the_server_counts_alone_and_keeps_nobody_out(redis: OwnRedis) -> None:
    async with server(redis) as throttle:
        await fail(throttle, "elif", 1)
        redis.end()
        await throttle.check("elif", "192.0.2.1")
        await fail(throttle, "elif", 2)
        with pytest.raises(TooManyAttempts):
            await throttle.check("elif", "192.0.2.1")
        await throttle.forgive("elif")
        await throttle.check("elif", "192.0.2.1")
