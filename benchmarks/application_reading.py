"""How long a list of applications, a search in them, and similar solved ones take.

    python -m benchmarks.application_reading sqlite:////tmp/large.db

One line for each kind of question, with the middle, the slow ones and the slowest in milliseconds, beside
the bare limit: as many rows as a list has, by their primary keys. A list is counted too, as the screen does.
The database is one of `benchmarks.large_directory`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from random import Random
from typing import Final

import click
from sqlalchemy import func, select

from benchmarks.latency import percentile
from santral.crm_core.applications.listing import (
    PAGE_ROWS,
    ListFilter,
    Place,
    count_applications,
    list_applications,
    list_rows,
)
from santral.crm_core.applications.similar import find_similar
from santral.crm_core.applications.tables import Application
from santral.crm_core.db import Database
from santral.crm_core.definitions.defaults import default_book
from santral.crm_core.definitions.kinds import DefinitionKind

ROUNDS: Final = 60
AIM_P95_MS: Final = 50.0
DEEP_PAGES: Final = 20
LIMIT: Final = "bare limit: rows by key"


@dataclass(frozen=True, slots=True)
class Took:
    """Milliseconds, sorted."""

    name: str
    times_ms: Sequence[float]


def below(code: str) -> tuple[str, ...]:
    return default_book().subtree(DefinitionKind.CATEGORY, code)


def lists(owner: str) -> dict[str, ListFilter]:
    """What people ask for, by what it is called."""
    return {
        "all open": ListFilter(),
        "all there are": ListFilter(state="all"),
        "all closed": ListFilter(state="closed"),
        "mine, open": ListFilter(owner=owner),
        "mine, with those I work on": ListFilter(owner=owner, involved=True),
        "nobody's": ListFilter(owner="none"),
        "one stage": ListFilter(stages=("waiting-supplier",)),
        "one priority": ListFilter(priorities=("urgent",)),
        "one priority, all": ListFilter(priorities=("low",), state="all"),
        "one type": ListFilter(types=("complaint",)),
        "a type nobody has, all": ListFilter(types=("request",), state="all"),
        "category with all below": ListFilter(categories=below("product")),
        "one category, all": ListFilter(categories=("payment-twice",), state="all"),
        "mine, urgent, in a category": ListFilter(
            owner=owner, priorities=("urgent",), categories=below("product")
        ),
        "stage, type and priority": ListFilter(
            stages=("new",), types=("complaint",), priorities=("low",)
        ),
        "nobody's closed complaints": ListFilter(owner="none", state="closed", types=("complaint",)),
        "one customer": ListFilter(member_id=77, state="all"),
        "one product": ListFilter(product="TV55 televizyon"),
        "a product nobody has, all": ListFilter(product="Kahve makinesi", state="all"),
    }  # fmt: skip


def searches(owner: str, number: str, serial: str) -> dict[str, ListFilter]:
    """What people type, by what it is called."""
    return {
        "common word": ListFilter("arandı", "all"),
        "common word, open": ListFilter("servis"),
        "rare word": ListFilter(serial, "all"),
        "two common words": ListFilter("servis arandı", "all"),
        "a common and a rare word": ListFilter(f"servis {serial}", "all"),
        "beginning of a word": ListFilter("mak", "all"),
        "one letter": ListFilter("a", "all"),
        "a number": ListFilter(number, "all"),
        "Turkish letters": ListFilter("ŞİKÂYET ÇAMAŞIR", "all"),
        "word and my own": ListFilter("klima", owner=owner),
        "word, category and priority": ListFilter(
            "buzdolabı", "all", categories=below("product"), priorities=("high",)
        ),
        "a word nobody wrote": ListFilter("zürafa", "all"),
    }  # fmt: skip


def similar(serial: str) -> dict[str, tuple[str, str, str]]:
    """Cases being written: subject, category and product, by what they are called."""
    return {
        "a subject": ("Çamaşır makinesi su kaçırıyor", "", ""),
        "subject, category, product": ("Teslimat gecikti", "delivery-late", "INV12 klima"),
        "nothing but common words": ("servis arandı memnun istiyor makinesi cihazı klima teslimat", "", ""),
        "a rare word": (f"{serial} çalışmıyor", "", ""),
    }


async def measure(name: str, ask: Callable[[], Awaitable[object]], rounds: int) -> Took:
    await ask()
    times_ms = []
    for _ in range(rounds):
        began = time.perf_counter()
        await ask()
        times_ms.append((time.perf_counter() - began) * 1000)
    return Took(name, sorted(times_ms))


async def run(url: str, rounds: int = ROUNDS) -> list[Took]:
    """The limit first. Prints the table."""
    database = Database(url)
    try:
        measured = await _all(database, rounds)
    finally:
        await database.dispose()
    print_table(measured)
    return measured


async def _all(database: Database, rounds: int) -> list[Took]:
    chance = Random(1)
    async with database.reading() as session:
        there = await session.scalar(select(func.max(Application.application_id))) or 0
        known = (await session.get_one(Application, max(1, there // 2))).number
        serial = (await session.get_one(Application, there)).serial_number or known
        owner = str(await session.scalar(select(func.min(Application.owner_id))) or 1)
    print(f"\n{there:,} applications")

    async def by_key() -> None:
        async with database.reading() as session:
            ids = [chance.randint(1, there) for _ in range(PAGE_ROWS + 1)]
            (await session.execute(list_rows().where(Application.application_id.in_(ids)))).all()

    async def first_page(wanted: ListFilter) -> None:
        async with database.reading() as session:
            await list_applications(session, wanted)
            await count_applications(session, wanted)

    async def next_page(wanted: ListFilter, after: Place | None) -> None:
        async with database.reading() as session:
            await list_applications(session, wanted, after)

    measured = [await measure(LIMIT, by_key, rounds)]
    for name, wanted in lists(owner).items():
        measured.append(await measure(f"list: {name}", partial(first_page, wanted), rounds))
    for name, wanted in (("all open", ListFilter()), ("one stage", ListFilter(stages=("new",)))):
        after = await _deep(database, wanted)
        measured.append(
            await measure(
                f"page {DEEP_PAGES}: {name}",
                partial(next_page, wanted, after),
                rounds,
            )
        )
    for name, wanted in searches(owner, known, serial).items():
        measured.append(await measure(f"search: {name}", partial(first_page, wanted), rounds))
    for name, (subject, category, product) in similar(serial).items():

        async def ask(subject: str = subject, category: str = category, product: str = product) -> None:
            async with database.reading() as session:
                at, book = datetime.now(UTC), default_book()
                await find_similar(session, book, at, subject=subject, category=category, product=product)

        measured.append(await measure(f"similar: {name}", ask, rounds))
    return measured


async def _deep(database: Database, wanted: ListFilter) -> Place | None:
    after: Place | None = None
    async with database.reading() as session:
        for _ in range(DEEP_PAGES - 1):
            found = await list_applications(session, wanted, after)
            if found.next is None:
                break
            after = found.next
    return after


def print_table(measured: Sequence[Took]) -> None:
    """The first is the limit."""
    limit = percentile(measured[0].times_ms, 50)
    print(f"{'milliseconds':42} {'p50':>9} {'p95':>9} {'p99':>9} {'max':>9} {'x limit':>8}")
    for one in measured:
        p50, p95, p99, worst = (percentile(one.times_ms, percent) for percent in (50, 95, 99, 100))
        late = "  over the aim" if p95 > AIM_P95_MS else ""
        print(f"{one.name:42} {p50:9.2f} {p95:9.2f} {p99:9.2f} {worst:9.2f} {p50 / limit:8.1f}{late}")
    over = [one.name for one in measured if percentile(one.times_ms, 95) > AIM_P95_MS]
    print(f"aim, p95 of each at most {AIM_P95_MS:g} ms: {'NOT MET' if over else 'met'}")


@click.command(help=__doc__)
@click.argument("url")
@click.option("--rounds", default=ROUNDS, show_default=True)
def main(url: str, rounds: int) -> None:
    asyncio.run(run(url, rounds))


if __name__ == "__main__":
    main()
