"""The person behind a request: read once for each request, then only values."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import HTTPConnection

from santral.crm_core.errors import SantralError
from santral.crm_core.users.roles import Role


@dataclass(frozen=True, slots=True)
class SignedInUser:
    """`device` is a channel's name without its instance, as `PJSIP/1001`, or `""` for who has no phone."""

    user_id: int
    username: str
    display_name: str
    role: Role
    device: str
    extension: str
    language: str  # "tr" | "en" | "" (as the browser asks)
    theme: str  # "light" | "dark" | "system"
    session_id: int  # the session the request belongs to; several devices are several sessions


class SignInNeeded(SantralError):
    """Nobody is signed in, or not any more."""

    http_status = 401


def signed_in(connection: HTTPConnection) -> SignedInUser:
    """Who asks. Only for routes that are not open to anybody; raises `SignInNeeded` elsewhere."""
    user = visitor(connection)
    if user is None:
        raise SignInNeeded("Please sign in.")
    return user


def visitor(connection: HTTPConnection) -> SignedInUser | None:
    """Who asks, or None for somebody who is not signed in."""
    user: SignedInUser | None = getattr(connection.state, "user", None)
    return user
