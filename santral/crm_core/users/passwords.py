"""Passwords: what is accepted, and how they are kept. Only argon2id hashes are ever stored.

A hash takes tens of milliseconds and 64 MiB on purpose, so hashing happens in a thread, and at most
`AT_ONCE` at a time: a flood of sign-ins waits in line instead of taking the machine.
"""

from __future__ import annotations

import asyncio
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from santral.crm_core.errors import InvalidInput

LEAST_LETTERS: Final = 10
MOST_LETTERS: Final = 200
AT_ONCE: Final = 2

TOO_COMMON: Final = frozenset(
    {
        "0123456789", "1234567890", "12345678910", "1q2w3e4r5t", "1qaz2wsx3edc", "9876543210", "aaaaaaaaaa",
        "administrator", "asdfghjkl123", "besiktas1903", "fenerbahce", "fenerbahce1907", "galatasaray",
        "galatasaray1905", "istanbul34", "istanbul1453", "password12", "password123", "password1234",
        "parola1234", "q1w2e3r4t5", "qwerty12345", "qwerty123456", "qwertyuiop", "santral123", "santral1234",
        "sifre12345", "sifre123456", "trabzonspor", "turkiye1923", "welcome123", "iloveyou123",
    }
)  # fmt: skip


class Passwords:
    """Hashes and checks. One per process."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._nobodys_hash = ""

    async def hash(self, password: str) -> str:
        async with self._turn:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def is_right(self, password_hash: str | None, password: str) -> bool:
        """Whether it is the password. For an unknown user (None) it takes as long, and is False."""
        if password_hash is None and not self._nobodys_hash:
            self._nobodys_hash = await self.hash("nobody's password")
        async with self._turn:
            right = await asyncio.to_thread(self._verify, password_hash or self._nobodys_hash, password)
        return right and password_hash is not None

    def is_outdated(self, password_hash: str) -> bool:
        """Whether it was hashed with weaker parameters than today's."""
        return self._hasher.check_needs_rehash(password_hash)

    def _verify(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False


def check_password(password: str, username: str) -> None:
    """Raises `InvalidInput` for a password that is too easy to guess."""
    plain = password.strip().lower()
    if len(password) < LEAST_LETTERS:
        raise InvalidInput("password", "A password has at least %(least)s characters.", least=LEAST_LETTERS)
    if len(password) > MOST_LETTERS:
        raise InvalidInput("password", "A password has at most %(most)s characters.", most=MOST_LETTERS)
    if username and len(plain.replace(username.lower(), "")) < LEAST_LETTERS // 2:
        raise InvalidInput("password", "The password must not be the user name.")
    if plain in TOO_COMMON or len(set(plain)) < 4:
        raise InvalidInput("password", "This password is too common. Choose another one.")
