"""What docs/webhooks.md tells receivers to do works with what is sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from santral.crm_core.webhooks.events import TEST, WebhookEvent
from santral.crm_core.webhooks.signing import headers
from tests.webhook_secrets import any_secret

DOCUMENT = (Path(__file__).parents[4] / "docs/webhooks.md").read_text(encoding="utf-8")
BODY = '{"type":"member.created","data":{"name":"Çelik"}}'


@pytest.fixture
def verify() -> Callable[[str, dict[str, str], bytes], None]:
    (example,) = re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)
    names: dict[str, Callable[[str, dict[str, str], bytes], None]] = {}
    exec(example, names)
    return names["verify"]


def test_the_example_takes_what_is_sent(verify: Callable[[str, dict[str, str], bytes], None]) -> None:
    new, old = any_secret(), any_secret()
    sent = headers((new, old), "msg_1", datetime.now(UTC), BODY)
    verify(new, sent, BODY.encode())
    verify(old, sent, BODY.encode())


def test_and_nothing_else(verify: Callable[[str, dict[str, str], bytes], None]) -> None:
    secret, now = any_secret(), datetime.now(UTC)
    sent = headers((secret,), "msg_1", now, BODY)
    with pytest.raises(ValueError, match="not signed"):
        verify(any_secret(), sent, BODY.encode())
    with pytest.raises(ValueError, match="not signed"):
        verify(secret, sent, BODY.replace("Çelik", "Celik").encode())
    with pytest.raises(ValueError, match="not signed"):
        verify(secret, sent | {"webhook-id": "msg_2"}, BODY.encode())
    with pytest.raises(ValueError, match="too old"):
        verify(secret, headers((secret,), "msg_1", now - timedelta(minutes=6), BODY), BODY.encode())


def test_every_event_is_told() -> None:
    told = set(re.findall(r"`((?:member|interaction|application|webhook)\.[a-z]+)`", DOCUMENT))
    assert told == {TEST, *WebhookEvent}
