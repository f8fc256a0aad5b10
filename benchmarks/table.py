"""The table of a measurement, beside the limit."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from typing import TYPE_CHECKING

from benchmarks.latency import percentile

if TYPE_CHECKING:
    from benchmarks.pop_latency import Load, Measured

AIM = {"p50": 2.0, "p99": 2.5}
"""How many times the limit is aimed at."""


HEADS = ("server", "pops", "missing", "p50 ms", "p95 ms", "p99 ms", "worst", "frame B", "frames/s", "cpu",
         "MiB", "B/agent")  # fmt: skip


def print_table(measured: Sequence[Measured], load: Load) -> None:
    """The last of `measured` is the limit, the one before it what is compared with it."""
    print(
        f"\n{load.agents:,} agents in {load.queues} queues ({load.strategy}), {load.calls_per_s:g} calls/s, "
        f"{load.seconds:g} s; {os.cpu_count()} processors, Python {platform.python_version()}; "
        f"load of the machine {', '.join(f'{one:.1f}' for one in os.getloadavg())}\n"
    )
    rows = [HEADS, *(_row(one, load) for one in measured)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADS))]
    for name, *cells in rows:
        print(
            "  ".join([name.ljust(widths[0]), *(c.rjust(w) for c, w in zip(cells, widths[1:], strict=True))])
        )
    limit, subject = measured[-1], measured[-2]
    print(
        f"\nthe exchange said {subject.events / load.seconds:,.0f} events/s in {subject.calls:,} calls, with "
        f"{subject.exchange.cpu:.0%} of a processor; the browsers took {subject.browsers.cpu:.0%}"
    )
    for name, most in AIM.items():
        least = getattr(limit.latency, name)
        times = getattr(subject.latency, name) / least if least else float("inf")
        verdict = "met" if times <= most else "NOT MET"
        print(f"{name}: {times:.2f} times the limit; aim, at most {most:g}: {verdict}")


def print_lateness(late_ms: Sequence[float]) -> None:
    """How long the console's loop let others wait, as `watched_console` wrote it down."""
    ordered = sorted(late_ms)
    parts = ", ".join(
        f"{percent:g}% {percentile(ordered, percent):.1f}" for percent in (50, 95, 99, 99.9, 100)
    )
    print(f"the console's loop was late by at most, in ms: {parts}")


def _row(one: Measured, load: Load) -> tuple[str, ...]:
    delay = one.latency
    return (
        one.name,
        f"{delay.pops:,}",
        f"{delay.missing:,}",
        *(f"{figure:.2f}" for figure in (delay.p50, delay.p95, delay.p99, delay.worst)),
        f"{delay.frame_bytes:,}",
        f"{one.frames / load.seconds:,.0f}",
        f"{one.server.cpu:.0%}",
        f"{one.server.memory >> 20:,}",
        f"{one.bytes_per_agent:,}",
    )
