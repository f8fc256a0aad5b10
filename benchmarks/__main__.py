"""All that is measured, with its tables: the pop beside the bare limit, its cost with a thousand, a hundred
thousand and a million members, bytes an agent, how fast a customer is found and read, and how fast lists of
applications are.

    python -m benchmarks            a million members, ten million rows: ten minutes, and 5 GB of disk
    python -m benchmarks --small    a minute
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

import click

from benchmarks import application_reading, customer_reading, pop_latency
from benchmarks.pop_latency import Load, place_of

ENTRIES: Final = 10
"""Rows of the history, for each member on average."""
LARGE: Final[tuple[int, ...]] = (1_000, 100_000, 1_000_000)
SMALL: Final[tuple[int, ...]] = (200,)
SMALL_ROUNDS: Final = 40


@click.command(help=__doc__)
@click.option("--small", is_flag=True, help="A small house, to see that it works.")
@click.option("--seconds", type=float, help="How long it rings in each measurement.")
@click.option("--folder", type=click.Path(path_type=Path), default=Path("var/bench"), show_default=True)
def main(small: bool, seconds: float | None, folder: Path) -> None:
    if small:
        counts, load = SMALL, Load(20, 2, "leastrecent", 5, seconds or 5, 0.5, 0.5, 0.5)
    else:
        counts, load = LARGE, Load(1000, 100, "leastrecent", 50, seconds or 60, 1, 3)
    pop_latency.run(counts, ENTRIES, folder, load)
    print("\nreading customers …", flush=True)
    largest = place_of(folder, counts[-1], ENTRIES, load.agents)
    url = f"sqlite:///{largest / 'santral.db'}"
    asyncio.run(customer_reading.run(url, SMALL_ROUNDS if small else customer_reading.ROUNDS))
    asyncio.run(application_reading.run(url, 5 if small else application_reading.ROUNDS))


if __name__ == "__main__":
    main()
