"""Rows that are not in the database: those it will take when it is well again, and those it refused.

In one folder:

- `set-aside.jsonl`: rows that wait. `GiveBack` writes them as soon as the database takes rows.
- `set-aside-from-N.jsonl`, `refused-from-N.jsonl`: rows being given back. What stands before byte N is done.
- `refused.jsonl`: rows that failed alone, one after the other, though the database was well. They wait until
  somebody has looked and says `santral write-set-aside`.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import structlog
from sqlalchemy import MetaData

from santral.console.write_behind.row_file import OWNER_ONLY, RowFile
from santral.console.write_behind.row_lines import UnreadableLine, row_of
from santral.crm_core.write_later import PendingRow

FILE_NAME: Final = "set-aside.jsonl"
REFUSED_NAME: Final = "refused.jsonl"
LOCK_NAME: Final = "set-aside.lock"
IN_HAND: Final = re.compile(r"(set-aside|refused)-from-(\d+)\.jsonl")

log = structlog.get_logger(__name__)


class GivenBackElsewhere(Exception):
    """Another program gives the rows of this folder back just now."""


class SetAside:
    """The files in `folder`. Methods block: call them in a thread. The properties only look."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.waiting = RowFile(folder / FILE_NAME)
        self.refused = RowFile(folder / REFUSED_NAME)

    @property
    def any_wait(self) -> bool:
        return self.waiting.path.exists() or bool(self._in_hand())

    @property
    def any_refused(self) -> bool:
        return self.refused.path.exists()

    def count_waiting(self) -> int:
        in_hand = (RowFile(path).count(start) for start, path in self._in_hand())
        return self.waiting.count() + sum(in_hand)

    def take(self) -> RowsInHand | None:
        """The oldest rows that wait: first those that were in hand before, as when the power was cut."""
        in_hand = self._in_hand()
        if in_hand:
            return RowsInHand(*in_hand[0])
        if not self.waiting.path.exists():
            return None
        return RowsInHand(0, self._begin(self.waiting))

    def try_refused_again(self) -> None:
        """Those that were refused wait from now on, and are the next to be taken."""
        if self.any_refused and not any(path.name.startswith("refused") for _, path in self._in_hand()):
            self._begin(self.refused)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While one gives rows back nobody else does. Raises `GivenBackElsewhere`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(self.folder / LOCK_NAME, os.O_RDWR | os.O_CREAT, OWNER_ONLY)
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise GivenBackElsewhere from error
            yield
        finally:
            os.close(lock)

    def _begin(self, file: RowFile) -> Path:
        path = _in_hand_from(file.path, 0)
        file.move_to(path)
        return path

    def _in_hand(self) -> list[tuple[int, Path]]:
        found = ((IN_HAND.fullmatch(path.name), path) for path in sorted(self.folder.glob("*-from-*.jsonl")))
        return [(int(name[2]), path) for name, path in found if name]


class RowsInHand:
    """A file whose rows are given back, in order. How far one is, is in its name."""

    def __init__(self, start: int, path: Path) -> None:
        self._start = start
        self._path = path
        self._lengths: list[int] = []  # of the lines given last

    def next_rows(self, limit: int, metadata: MetaData) -> Sequence[PendingRow] | bytes:
        """At most `limit` rows, or one line that cannot be read. No rows: it was all; the file is gone."""
        rows: list[PendingRow] = []
        self._lengths = []
        with self._path.open("rb") as file:
            file.seek(self._start)
            for _, line in zip(range(limit), file, strict=False):
                try:
                    rows.append(row_of(line, metadata))
                except UnreadableLine:
                    if rows:
                        break  # its turn comes
                    log.error("a row that was set aside cannot be read", at_byte=self._start)
                    self._lengths = [len(line)]
                    return line.rstrip(b"\n") + b"\n"
                self._lengths.append(len(line))
        if not rows:
            self._path.unlink()
        return rows

    def done(self, lines: int) -> None:
        """So many of what `next_rows` gave last are dealt with: even after a power cut they are not given
        again."""
        self._start += sum(self._lengths[:lines])
        self._path = self._path.rename(_in_hand_from(self._path, self._start))


def _in_hand_from(path: Path, start: int) -> Path:
    return path.with_name(f"{path.stem.partition('-from-')[0]}-from-{start}.jsonl")
