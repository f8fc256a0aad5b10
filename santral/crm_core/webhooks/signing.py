"""Messages are signed, so that who gets one knows it came from here and is not an old one sent again.

As Standard Webhooks says (https://github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md):
HMAC-SHA256 over `id.timestamp.body`, base64, marked `v1,`; several signatures stand with a space between.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

PREFIX: Final = "whsec_"
ID_HEADER: Final = "webhook-id"
TIMESTAMP_HEADER: Final = "webhook-timestamp"
SIGNATURE_HEADER: Final = "webhook-signature"
OLD_SECRET_STAYS: Final = timedelta(hours=24)
"""How long messages carry the signature of the secret before, too, after a new one was made."""


def as_secret(raw: bytes) -> str:
    """As receivers and their libraries know it."""
    return PREFIX + base64.b64encode(raw).decode()


def new_message_id() -> str:
    """Told with every attempt, so that who got a message twice knows. It has no dot, which would make the
    signed text ambiguous."""
    return f"msg_{secrets.token_hex(16)}"


def sign(secret: str, message_id: str, timestamp: int, body: str) -> str:
    """One signature. `timestamp` is in whole seconds since 1970."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{timestamp}.{body}".encode()
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()


def headers(secrets_: Sequence[str], message_id: str, at: datetime, body: str) -> dict[str, str]:
    """The three headers of a message that is sent at `at`, signed with every one of the secrets."""
    timestamp = int(at.timestamp())
    return {
        ID_HEADER: message_id,
        TIMESTAMP_HEADER: str(timestamp),
        SIGNATURE_HEADER: " ".join(sign(secret, message_id, timestamp, body) for secret in secrets_),
    }
