"""Secrets of webhooks for tests."""

from __future__ import annotations

import os

from santral.crm_core.webhooks.seeds import SecretsOfWebhooks
from santral.crm_core.webhooks.signing import as_secret

SECRETS = SecretsOfWebhooks(lambda: b"the key of a server that is made up")


def any_secret() -> str:
    """As a receiver may have it."""
    return as_secret(os.urandom(32))
