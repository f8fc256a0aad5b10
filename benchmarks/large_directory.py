"""A directory as large as wanted, for measuring: a million members and ten million entries in minutes.

    python -m benchmarks.large_directory var/large.db --members 1000000 --entries 10000000

SQLite only, and only while nobody else uses the file. The set of `load_sample_data` is there first, so
everybody of `callers` is; what is added has the same names, words and notes, drawn by SQL. Indexes are
dropped before and built after, since building one is far cheaper than growing it in random order.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

import click

from benchmarks.drawn_applications import draw_applications, fill_applications
from santral.crm_core.db import MICROSECOND, Database, microseconds
from santral.crm_core.folding import words
from santral.crm_core.migrate import upgrade
from santral.crm_core.sample_data.load import SEED, load_sample_data
from santral.crm_core.sample_data.names import COMPANY_FORMS, FIRST_WORDS, MEN, ROLES, SURNAMES, TRADES, WOMEN
from santral.crm_core.sample_data.places import CITIES
from santral.crm_core.sqlite_statistics import statistics_sql
from santral.migrations.word_index import NAME as WORDS

SAMPLE_MEMBERS: Final = 2_000
SAMPLE_ENTRIES: Final = 50_000
DISTINCT_NAMES: Final = 60_000
HISTORY_DAYS: Final = 3 * 365
BUSY_MEMBER: Final = 3
"""A company with a history of its own length: every 500th entry, twenty thousand of ten million."""
EVERY_NTH_IS_OF_THE_BUSY_ONE: Final = 500
TABLES: Final = ("member", "employee", "phone", "contact", "member_word", "timeline_entry", "application")

# A series of numbers, and a number that looks random but is the same each time (Knuth's multiplier).
SERIES: Final = (
    "WITH RECURSIVE series(n) AS (SELECT :first UNION ALL SELECT n + 1 FROM series WHERE n < :last) "
)
MEMBERS: Final = """
INSERT INTO member (member_id, kind, name, parent_id, unit, tier, prospect, buyer, supplier, affiliate,
                    active, debt, blacklisted, city, note, member_since, contact_count)
SELECT n, drawn.name_kind, drawn.name, NULL, '',
       CASE n % 9 WHEN 0 THEN 'gold' WHEN 1 THEN 'silver' ELSE 'standard' END,
       n % 13 = 0, drawn.name_kind = 'company', n % 97 = 0, 0, 1, n % 23 = 0, n % 997 = 0, drawn.city, '',
       :now - (n * 2654435761 % 3000 + 1) * 86400000000, 0
FROM series JOIN drawn ON drawn.nr = n * 2654435761 % :names
"""
MEMBER_WORDS: Final = """
INSERT INTO member_word (member_id, word)
SELECT n, drawn_word.word FROM series JOIN drawn_word ON drawn_word.nr = n * 2654435761 % :names
"""
EMPLOYEES: Final = """
INSERT INTO employee (employee_id, company_id, person_id, name, role)
SELECT n, n, NULL, drawn.contact, drawn.role
FROM series JOIN drawn ON drawn.nr = n * 2654435761 % :names WHERE drawn.name_kind = 'company'
"""
MOBILES: Final = """
INSERT INTO phone (member_id, employee_id, e164, suffix, label, extension, position)
SELECT n, NULL, '+90' || number, number, 'mobile', '', 0
FROM (SELECT n, '58' || printf('%08d', n * 48271 % 100000000) AS number FROM series)
"""
LANDLINES: Final = """
INSERT INTO phone (member_id, employee_id, e164, suffix, label, extension, position)
SELECT n, CASE name_kind WHEN 'company' THEN n END, '+90' || number, number, 'work', '', 1
FROM (SELECT n, name_kind, area_code || '0' || printf('%06d', n * 16807 % 1000000) AS number
      FROM series JOIN drawn ON drawn.nr = n * 2654435761 % :names WHERE n % 4 = 0 OR name_kind = 'company')
"""
EMAILS: Final = """
INSERT INTO contact (member_id, kind, label, value, position)
SELECT n, 'email', '', 'uye' || n || '@posta.example', 0 FROM series WHERE n % 2 = 0
"""
ENTRIES: Final = """
INSERT INTO timeline_entry (member_id, at, kind, direction, title, body, by_name, result, ref)
SELECT CASE WHEN n % :every = 0 THEN :busy ELSE n * 2654435761 % :members + 1 END,
       :start + (n - :first) * :apart, kind, direction, title, body, by_name, result, ''
FROM series JOIN said ON said.nr = n * 40503 % :said
"""
COUNTS: Final = """
UPDATE member SET contact_count = counted.entries
FROM (SELECT member_id, count(*) AS entries FROM timeline_entry GROUP BY member_id) AS counted
WHERE counted.member_id = member.member_id
"""


def make_large_database(path: Path, now: datetime, *, members: int, entries: int, seed: int = SEED) -> None:
    """Make `path`, which must not exist, with this many members and entries, at least as many as the sample
    data has. The same for the same arguments."""
    if path.exists():
        raise FileExistsError(path)
    asyncio.run(_begin(path, now, min(members, SAMPLE_MEMBERS), min(entries, SAMPLE_ENTRIES), seed))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in (
            "journal_mode = OFF",
            "synchronous = OFF",
            "cache_size = -400000",
            "temp_store = MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")
        if members > SAMPLE_MEMBERS or entries > SAMPLE_ENTRIES:
            indexes = _drop_indexes(connection)
            triggers = _drop_word_triggers(connection)
            _draw(connection, Random(seed))
            _fill(connection, now, members, entries)
            for statement in (*indexes, *triggers):
                connection.execute(statement)
            connection.execute(f"INSERT INTO {WORDS}({WORDS}) VALUES ('rebuild')")
            connection.execute(COUNTS)
        for statement in statistics_sql():  # as every house has them
            connection.execute(statement)
        connection.execute("PRAGMA journal_mode = WAL")


async def _begin(path: Path, now: datetime, members: int, entries: int, seed: int) -> None:
    database = Database(f"sqlite:///{path}")
    try:
        await upgrade(database)
        await load_sample_data(database, now, seed=seed, members=members, entries=entries)
    finally:
        await database.dispose()


def _drop_indexes(connection: sqlite3.Connection) -> list[str]:
    """The statements that make them again."""
    found = connection.execute(
        f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        f" AND tbl_name IN ({','.join('?' * len(TABLES))})",
        TABLES,
    ).fetchall()
    for name, _ in found:
        connection.execute(f"DROP INDEX {name}")
    return [sql for _, sql in found]


def _drop_word_triggers(connection: sqlite3.Connection) -> list[str]:
    """The statements that make them again: the words of all cases are indexed at once in the end."""
    found = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'application'"
    ).fetchall()
    for name, _ in found:
        connection.execute(f"DROP TRIGGER {name}")
    return [sql for _, sql in found]


def _draw(connection: sqlite3.Connection, chance: Random) -> None:
    """Names with their words, and what is said, as tables to draw from."""
    connection.execute(
        "CREATE TEMP TABLE drawn (nr INTEGER PRIMARY KEY, name_kind, name, contact, role, city, area_code)"
    )
    connection.execute(
        "CREATE TEMP TABLE drawn_word (nr INTEGER, word TEXT, PRIMARY KEY (nr, word)) WITHOUT ROWID"
    )
    for nr in range(DISTINCT_NAMES):
        name, contact = _name(chance), ""
        city = chance.choices(CITIES, [city.weight for city in CITIES])[0]
        if is_company := chance.random() < 0.25:
            start = chance.choice((*FIRST_WORDS, *SURNAMES))
            name, contact = f"{start} {chance.choice(TRADES)[1]} {chance.choice(COMPANY_FORMS)}".strip(), name
        kind = "company" if is_company else "person"
        connection.execute(
            "INSERT INTO drawn VALUES (?, ?, ?, ?, ?, ?, ?)",
            (nr, kind, name, contact, chance.choice(ROLES), city.name, city.area_code),
        )
        pairs: Iterable[tuple[int, str]] = ((nr, word) for word in words(f"{name} {contact}"))
        connection.executemany("INSERT INTO drawn_word VALUES (?, ?)", pairs)
    connection.execute(
        "CREATE TEMP TABLE said AS SELECT row_number() OVER () - 1 AS nr, *"
        " FROM (SELECT DISTINCT kind, direction, title, body, by_name, result FROM timeline_entry)"
    )
    connection.execute("CREATE UNIQUE INDEX temp.said_nr ON said (nr)")
    draw_applications(connection)


def _name(chance: Random) -> str:
    surname = SURNAMES[min(int(chance.expovariate(1 / 28)), len(SURNAMES) - 1)]
    given = chance.choice(WOMEN if chance.random() < 0.5 else MEN)
    return f"{given} {chance.choice(MEN)} {surname}" if chance.random() < 0.1 else f"{given} {surname}"


def _fill(connection: sqlite3.Connection, now: datetime, members: int, entries: int) -> None:
    series = {"first": SAMPLE_MEMBERS + 1, "last": members}
    drawn = series | {"names": DISTINCT_NAMES}
    history = timedelta(days=HISTORY_DAYS) // MICROSECOND
    (said,) = connection.execute("SELECT count(*) FROM said").fetchone()
    connection.execute("BEGIN")
    if members > SAMPLE_MEMBERS:
        connection.execute(SERIES + MEMBERS, drawn | {"now": microseconds(now)})
        for statement in (MEMBER_WORDS, EMPLOYEES, LANDLINES):
            connection.execute(SERIES + statement, drawn)
        for statement in (MOBILES, EMAILS):
            connection.execute(SERIES + statement, series)
        fill_applications(connection, SERIES, members, microseconds(now))
    if entries > SAMPLE_ENTRIES:
        values = {
            "first": SAMPLE_ENTRIES + 1,
            "last": entries,
            "members": members,
            "busy": BUSY_MEMBER,
            "every": EVERY_NTH_IS_OF_THE_BUSY_ONE,
            "start": microseconds(now) - history,
            "apart": history // entries,
            "said": said,
        }
        connection.execute(SERIES + ENTRIES, values)
    connection.execute("COMMIT")


@click.command(help=__doc__)
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--members", default=1_000_000, show_default=True)
@click.option("--entries", default=10_000_000, show_default=True)
def main(path: Path, members: int, entries: int) -> None:
    began = time.monotonic()
    make_large_database(path, datetime.now(UTC), members=members, entries=entries)
    size_mb, took_s = path.stat().st_size >> 20, time.monotonic() - began
    print(f"{members} members, {entries} entries, {size_mb} MB: {took_s:.0f} s")


if __name__ == "__main__":
    main()
