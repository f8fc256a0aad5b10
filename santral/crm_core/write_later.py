"""Rows that may reach the database a moment later, so that no call and no screen waits for a disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Table


@dataclass(frozen=True, slots=True)
class PendingRow:
    """One whole row. Where `table` has a row of the same primary key already, it is brought up to date:
    a value that is None here leaves what is there (the journal never forgets what it knew), and columns
    declared with `info={"first_wins": True}` keep their first value. Without the key it is a new row."""

    table: Table
    values: Mapping[str, Any]


class WriteLater(Protocol):
    """Takes rows at any time, at any speed, and never waits or raises."""

    def submit(self, row: PendingRow) -> None: ...
