"""Ports nobody uses at the moment. Asterisk and sipp cannot be told to take any: they get these.

All lie below the range from which the system hands out ports, and apart from each other, so that nothing
takes one of them between its choice and its use.
"""

from __future__ import annotations

import random
import socket
from contextlib import ExitStack

EXCHANGE_MEDIA = range(12_000, 20_000)
SIGNALLING = range(20_000, 24_000)
PHONE_MEDIA = range(24_000, 32_000)

_next: dict[range, int] = {}
"""Where the search in each range goes on; it begins somewhere, for others may test on this machine too."""


def free_tcp_port(host: str = "127.0.0.1") -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def free_udp_ports(count: int, within: range) -> range:
    """So many UDP ports in a row, the first one even, free at every address. What was given once is not given
    again soon, since whoever got it may not have taken it yet."""
    for _ in range(len(within)):
        first = _next.setdefault(within, random.randrange(within.start, within.stop, 2))
        _next[within] += count + count % 2
        if first + count > within.stop:
            _next[within] = within.start
            continue
        with ExitStack() as held:
            try:
                for port in range(first, first + count):
                    probe = held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
                    probe.bind(("", port))
            except OSError:
                continue
        return range(first, first + count)
    raise OSError(f"no {count} free UDP ports in a row")
