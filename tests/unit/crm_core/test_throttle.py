"""Guessing is slowed, people are not."""

from __future__ import annotations

import pytest

from santral.crm_core.users.throttle import SignInLimits, SignInThrottle, TooManyAttempts


@pytest.fixture
def throttle() -> SignInThrottle:
    return SignInThrottle(SignInLimits(per_user=3, per_address=5, window_minutes=15))


async def fail(throttle: SignInThrottle, username: str, address: str, times: int) -> None:
    for _ in range(times):
        await throttle.check(username, address)
        await throttle.count_failure(username, address)


async def test_a_name_has_to_wait_wherever_the_guesses_come_from(throttle: SignInThrottle) -> None:
    for n in range(3):
        await fail(throttle, "elif", f"192.0.2.{n}", 1)
    with pytest.raises(TooManyAttempts) as refused:
        await throttle.check("elif", "192.0.2.9")
    assert 1 <= refused.value.wait_s <= 15 * 60
    await throttle.check("mert", "192.0.2.9")


async def test_an_address_has_to_wait_whatever_name_it_tries(throttle: SignInThrottle) -> None:
    for n in range(5):
        await fail(throttle, f"user{n}", "192.0.2.1", 1)
    with pytest.raises(TooManyAttempts):
        await throttle.check("new", "192.0.2.1")
    await throttle.check("new", "192.0.2.2")


async def test_the_right_password_lets_the_name_start_afresh_but_not_the_address(
    throttle: SignInThrottle,
) -> None:
    await fail(throttle, "elif", "192.0.2.1", 2)
    await throttle.forgive("elif")
    await fail(throttle, "elif", "192.0.2.1", 2)
    await throttle.forgive("elif")
    await fail(throttle, "mert", "192.0.2.1", 1)
    with pytest.raises(TooManyAttempts):
        await throttle.check("elif", "192.0.2.1")
