"""How long a test waits for what must come."""

from __future__ import annotations

from playwright import async_api, sync_api

PATIENCE_S = 60.0
"""As long as a busy machine may ever need, and below the limit of a whole test. Only a test that fails waits
for so long."""


def make_browsers_patient() -> None:
    """Let `expect` wait as long as everybody else; on its own it gives up after five seconds."""
    sync_api.expect.set_options(timeout=PATIENCE_S * 1000)
    async_api.expect.set_options(timeout=PATIENCE_S * 1000)
