"""What is signed here is what others verify."""

from __future__ import annotations

from datetime import UTC, datetime

from santral.crm_core.webhooks.signing import headers, new_message_id, sign
from tests.webhook_secrets import any_secret

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def test_the_example_that_a_maker_of_verifiers_publishes() -> None:
    """https://docs.svix.com/receiving/verifying-payloads/how-manual"""
    signature = sign(
        "whsec_plJ3nmyCDGBKInavdOK15jsl",
        "msg_loFOjxBNrRLzqYUf",
        1731705121,
        '{"event_type":"ping","data":{"success":true}}',
    )
    assert signature == "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0="


def test_each_word_of_a_message_counts() -> None:
    secret = any_secret()
    signed = sign(secret, "msg_1", 1, "gövde")
    assert signed == sign(secret, "msg_1", 1, "gövde")
    others = {
        sign(any_secret(), "msg_1", 1, "gövde"),
        sign(secret, "msg_2", 1, "gövde"),
        sign(secret, "msg_1", 2, "gövde"),
        sign(secret, "msg_1", 1, "Gövde"),
    }
    assert signed not in others
    assert len(others) == 4


def test_several_secrets_sign_in_their_order() -> None:
    new, old = any_secret(), any_secret()
    told = headers((new, old), "msg_1", AT, "{}")
    assert told["webhook-timestamp"] == str(int(AT.timestamp()))
    assert told["webhook-signature"].split(" ") == [
        sign(new, "msg_1", int(AT.timestamp()), "{}"),
        sign(old, "msg_1", int(AT.timestamp()), "{}"),
    ]


def test_ids_are_never_the_same_and_have_no_dot() -> None:
    ids = {new_message_id() for _ in range(100)}
    assert len(ids) == 100
    assert not any("." in one for one in ids)
