"""Ports nobody uses at the moment. Asterisk and sipp cannot be told to take any: they get these.

All lie below the range from which the system hands out ports, and apart from each other, so that nothing
takes one of them between its choice and its use, or while who listens there is away for a moment. Several
processes may test at once (pytest-xdist): each takes its own part of every range.
"""

from __future__ import annotations

import os
import random
import socket
from contextlib import ExitStack

TCP = range(10_160, 12_000)  # browsers refuse 10080
EXCHANGE_MEDIA = range(12_000, 20_000)
SIGNALLING = range(20_000, 24_000)
PHONE_MEDIA = range(24_000, 32_000)
PARTS = 8
PART = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % PARTS

_next: dict[range, int] = {}
"""Where the search in each range goes on; it begins somewhere, for others may test on this machine too."""


def free_tcp_port() -> int:
    return _free_ports(1, TCP, socket.SOCK_STREAM)[0]


def free_udp_ports(count: int, within: range) -> range:
    """So many UDP ports in a row, the first one even, free at every address."""
    return _free_ports(count, within, socket.SOCK_DGRAM)


def _free_ports(count: int, within: range, kind: socket.SocketKind) -> range:
    """What was given once is not given again soon, since whoever got it may not have taken it yet."""
    size = len(within) // PARTS
    own = range(within.start + PART * size, within.start + (PART + 1) * size)
    for _ in range(len(own)):
        first = _next.setdefault(own, random.randrange(own.start, own.stop, 2))
        _next[own] += count + count % 2
        if first + count > own.stop:
            _next[own] = own.start
            continue
        with ExitStack() as held:
            try:
                for port in range(first, first + count):
                    held.enter_context(socket.socket(socket.AF_INET, kind)).bind(("", port))
            except OSError:
                continue
        return range(first, first + count)
    raise OSError(f"no {count} free ports in a row in {own}")
