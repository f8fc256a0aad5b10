"""Where messages may be sent. Pure.

Who may enter an address here must not reach by it what only this machine can reach: its own services, the
network behind the firewall, the machine's metadata at its provider.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final
from urllib.parse import urlsplit

from santral.crm_core.errors import InvalidInput
from santral.crm_core.typed_text import one_line

LONGEST_URL: Final = 500
_NAT64: Final = IPv6Network("64:ff9b::/96")
_NAT64_OF_THE_HOUSE: Final = IPv6Network("64:ff9b:1::/48")
_IPV4_COMPATIBLE: Final = IPv6Network("::/96")
_OF_PROVIDERS: Final = frozenset(
    (
        *map(IPv4Address, ("168.63.129.16", "100.100.100.200", "192.0.0.192")),
        *map(IPv6Address, ("fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254")),
    )
)
"""Where providers tell a machine its credentials beside the link-local addresses: Azure (a public address),
Alibaba, Oracle; Amazon, Amazon's containers, Google."""

Address = IPv4Address | IPv6Address


def may_reach(address: str, *, private: bool) -> bool:
    """Whether a connection to the IP `address` is allowed; `private`: the house allows its own networks.

    Never allowed are link-local and other addresses at which providers keep a machine's credentials, and what
    is no address of one machine. An IPv4 address in the clothes of an IPv6 one counts as what it is.
    """
    ip = _undressed(ip_address(address.partition("%")[0]))
    if ip.is_link_local or ip.is_multicast or ip.is_unspecified or ip in _OF_PROVIDERS:
        return False
    if isinstance(ip, IPv4Address) and int(ip) >> 28 == 0xF:  # reserved, and the broadcast address
        return False
    return private or (ip.is_global and not _is_of_a_house(ip))


def check_url(typed: str) -> str:
    """An address as it can be called. Raises `InvalidInput` with a sentence for the field `url`."""
    url = one_line("url", typed, LONGEST_URL)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0 or not url.isascii():
        raise InvalidInput("url", "This must be an address such as https://example.com/santral.")
    if " " in url or parts.username is not None or parts.password is not None:
        raise InvalidInput("url", "An address with a space, a user name or a password in it is not called.")
    if parts.fragment:
        raise InvalidInput("url", "What follows # is never sent. Leave it out.")
    return url


def host_and_port(url: str) -> tuple[str, int]:
    """Of an address that `check_url` let in."""
    parts = urlsplit(url)
    assert parts.hostname is not None
    return parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)


def _undressed(ip: Address) -> Address:
    if isinstance(ip, IPv4Address):
        return ip
    if ip in _NAT64 or (ip in _IPV4_COMPATIBLE and int(ip) > 0xFFFF):
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else ip)


def _is_of_a_house(ip: Address) -> bool:
    """Also what Python calls global though it is not, in one version or another."""
    return isinstance(ip, IPv6Address) and (ip.is_site_local or ip in _NAT64_OF_THE_HOUSE)
