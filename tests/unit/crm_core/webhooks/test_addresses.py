"""An address somebody enters does not lead behind the firewall."""

from __future__ import annotations

import pytest

from santral.crm_core.errors import InvalidInput
from santral.crm_core.webhooks.addresses import check_url, host_and_port, may_reach

PUBLIC = ["93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:8.8.8.8"]
OF_THE_HOUSE = [
    "127.0.0.1",
    "127.8.9.10",
    "10.0.0.5",
    "172.16.4.4",
    "192.168.1.20",
    "100.64.0.1",
    "::1",
    "fd12:3456::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.5",
    "64:ff9b::a00:5",  # 10.0.0.5 through NAT64
    "2002:a00:5::1",  # 10.0.0.5 through 6to4
    "::127.0.0.1",
    "::10.0.0.5",
    "64:ff9b:1::a00:5",  # a NAT64 of the house itself
    "fec0::5",
    "198.18.0.5",
    "192.0.2.7",
]
NEVER = [
    "169.254.169.254",  # where clouds keep a machine's credentials
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "::169.254.169.254",
    "fd00:ec2::254",
    "fd00:ec2::23",
    "fd20:ce::254",
    "168.63.129.16",
    "::ffff:168.63.129.16",
    "100.100.100.200",
    "192.0.0.192",
    "fe80::1",
    "fe80::1%eth0",
    "0.0.0.0",
    "::",
    "224.0.0.1",
    "ff02::1",
    "255.255.255.255",
    "240.0.0.1",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_the_internet_is_reached(address: str) -> None:
    assert may_reach(address, private=False)
    assert may_reach(address, private=True)


@pytest.mark.parametrize("address", OF_THE_HOUSE)
def test_the_houses_own_networks_only_where_that_is_allowed(address: str) -> None:
    assert not may_reach(address, private=False)
    assert may_reach(address, private=True)


@pytest.mark.parametrize("address", NEVER)
def test_some_places_never(address: str) -> None:
    assert not may_reach(address, private=False)
    assert not may_reach(address, private=True)


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://example.com/santral?key=1", ("example.com", 443)),
        ("http://example.com", ("example.com", 80)),
        ("  http://192.168.1.4:8080/x  ", ("192.168.1.4", 8080)),
        ("https://[::1]:9000/", ("::1", 9000)),
    ],
)
def test_what_can_be_called(url: str, place: tuple[str, int]) -> None:
    assert host_and_port(check_url(url)) == place


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com",
        "ftp://example.com/",
        "file:///etc/passwd",
        "gopher://example.com/",
        "javascript:alert(1)",
        "http://",
        "http:///x",
        "https://example.com:0/",
        "https://example.com:99999/",
        "https://ayşe:parola@example.com/",
        "https://user@example.com/",
        "https://example.com/#part",
        "https://example.com/a b",
        "https://[::1/",
        "https://örnek.example/",
        "https://example.com/" + "x" * 500,
    ],
)
def test_what_cannot_is_refused_at_its_field(url: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_url(url)
    assert refused.value.field == "url"
