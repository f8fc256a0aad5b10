"""Connections that go nowhere else than they may: to addresses that were checked, by those addresses.

A name is looked up once for a connection, each address is checked, and the connection goes to one of these:
no second look-up can lead elsewhere (DNS rebinding).
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable
from typing import Any

from httpcore2 import AnyIOBackend, AsyncNetworkBackend, AsyncNetworkStream, ConnectError, ConnectTimeout

from santral.crm_core.webhooks.addresses import may_reach


class NoSuchName(ConnectError):
    """The name service knows no such host."""


class PlaceRefused(ConnectError):
    """The host is where no message may be sent."""


async def look_up(host: str, port: int, *, private: bool) -> tuple[str, ...]:
    """The addresses of the host that may be reached. Raises `NoSuchName`, or `PlaceRefused` where it has
    none that may."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:  # a label of more than 63 letters is an error of its encoding
        raise NoSuchName(str(error)) from error
    addresses = tuple(dict.fromkeys(str(info[4][0]) for info in found))
    allowed = tuple(address for address in addresses if may_reach(address, private=private))
    if not allowed:
        raise PlaceRefused(host)
    return allowed


class CheckedNetwork(AsyncNetworkBackend):
    """The network as an HTTP client may use it. `private`: networks of the house itself are allowed."""

    def __init__(self, *, private: bool) -> None:
        self._private = private
        self._backend = AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> AsyncNetworkStream:
        try:
            async with asyncio.timeout(timeout):
                addresses = await look_up(host, port, private=self._private)
                for address in addresses[:-1]:
                    try:
                        return await self._connect(address, port, timeout)
                    except PlaceRefused:
                        raise
                    except (ConnectError, ConnectTimeout):
                        continue
                return await self._connect(addresses[-1], port, timeout)
        except TimeoutError as error:
            raise ConnectTimeout(str(error)) from error

    async def _connect(self, address: str, port: int, timeout: float | None) -> AsyncNetworkStream:
        """Raises `PlaceRefused` where it led to this machine: no firewall keeps it from its own address."""
        stream = await self._backend.connect_tcp(address, port, timeout)
        here, there = stream.get_extra_info("client_addr"), stream.get_extra_info("server_addr")
        if not self._private and here[0] == there[0]:
            await stream.aclose()
            raise PlaceRefused(address)
        return stream

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
