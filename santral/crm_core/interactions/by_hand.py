"""Contacts that were no call: visits, e-mails, walk-ins, chats. Their drafts stand among those of calls."""

from __future__ import annotations

from typing import Final

_BEGINNING: Final = "by-hand:"


def draft_id(member_id: int) -> str:
    """Under which the draft of a contact with the member is kept; no exchange makes such an id of a call."""
    return f"{_BEGINNING}{member_id}"


def is_by_hand(call_id: str) -> bool:
    return call_id.startswith(_BEGINNING)
