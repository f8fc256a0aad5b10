"""Files of rows are whole, whatever happens to the disk and the power, and no row in them is lost."""

from __future__ import annotations

import fcntl
import resource
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import cast

import pytest
from sqlalchemy import Table

from santral.console.write_behind.row_file import RowFile
from santral.console.write_behind.set_aside import GivenBackElsewhere, SetAside
from santral.crm_core.write_later import PendingRow
from santral.cti.call_records import CallRecord
from santral.migrations.tables import metadata

CALLS = cast(Table, CallRecord.__table__)


def rows(*call_ids: str) -> list[PendingRow]:
    return [PendingRow(CALLS, {"call_id": call_id}) for call_id in call_ids]


@pytest.fixture
def aside(tmp_path: Path) -> SetAside:
    return SetAside(tmp_path)


def taken(aside: SetAside, limit: int = 100) -> list[str]:
    """All that wait, as they are given back: each row's call, and each line that cannot be read."""
    told: list[str] = []
    while in_hand := aside.take():
        while given := in_hand.next_rows(limit, metadata):
            told += (
                [given.decode()]
                if isinstance(given, bytes)
                else [str(row.values["call_id"]) for row in given]
            )
            in_hand.done(1 if isinstance(given, bytes) else len(given))
    return told


@contextmanager
def disk_with(size: int) -> Iterator[None]:
    """No file may grow beyond `size` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_where_the_disk_is_full_in_the_middle_nothing_half_is_left(aside: SetAside) -> None:
    aside.waiting.put(rows("1"), "for a test")
    with disk_with(aside.waiting.path.stat().st_size + 300), pytest.raises(OSError, match="too large"):
        aside.waiting.put(rows(*"23456789"), "for a test")
    aside.waiting.put(rows("10"), "for a test")
    assert taken(aside) == ["1", "10"]


def test_half_a_line_that_a_power_cut_left_takes_no_other_row_with_it(aside: SetAside) -> None:
    aside.waiting.put(rows("1", "2"), "for a test")
    whole = aside.waiting.path.read_bytes()
    aside.waiting.path.write_bytes(whole[:-10])
    aside.waiting.put(rows("3"), "for a test")
    first, torn, last = taken(aside)
    assert (first, last) == ("1", "3")
    assert torn.rstrip() == whole.splitlines()[1].decode()[:-9]


@pytest.mark.parametrize("limit", [1, 2, 100])
def test_rows_come_back_in_the_order_in_which_they_were_set_aside(aside: SetAside, limit: int) -> None:
    aside.waiting.put(rows(*"123"), "for a test")
    aside.waiting.put_lines(b'{"table": "no_such_table", "values": {}}\n')
    aside.waiting.put(rows(*"45"), "for a test")
    told = taken(aside, limit)
    assert [*told[:3], *told[4:]] == list("12345")
    assert "no_such_table" in told[3]
    assert list(aside.folder.iterdir()) == []


def test_after_a_power_cut_one_goes_on_where_one_was(aside: SetAside) -> None:
    aside.waiting.put(rows(*"1234"), "for a test")
    in_hand = aside.take()
    assert in_hand is not None
    in_hand.next_rows(3, metadata)
    in_hand.done(2)
    aside.waiting.put(rows("5"), "for a test")
    again = SetAside(aside.folder)
    assert again.count_waiting() == 3
    assert taken(again) == ["3", "4", "5"]
    assert (again.any_wait, again.count_waiting()) == (False, 0)


def test_what_is_put_while_the_file_is_moved_away_is_in_the_new_one(tmp_path: Path) -> None:
    """By somebody who had opened it already and then writes where nobody reads any more."""
    file, away = RowFile(tmp_path / "rows"), tmp_path / "away"
    file.put(rows("1"), "for a test")
    with file.path.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        putting = Thread(target=file.put, args=(rows("2"), "for a test"))
        putting.start()
        while not somebody_waits_for(file.path):
            putting.join(0.01)
        file.path.rename(away)
    putting.join()
    assert (RowFile(away).count(), file.count()) == (1, 1)


def somebody_waits_for(path: Path) -> bool:
    inode = path.stat().st_ino
    locks = Path("/proc/locks").read_text().splitlines()
    return any("->" in lock and f":{inode} " in lock for lock in locks)


def test_only_one_gives_back_at_a_time(aside: SetAside) -> None:
    with aside.alone(), pytest.raises(GivenBackElsewhere), SetAside(aside.folder).alone():
        pass
    with aside.alone():
        pass


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    aside = SetAside(tmp_path / "not" / "made")
    aside.waiting.put(rows("1"), "for a test")
    assert stat.S_IMODE(aside.waiting.path.stat().st_mode) == 0o600
