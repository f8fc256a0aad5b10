"""What is signed here is what others verify."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from santral.crm_core.webhooks.signing import headers, new_message_id, new_secret, secrets_in_force, sign

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
    secret = new_secret()
    signed = sign(secret, "msg_1", 1, "gövde")
    assert signed == sign(secret, "msg_1", 1, "gövde")
    others = {
        sign(new_secret(), "msg_1", 1, "gövde"),
        sign(secret, "msg_2", 1, "gövde"),
        sign(secret, "msg_1", 2, "gövde"),
        sign(secret, "msg_1", 1, "Gövde"),
    }
    assert signed not in others
    assert len(others) == 4


def test_while_a_secret_is_renewed_both_sign_the_newest_first() -> None:
    new, old = new_secret(), new_secret()
    until = AT + timedelta(hours=24)
    for now, expected in ((AT, (new, old)), (until - timedelta(seconds=1), (new, old)), (until, (new,))):
        assert secrets_in_force(new, old, until, now) == expected
    assert secrets_in_force(new, "", None, AT) == (new,)
    told = headers((new, old), "msg_1", AT, "{}")
    assert told["webhook-timestamp"] == str(int(AT.timestamp()))
    assert told["webhook-signature"].split(" ") == [
        sign(new, "msg_1", int(AT.timestamp()), "{}"),
        sign(old, "msg_1", int(AT.timestamp()), "{}"),
    ]


def test_ids_and_secrets_are_never_the_same_and_no_id_has_a_dot() -> None:
    ids = {new_message_id() for _ in range(100)}
    assert len(ids) == 100
    assert not any("." in one for one in ids)
    assert len({new_secret() for _ in range(100)}) == 100
