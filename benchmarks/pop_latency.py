"""How long a pop takes: from the bytes the exchange writes to the frame the agent's browser reads.

    python -m benchmarks.pop_latency [--members 1000000 --agents 1000 --calls-per-s 50 --seconds 60]

The exchange is simulated in a process of its own, the agents' browsers are another, and the server under
measure is the console as it is deployed, with SQLite. Then the same load meets `bare_limit`, with frames as
long as the console's were: the limit. With `--sizes` the console is measured on several databases, to show
that it does not grow.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from benchmarks.dataset import forget_calls, make_dataset
from benchmarks.latency import Latency, latency, read_arrivals, read_stamps
from benchmarks.processes import Cost, Process, free_port, process, wait_for_port
from benchmarks.table import print_lateness, print_table


@dataclass(frozen=True, slots=True)
class Load:
    agents: int
    queues: int
    strategy: str
    calls_per_s: float
    seconds: float
    rings_s: float
    talks_s: float
    settle_s: float = 2.0
    """Before it rings: first snapshots are still being written."""


@dataclass(frozen=True, slots=True)
class Measured:
    name: str
    latency: Latency
    calls: int
    events: int
    frames: int
    server: Cost
    browsers: Cost
    exchange: Cost
    bytes_per_agent: int


@contextmanager
def console(folder: Path, ami_port: int) -> Iterator[tuple[Process, int]]:
    """The console on the folder's database."""
    port = free_port()
    environment = {
        "SANTRAL_DATABASE_URL": f"sqlite:///{folder / 'santral.db'}",
        "SANTRAL_VAR_DIR": str(folder),
        "SANTRAL_AMI_PORT": str(ami_port),
        "SANTRAL_AMI_SECRET": "secret",
        "SANTRAL_PORT": str(port),
        "SANTRAL_BASE_URL": f"http://127.0.0.1:{port}",
        "SANTRAL_LOG_LEVEL": "warning",
    }
    watched = ("-m", "benchmarks.watched_console", str(folder / "lateness"))
    with process("console", *watched, "serve", environment=environment) as server:
        wait_for_port(port, server)
        yield server, port


@contextmanager
def bare_limit(ami_port: int, frame_bytes: int) -> Iterator[tuple[Process, int]]:
    port = free_port()
    with process(
        "limit", "-m", "benchmarks.bare_limit", str(port), str(ami_port), str(frame_bytes)
    ) as server:
        server.line("ready")
        wait_for_port(port, server)
        yield server, port


def measure(name: str, folder: Path, load: Load, frame_bytes: int | None = None) -> Measured:
    """The console on the folder's database; with `frame_bytes`, the bare limit."""
    stamps, arrivals = folder / "stamps", folder / "arrivals"
    options = (
        f"--port 0 --no-noise --agents {load.agents} --queues {load.queues} --strategy {load.strategy} "
        f"--calls-per-s {load.calls_per_s} --seconds {load.seconds} "
        f"--rings-s {load.rings_s} --talks-s {load.talks_s}"
    )
    files = ("--callers", str(folder / "callers.tsv"), "--stamps", str(stamps))
    with process("exchange", "-m", "santral.cti.pbx_simulator", *options.split(), *files) as exchange:
        ami_port = int(exchange.line("listening")[1])
        starting = console(folder, ami_port) if frame_bytes is None else bare_limit(ami_port, frame_bytes)
        with starting as (server, port):
            before = server.memory()
            with process(
                "browsers", "-m", "benchmarks.browsers", str(port), str(folder / "agents.tsv"), str(arrivals)
            ) as browsers:
                browsers.line("connected")
                time.sleep(load.settle_s)
                bytes_per_agent = (server.memory() - before) // load.agents
                for one in (server, browsers, exchange):
                    one.begin()
                if frame_bytes is None:
                    server.popen.send_signal(signal.SIGUSR1)
                assert exchange.popen.stdin is not None
                exchange.popen.stdin.write("go\n")
                exchange.popen.stdin.flush()
                time.sleep(load.seconds)
                costs = {"server": server.cost(), "browsers": browsers.cost(), "exchange": exchange.cost()}
                calls, _, events, _ = exchange.line("placed")
                browsers.popen.terminate()
                frames = int(browsers.line("frames")[0])
                browsers.popen.wait(20)  # told twice to end, it would leave its last lines unwritten
    return Measured(
        name=name,
        latency=latency(read_stamps(stamps), read_arrivals(arrivals)),
        calls=int(calls),
        events=int(events),
        frames=frames,
        bytes_per_agent=bytes_per_agent,
        **costs,
    )


@click.command(help=__doc__)
@click.option("--members", default=1_000_000, show_default=True)
@click.option("--entries", default=10, show_default=True, help="Timeline rows a member.")
@click.option("--sizes", default="", help="Further databases, as 1000,100000: members in each.")
@click.option("--agents", default=1000, show_default=True)
@click.option("--queues", default=100, show_default=True)
@click.option(
    "--strategy", type=click.Choice(["leastrecent", "ringall"]), default="leastrecent", show_default=True
)
@click.option("--calls-per-s", default=50.0, show_default=True)
@click.option("--seconds", default=60.0, show_default=True)
@click.option("--rings-s", default=1.0, show_default=True)
@click.option("--talks-s", default=3.0, show_default=True)
@click.option("--settle-s", default=2.0, show_default=True, help="Quiet before it rings.")
@click.option("--folder", type=click.Path(path_type=Path), default=Path("var/bench"), show_default=True)
def main(members: int, entries: int, sizes: str, folder: Path, **load_options: float | str) -> None:
    counts = [*(int(size) for size in sizes.split(",") if size), members]
    load = Load(**load_options)  # type: ignore[arg-type]
    run(counts, entries, folder, load)


def place_of(folder: Path, members: int, entries: int, agents: int) -> Path:
    return folder / f"{members}-members-{members * entries}-entries-{agents}-agents"


def run(counts: Sequence[int], entries: int, folder: Path, load: Load) -> None:
    """Measure the console with so many members, each with `entries` rows on average, and then the limit."""
    measured = []
    for count in counts:
        place = place_of(folder, count, entries, load.agents)
        print(f"{count:,} members, {count * entries:,} timeline rows …", flush=True)
        make_dataset(place, count, count * entries, load.agents)
        forget_calls(place)
        measured.append(measure(f"console, {count:,} members", place, load))
    frame_bytes = measured[-1].latency.frame_bytes
    print(f"the bare limit, with frames of {frame_bytes:,} bytes …", flush=True)
    measured.append(measure("bare limit", place, load, frame_bytes))
    print_table(measured, load)
    print_lateness([float(line) for line in (place / "lateness").read_text().split()])


if __name__ == "__main__":
    main()
