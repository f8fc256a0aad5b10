"""What a person may do, by role."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """From the least to the most allowed; each may do what the one before it may."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


EVERYBODY: Final = frozenset(Role)
"""Everybody who is signed in."""

SUPERVISORS: Final = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
ADMINISTRATORS: Final = frozenset({Role.ADMINISTRATOR})

ANYBODY: Final[frozenset[Role] | None] = None
"""Everybody who can reach the server, signed in or not. Written out where it is meant."""
