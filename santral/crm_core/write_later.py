"""Rows that may reach the database a moment later, so that no call and no screen waits for a disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Table


@dataclass(frozen=True, slots=True)
class PendingRow:
    """One whole row; without its primary key a new one. Where `table` has the key already, the two are made
    one, the same whichever came first:

    - None is no news: what either knows stays known.
    - Where both know, the row with the higher revision wins; that is the column declared with
      `info={"newest_wins_by": True}`. In a table that has none the one that comes later does.
    - Of columns declared with `info={"earliest_wins": True}` the earliest moment of the two stays.

    For the result not to depend on the order at all, rows of higher revision must know every column that
    those of lower revision knew; `santral.cti.growing_row` makes such rows.
    """

    table: Table
    values: Mapping[str, Any]


class WriteLater(Protocol):
    """Takes rows at any time, at any speed, and never waits or raises."""

    def submit(self, row: PendingRow) -> None: ...
