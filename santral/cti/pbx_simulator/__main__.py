"""The simulated exchange as a process of its own, for the demo and for measuring."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import random
import signal
from collections.abc import Callable, Coroutine, Iterator, Sequence
from pathlib import Path

import click

from santral.cti.pbx_simulator.load import SteadyLoad, load_queues
from santral.cti.pbx_simulator.queues import Strategy
from santral.cti.pbx_simulator.server import DEFAULT_QUEUES, PbxSimulator
from santral.cti.pbx_simulator.stamps import milestone, stamping
from santral.cti.pbx_simulator.standard_input import StandardInput
from santral.cti.pbx_simulator.traffic import DEMO_QUEUES, Caller, DemoTraffic

SOME_CALLERS = (
    Caller("+905321112233", "Ayşe Çelik"),
    Caller("05421234567", "Şükrü Öğüt"),
    Caller("+902123334455", "AYDIN TİCARET"),
    Caller("905059998877", "Ali Veli"),
    Caller("05849990001"),
    Caller(""),
)
"""Who calls when nobody says: the invented people of the recordings."""


def read_callers(path: Path | None) -> tuple[Caller, ...]:
    """A file of callers: a number a line, then a tab and the name if any. `-` is a withheld number."""
    if path is None:
        return SOME_CALLERS
    callers = []
    for line in path.read_text(encoding="utf-8").splitlines():
        number, _, name = line.partition("\t")
        if number:
            callers.append(Caller("" if number == "-" else number, name))
    return tuple(callers)


@click.command(help=__doc__)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=5038, show_default=True, help="0 lets the system choose.")
@click.option("--user", default="santral", show_default=True, help="The manager's name.")
@click.option("--secret", default="secret", show_default=True, envvar="SANTRAL_AMI_SECRET")
@click.option(
    "--callers",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file: number, tab, name a line; - is withheld. They call in this order, then at random.",
)
@click.option("--demo/--no-demo", default=False, help="Believable calls to the recorded exchange's queues.")
@click.option(
    "--watching", default="PJSIP/1001", show_default=True, help="Devices of those who watch the demo."
)
@click.option("--agents", default=0, help="Make so many agents PJSIP/2000… instead of the recorded exchange.")
@click.option("--queues", default=1, show_default=True, help="Deal the agents out to so many queues.")
@click.option(
    "--strategy", type=click.Choice([one.value for one in Strategy]), default="leastrecent", show_default=True
)
@click.option(
    "--calls-per-s", default=0.0, help="Steady load, once a manager is logged in and input says go."
)
@click.option("--seconds", default=60.0, show_default=True, help="How long the load lasts.")
@click.option("--rings-s", default=1.0, show_default=True)
@click.option("--talks-s", default=3.0, show_default=True)
@click.option(
    "--stamps", type=click.Path(dir_okay=False, path_type=Path), help="Write when each ring was told."
)
@click.option(
    "--milestones",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write when it was told that each call was queued, rang, was answered and ended.",
)
@click.option(
    "--answer-takes-ms", default=14.0, show_default=True, help="Before a caller is in the queue, as measured."
)
@click.option("--noise/--no-noise", default=True, show_default=True)
@click.option("--end-with-input", is_flag=True, help="End when the input does: with whoever started it.")
@click.option("--seed", type=int)
def main(
    host: str,
    port: int,
    user: str,
    secret: str,
    callers: Path | None,
    demo: bool,
    watching: str,
    agents: int,
    queues: int,
    strategy: str,
    calls_per_s: float,
    seconds: float,
    rings_s: float,
    talks_s: float,
    stamps: Path | None,
    milestones: Path | None,
    answer_takes_ms: float,
    noise: bool,
    end_with_input: bool,
    seed: int | None,
) -> None:
    pbx = PbxSimulator(
        host,
        port,
        {user: secret},
        queues=load_queues(agents, queues, Strategy(strategy))
        if agents
        else DEMO_QUEUES
        if demo
        else DEFAULT_QUEUES,
        extra_phones=() if agents else ("PJSIP/1004", "PJSIP/1005"),
        noise=noise,
        answer_takes_s=answer_takes_ms / 1000,
    )
    known = read_callers(callers)
    dice = random.Random(seed)

    async def live(stop: Callable[[], object]) -> None:
        # Read only where it is waited for: a job in the background of a terminal would be halted by it.
        said = StandardInput(stop if end_with_input else None) if end_with_input or calls_per_s else None
        async with pbx:
            with (
                stamping(pbx.exchange, milestones, milestone),
                stamping(pbx.exchange, stamps) as told,
            ):
                click.echo(f"listening {pbx.host} {pbx.port}")
                await pbx.wait_manager()
                if demo:
                    callers_in_turn = itertools.chain(known, _at_random(known, dice))
                    DemoTraffic(
                        pbx, lambda: next(callers_in_turn), favourites=watching.split(","), seed=seed
                    ).start()
                elif said is not None and calls_per_s:
                    await said.spoken.wait()
                    placed = await _load(pbx, itertools.cycle(known), calls_per_s, seconds, rings_s, talks_s)
                    click.echo(f"placed {placed} calls, {told.events} events")
                    return
                await asyncio.Event().wait()

    asyncio.run(_until_told_to_stop(live))


def _at_random(callers: Sequence[Caller], dice: random.Random) -> Iterator[Caller]:
    while True:
        yield dice.choice(callers)


async def _load(
    pbx: PbxSimulator,
    callers: Iterator[Caller],
    calls_per_s: float,
    seconds: float,
    rings_s: float,
    talks_s: float,
) -> int:
    """Ring until the time is over; returns how many calls were placed."""
    load = SteadyLoad(pbx, callers, calls_per_s=calls_per_s, rings_s=rings_s, talks_s=talks_s)
    over = asyncio.Event()
    load.start(seconds, over.set)
    await over.wait()
    return load.placed


async def _until_told_to_stop(work: Callable[[Callable[[], object]], Coroutine[None, None, None]]) -> None:
    """Do the work, which is given what stops it; SIGTERM and ctrl-C end it in good order too."""
    this = asyncio.current_task()
    assert this is not None
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signal_number, this.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await work(this.cancel)


if __name__ == "__main__":
    main()
