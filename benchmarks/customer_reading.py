"""How long it takes to find and read a customer, among a thousand and among a million.

    python -m benchmarks.customer_reading sqlite:////tmp/large.db

Prints one line for each kind of question: the middle, the slow ones and the slowest, in milliseconds.
The database is one of `benchmarks.large_directory`.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from functools import partial
from random import Random
from typing import Final

import click
from sqlalchemy import func, select

from benchmarks.large_directory import BUSY_MEMBER
from santral.crm_core.db import Database
from santral.crm_core.members.lookup import find_by_number
from santral.crm_core.members.page import read_customer_page
from santral.crm_core.members.search import search_members
from santral.crm_core.members.tables import Member, Phone
from santral.crm_core.timeline import read_timeline

ROUNDS: Final = 400
SEARCHES: Final = (
    "mehmet yılmaz", "fatma kaya", "ayşe", "a", "m y", "çelik elif", "sukru ogut", "aydın ticaret",
    "yılmaz beyaz eşya", "ali veli", "mustafa zeynep", "nobody", "0580 123", "0532 111 22 33", "+90212",
)  # fmt: skip


async def measure(name: str, ask: Callable[[], Awaitable[object]], rounds: int) -> float:
    """Prints the line; the middle, in milliseconds."""
    await ask()
    times_ms = []
    for _ in range(rounds):
        began = time.perf_counter()
        await ask()
        times_ms.append((time.perf_counter() - began) * 1000)
    cuts = statistics.quantiles(times_ms, n=100)
    print(f"{name:34} {cuts[49]:9.2f} {cuts[94]:9.2f} {cuts[98]:9.2f} {max(times_ms):9.2f}")
    return cuts[49]


async def run(url: str, rounds: int = ROUNDS) -> None:
    """Each question `rounds` times; a pop more often, a search less."""
    database, chance = Database(url), Random(1)
    try:
        async with database.reading() as session:
            members = await session.scalar(select(func.max(Member.member_id))) or 0
        chosen = [chance.randint(1, members) for _ in range(2000)]
        async with database.reading() as session:
            numbers = list(await session.scalars(select(Phone.e164).where(Phone.member_id.in_(chosen))))
            like = select(Member.member_id).order_by(func.abs(Member.contact_count - 20), Member.member_id)
            ordinary = (await session.scalars(like.limit(1))).one()
        print(f"{members} members\n{'milliseconds':34} {'p50':>9} {'p95':>9} {'p99':>9} {'max':>9}")

        async def pop() -> None:
            async with database.reading() as session:
                match = await find_by_number(session, chance.choice(numbers))
                await read_customer_page(session, match.members[0].member_id, e164=match.e164)

        async def unknown() -> None:
            async with database.reading() as session:
                await find_by_number(session, f"0533{chance.randrange(10**7):07}")

        async def page_of(member_id: int) -> None:
            async with database.reading() as session:
                await read_customer_page(session, member_id)

        async def history_of_the_busy_one(*kinds: str) -> None:
            async with database.reading() as session:
                page = await read_timeline(session, BUSY_MEMBER)
                await read_timeline(session, BUSY_MEMBER, page.next_cursor, kinds)

        await measure("pop: lookup and whole page", pop, 5 * rounds)
        await measure("lookup of an unknown number", unknown, rounds)
        long = await measure("page, the longest history", partial(page_of, BUSY_MEMBER), rounds)
        short = await measure("page, a history of 20 rows", partial(page_of, ordinary), rounds)
        print(f"the longest history costs {long / short:.2f} times a short one")
        await measure("two timeline pages, all kinds", history_of_the_busy_one, rounds)
        await measure("two timeline pages, rare kind", lambda: history_of_the_busy_one("payment"), rounds)
        for text in SEARCHES:

            async def search(text: str = text) -> None:
                async with database.reading() as session:
                    await search_members(session, text, 8)

            await measure(f"search “{text}”", search, rounds // 8)
    finally:
        await database.dispose()


@click.command(help=__doc__)
@click.argument("url")
def main(url: str) -> None:
    asyncio.run(run(url))


if __name__ == "__main__":
    main()
