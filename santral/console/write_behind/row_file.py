"""A file of rows that is only appended to, whole whatever happens to the disk and the power."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from santral.console.write_behind.row_lines import line_of
from santral.crm_core.write_later import PendingRow

OWNER_ONLY: Final = 0o600  # the rows hold people's numbers
BLOCK: Final = 1 << 20


class RowFile:
    """The file at `path`, which need not be there. Its methods block: call them in a thread."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def put(self, rows: Sequence[PendingRow], reason: str) -> None:
        """Append the rows and wait for the disk. Raises `OSError`, and then none of them is there."""
        now = datetime.now(UTC)
        self.put_lines(b"".join(line_of(row, now, reason) for row in rows))

    def put_lines(self, lines: bytes) -> None:
        """The same for lines that are written already."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._alone() as file:
            size = os.fstat(file).st_size
            # A power cut may have left half a line; it must not take the next one with it.
            torn = size > 0 and os.pread(file, 1, size - 1) != b"\n"
            try:
                _write_all(file, (b"\n" if torn else b"") + lines)
                os.fsync(file)
            except OSError:
                with contextlib.suppress(OSError):
                    os.ftruncate(file, size)
                raise

    def move_to(self, path: Path) -> None:
        """What is put from now on begins a new file. Raises `OSError`."""
        with self._alone():
            self.path.rename(path)

    def count(self, start: int = 0) -> int:
        """How many whole lines are there, from byte `start` on."""
        try:
            with self.path.open("rb") as file:
                left = os.fstat(file.fileno()).st_size - start  # what grows meanwhile is not waited for
                file.seek(start)
                lines = 0
                while left > 0 and (block := file.read(min(left, BLOCK))):
                    lines += block.count(b"\n")
                    left -= len(block)
                return lines
        except FileNotFoundError:
            return 0

    @contextmanager
    def _alone(self) -> Iterator[int]:
        """The open file, while nobody else appends to it or moves it away."""
        while True:
            file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, OWNER_ONLY)
            try:
                fcntl.flock(file, fcntl.LOCK_EX)
                if _is_at(file, self.path):  # else it was moved away while we waited
                    yield file
                    return
            finally:
                os.close(file)


def _is_at(file: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:
        return False


def _write_all(file: int, data: bytes) -> None:
    while data:
        data = data[os.write(file, data) :]
