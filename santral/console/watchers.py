"""Who may read how the server is in detail: programs that watch it, which cannot sign in.

Without a token that is who asks from this very machine and not through a proxy. With `SANTRAL_METRICS_TOKEN`
it is who sends it, `Authorization: Bearer …`, wherever from: a proxy on this machine that adds no header to
what it passes on cannot be told from a program on it.
"""

from __future__ import annotations

import hmac
from ipaddress import IPv6Address, ip_address
from typing import Final

from starlette.requests import Request

from santral.console.settings import Settings

PASSED_ON: Final = (
    *("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"),
)
"""Headers that a proxy adds. Whose they are does not matter: nobody gains by them."""
SCHEME: Final = "bearer "


def may_watch(request: Request, settings: Settings) -> bool:
    if settings.metrics_token is not None:
        return _has_token(request, settings.metrics_token.get_secret_value())
    return _is_of_this_machine(request)


def _has_token(request: Request, token: str) -> bool:
    given = request.headers.get("authorization", "")
    if not given.lower().startswith(SCHEME):
        return False
    # Takes as long however much of it is right. Headers are read as latin-1: these are the bytes that came.
    return hmac.compare_digest(given[len(SCHEME) :].strip().encode("latin-1"), token.encode())


def _is_of_this_machine(request: Request) -> bool:
    """The address is that of who connected, or, through a trusted proxy, of whom that says it came from."""
    if request.client is None or any(name in request.headers for name in PASSED_ON):
        return False
    try:
        address = ip_address(request.client.host)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped:  # of a socket that takes both kinds
        return address.ipv4_mapped.is_loopback
    return address.is_loopback
