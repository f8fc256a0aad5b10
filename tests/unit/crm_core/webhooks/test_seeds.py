"""The database alone signs nothing; the server signs as long as it has its key."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

from santral.crm_core.webhooks.seeds import SecretsOfWebhooks
from tests.webhook_secrets import SECRETS

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
OTHERS = SecretsOfWebhooks(lambda: b"the key of another server")


def test_a_seed_makes_the_same_secret_of_32_bytes_each_time_and_does_not_hold_it() -> None:
    seed = SECRETS.new_seed()
    secret = SECRETS.secret_of(seed)
    assert secret is not None
    assert secret == SECRETS.secret_of(seed)
    raw = secret.removeprefix("whsec_")
    assert len(base64.b64decode(raw)) == 32
    assert raw not in seed
    assert len(seed) <= 120
    assert len({SECRETS.secret_of(SECRETS.new_seed()) for _ in range(100)}) == 100


def test_another_key_is_told_apart() -> None:
    assert OTHERS.secret_of(SECRETS.new_seed()) is None


def test_while_a_secret_is_renewed_both_sign_the_newest_first() -> None:
    new, old, until = SECRETS.new_seed(), SECRETS.new_seed(), AT + timedelta(hours=24)
    newest, before = SECRETS.secret_of(new), SECRETS.secret_of(old)
    for now, expected in (
        (AT, (newest, before)),
        (until - timedelta(seconds=1), (newest, before)),
        (until, (newest,)),
    ):
        assert SECRETS.in_force(new, old, until, now) == expected
    assert SECRETS.in_force(new, "", None, AT) == (newest,)


def test_after_a_change_of_key_a_new_secret_signs_alone_and_an_old_one_not_at_all() -> None:
    lost, new = OTHERS.new_seed(), SECRETS.new_seed()
    assert SECRETS.in_force(lost, "", None, AT) == ()
    assert SECRETS.in_force(new, lost, AT + timedelta(hours=1), AT) == (SECRETS.secret_of(new),)
