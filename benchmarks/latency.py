"""From the moments rings were told and frames arrived to latencies, and from those to a row of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

Ring = tuple[str, str]
"""A call's key, as frames name it, and the device that rings."""


def read_stamps(path: Path) -> dict[Ring, int]:
    """When the simulated exchange told each ring, in ns."""
    stamps: dict[Ring, int] = {}
    for line in path.read_text().splitlines():
        linkedid, device, moment = line.split()
        stamps.setdefault((linkedid.replace(".", "-"), device), int(moment))
    return stamps


@dataclass(frozen=True, slots=True)
class Arrivals:
    """`pops` is when a browser had both the call's card and the customer's page, in ns; `frame_bytes` the
    size of the frame that completed it."""

    pops: dict[Ring, int]
    frame_bytes: dict[Ring, int]


def read_arrivals(path: Path) -> Arrivals:
    halves: dict[Ring, dict[str, tuple[int, int]]] = {}
    for line in path.read_text().splitlines():
        device, kind, key, moment, size = line.split("\t")
        halves.setdefault((key, device), {})[kind] = (int(moment), int(size))
    whole = {ring: max(half.values()) for ring, half in halves.items() if {"call", "customer"} <= half.keys()}
    return Arrivals(
        {ring: moment for ring, (moment, _) in whole.items()},
        {ring: size for ring, (_, size) in whole.items()},
    )


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds. `missing` are rings whose pop never came."""

    pops: int
    missing: int
    p50: float
    p95: float
    p99: float
    worst: float
    frame_bytes: int


def latency(stamps: dict[Ring, int], arrivals: Arrivals) -> Latency:
    delays = sorted(
        (arrivals.pops[ring] - told) / 1e6 for ring, told in stamps.items() if ring in arrivals.pops
    )
    sizes = sorted(arrivals.frame_bytes[ring] for ring in stamps if ring in arrivals.frame_bytes)
    return Latency(
        pops=len(delays),
        missing=len(stamps) - len(delays),
        p50=percentile(delays, 50),
        p95=percentile(delays, 95),
        p99=percentile(delays, 99),
        worst=delays[-1] if delays else 0.0,
        frame_bytes=int(percentile(sizes, 50)),
    )


def percentile(ordered: Sequence[float], percent: float) -> float:
    """By the nearest rank; 0 where there is nothing."""
    if not ordered:
        return 0.0
    return ordered[max(0, -(-len(ordered) * percent // 100).__int__() - 1)]
