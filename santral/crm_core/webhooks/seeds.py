"""The secrets of webhooks, which the database does not hold.

To sign, the server has to know a secret itself, so it cannot be kept as a password is, by a hash that proves
it. But it need not be kept at all: the database has a random seed, and the secret is made from that and from
a key that only the server has. A copy of the database signs nothing.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Final

from santral.crm_core.webhooks.signing import as_secret

SEED_BYTES: Final = 16
MARK_BYTES: Final = 8


class SecretsOfWebhooks:
    """`key` gives the server's key for this use. A seed is a text: random bytes, and a mark by which it is
    known whether the key is still that with which the seed was first used."""

    def __init__(self, key: Callable[[], bytes]) -> None:
        self._key = key

    def new_seed(self) -> str:
        seed = secrets.token_bytes(SEED_BYTES)
        return f"{_text(seed)}.{_text(self._mark(seed))}"

    def secret_of(self, seed: str) -> str | None:
        """As receivers know it; None where the server has another key now."""
        random, _, mark = seed.partition(".")
        raw = base64.b64decode(random)
        if not hmac.compare_digest(self._mark(raw), base64.b64decode(mark)):
            return None
        return as_secret(hmac.digest(self._key(), b"secret" + raw, "sha256"))

    def in_force(
        self, seed: str, old_seed: str, old_until: datetime | None, now: datetime
    ) -> tuple[str, ...]:
        """The secrets that sign now, the newest first; none where the newest cannot be made."""
        newest = self.secret_of(seed)
        if newest is None:
            return ()
        old = self.secret_of(old_seed) if old_seed and old_until and now < old_until else None
        return (newest,) if old is None else (newest, old)

    def _mark(self, seed: bytes) -> bytes:
        return hmac.digest(self._key(), b"mark" + seed, "sha256")[:MARK_BYTES]


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
