"""The file of rows that were set aside is whole, whatever happens to the disk and the power."""

from __future__ import annotations

import resource
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import Table

from santral.console.set_aside import SetAside
from santral.crm_core.db import Base
from santral.crm_core.write_later import PendingRow
from santral.cti.call_records import CallRecord

CALLS = cast(Table, CallRecord.__table__)


def rows(*call_ids: str) -> list[PendingRow]:
    return [PendingRow(CALLS, {"call_id": call_id}) for call_id in call_ids]


def call_ids(aside: SetAside) -> list[str]:
    return [row.values["call_id"] for row in aside.read(Base.metadata)]


@contextmanager
def disk_with(size: int) -> Iterator[None]:
    """No file may grow beyond `size` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_where_the_disk_is_full_in_the_middle_nothing_half_is_left(tmp_path: Path) -> None:
    aside = SetAside(tmp_path)
    aside.put(rows("1"), "for a test")
    with disk_with(aside.path.stat().st_size + 300), pytest.raises(OSError, match="too large"):
        aside.put(rows(*"23456789"), "for a test")
    aside.put(rows("10"), "for a test")
    assert call_ids(aside) == ["1", "10"]


def test_half_a_line_that_a_power_cut_left_takes_no_other_row_with_it(tmp_path: Path) -> None:
    aside = SetAside(tmp_path)
    aside.put(rows("1", "2"), "for a test")
    whole = aside.path.read_bytes()
    aside.path.write_bytes(whole[:-10])
    aside.put(rows("3"), "for a test")
    assert call_ids(aside) == ["1", "3"]


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    aside = SetAside(tmp_path / "not" / "made")
    aside.put(rows("1"), "for a test")
    assert stat.S_IMODE(aside.path.stat().st_mode) == 0o600
