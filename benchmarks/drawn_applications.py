"""As many applications as wanted, drawn by SQL from those of the sample data, for `large_directory`.

One of twelve is open, in every stage but the last; one of eight belongs to nobody, one of nine has no
category. Each has a serial number of its own, so each can be found by a word that no other has.
"""

from __future__ import annotations

import sqlite3
from typing import Final

from santral.crm_core.definitions.defaults import default_book
from santral.crm_core.definitions.kinds import DefinitionKind

OPEN_STAGES: Final = ("new", "in-progress", "waiting-customer", "waiting-supplier", "solved")
PRODUCTS: Final = (
    "NF610 buzdolabı", "CM1200 kurutmalı çamaşır makinesi", "SA7 su arıtma cihazı", "INV12 klima",
    "INV18 klima", "BM60 bulaşık makinesi", "TV55 televizyon", "ES9 elektrikli süpürge",
)  # fmt: skip

# `n` in another order, so that what one column says tells nothing about the next.
CASES: Final = """
INSERT INTO application (number, member_id, type, subject, description, priority, category, method, product,
    serial_number, campaign, project, stage, resolution, owner_id, call_id, custom, version, opened_by,
    opened_at, changed_at, first_answered_at, solved_at, closed_at, due_kind, search_words)
SELECT 'B-' || printf('%08d', n), n * 2654435761 % :members + 1, type, subject, description, priority,
       CASE WHEN n % 9 THEN drawn_category.code ELSE '' END, method, drawn_product.name, serial, '', '',
       CASE WHEN n % 12 THEN 'closed' ELSE drawn_stage.code END,
       CASE WHEN n % 12 THEN resolution ELSE '' END, CASE WHEN n * 7 % 97 % 8 THEN owner_id END, '', '{}', 1,
       owner_id, :now - age, :now - age / 2, :now - age,
       CASE WHEN n % 12 THEN :now - age / 2 END, CASE WHEN n % 12 THEN :now - age / 2 END, '',
       'b ' || printf('%08d', n) || ' ' || lower(serial) || ' ' || search_words
FROM (SELECT n, (n * 7919 % 1000 + 1) * 86400000000 + n * 1000 AS age, 'SN' || (700000000 + n) AS serial
      FROM series)
JOIN known ON known.nr = n % :known
JOIN drawn_category ON drawn_category.nr = n * 40503 % (SELECT count(*) FROM drawn_category)
JOIN drawn_product ON drawn_product.nr = n * 69621 % (SELECT count(*) FROM drawn_product)
JOIN drawn_stage ON drawn_stage.nr = n / 12 % (SELECT count(*) FROM drawn_stage)
"""


def draw_applications(connection: sqlite3.Connection) -> None:
    """What is drawn from, as temporary tables."""
    connection.execute(
        "CREATE TEMP TABLE known AS SELECT row_number() OVER () - 1 AS nr,"
        " type, subject, description, priority, method, resolution, owner_id, search_words FROM application"
    )
    connection.execute("CREATE UNIQUE INDEX temp.known_nr ON known (nr)")
    categories = [one.code for one in default_book().of(DefinitionKind.CATEGORY)]
    for name, column, values in (
        ("drawn_category", "code", categories),
        ("drawn_product", "name", PRODUCTS),
        ("drawn_stage", "code", OPEN_STAGES),
    ):
        connection.execute(f"CREATE TEMP TABLE {name} (nr INTEGER PRIMARY KEY, {column})")
        connection.executemany(f"INSERT INTO {name} VALUES (?, ?)", enumerate(values))


def fill_applications(connection: sqlite3.Connection, series: str, members: int, now: int) -> None:
    """One for each member; `series` gives the numbers n from `:first` to `:last`; `now` in microseconds."""
    (known,) = connection.execute("SELECT count(*) FROM known").fetchone()
    values = {"first": 1, "last": members, "members": members, "known": known, "now": now}
    connection.execute(series + CASES, values)
