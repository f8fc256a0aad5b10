"""Passwords: what is accepted, how they are kept, and that nothing is learnt from the time it takes."""

from __future__ import annotations

import asyncio
from typing import Literal

import pytest
from argon2 import PasswordHasher

from santral.crm_core.errors import InvalidInput
from santral.crm_core.users.passwords import AT_ONCE, Passwords, check_password


class CountingHasher(PasswordHasher):
    """Counts how many work at the same time, and how often each is asked."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.verified = 0
        self.now = 0
        self.most = 0

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - its name
        self.verified += 1
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            return super().verify(hash, password)
        finally:
            self.now -= 1


async def test_a_password_is_kept_as_argon2id_and_never_twice_the_same() -> None:
    passwords = Passwords(CountingHasher())
    first, second = await passwords.hash("mavi-kalem-41"), await passwords.hash("mavi-kalem-41")
    assert first.startswith("$argon2id$")
    assert first != second
    assert await passwords.is_right(first, "mavi-kalem-41")
    assert not await passwords.is_right(first, "mavi-kalem-42")
    assert not await passwords.is_right("not a hash", "mavi-kalem-41")


async def test_an_unknown_user_costs_as_much_as_a_known_one_and_is_never_right() -> None:
    hasher = CountingHasher()
    passwords = Passwords(hasher)
    assert not await passwords.is_right(None, "nobody's password")
    assert not await passwords.is_right(None, "mavi-kalem-41")
    assert hasher.verified == 2


async def test_a_flood_of_sign_ins_waits_in_line() -> None:
    hasher = CountingHasher()
    passwords = Passwords(hasher)
    stored = await passwords.hash("mavi-kalem-41")
    right = await asyncio.gather(*(passwords.is_right(stored, "mavi-kalem-41") for _ in range(50)))
    assert all(right)
    assert hasher.most <= AT_ONCE


async def test_a_weaker_hash_of_earlier_days_is_known_as_such() -> None:
    weak = await Passwords(CountingHasher()).hash("mavi-kalem-41")
    assert Passwords().is_outdated(weak)


@pytest.mark.parametrize(
    "password",
    ["mavi-kalem-41", "ışık ve gölge", "elif çok güzel gülüyor", "Tr0ub4dor&3x", "p" + "wxyz" * 40],
)
def test_good_passwords_are_accepted(password: str) -> None:
    check_password(password, "elif")


@pytest.mark.parametrize(
    "password",
    ["", "short", "aaaaaaaaaaaa", "ababababab", "Password123", " password123 ", "elifelif12", "x" * 201],
)
def test_bad_passwords_are_refused(password: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_password(password, "elif")
    assert refused.value.field == "password"
