"""Rows the database did not take: kept in a file until somebody has looked, then given back.

One JSON object a line: `at`, `reason`, `table`, `values`. A moment is written `{"$moment": "…"}`.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import orjson
import structlog
from sqlalchemy import MetaData

from santral.crm_core.write_later import PendingRow

FILE_NAME: Final = "set-aside.jsonl"
OWNER_ONLY: Final = 0o600  # the rows hold people's numbers

log = structlog.get_logger(__name__)


class SetAside:
    """The file in `folder`. Its methods block: call them in a thread."""

    def __init__(self, folder: Path, file_name: str = FILE_NAME) -> None:
        self.path = folder / file_name

    def put(self, rows: Sequence[PendingRow], reason: str) -> None:
        """Append the rows and wait for the disk. Raises `OSError`, and then none of them is there."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        now = datetime.now(UTC).isoformat()
        file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, OWNER_ONLY)
        try:
            size = os.fstat(file).st_size
            # A power cut may have left half a line; it must not take the next one with it.
            torn = size > 0 and os.pread(file, 1, size - 1) != b"\n"
            lines = (_line(row, now, reason) for row in rows)
            try:
                _write_all(file, (b"\n" if torn else b"") + b"".join(lines))
                os.fsync(file)
            except OSError:
                with contextlib.suppress(OSError):
                    os.ftruncate(file, size)
                raise
        finally:
            os.close(file)

    def count(self) -> int:
        """How many rows are there."""
        if not self.path.exists():
            return 0
        with self.path.open("rb") as file:
            return sum(1 for _ in file)

    def read(self, metadata: MetaData) -> Iterator[PendingRow]:
        """The rows, oldest first, to be written again. A torn line is passed over: its row is lost."""
        with self.path.open("rb") as file:
            for number, line in enumerate(file, 1):
                try:
                    written = orjson.loads(line)
                except orjson.JSONDecodeError:
                    log.error("a line cannot be read", file=str(self.path), line=number)
                    continue
                values = {name: _read(value) for name, value in written["values"].items()}
                yield PendingRow(metadata.tables[written["table"]], values)

    def move_away(self) -> Path:
        """Rename the file, so that what is set aside from now on begins a new one."""
        away = self.path.with_name(f"{self.path.stem}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.jsonl")
        self.path.rename(away)
        return away


def _line(row: PendingRow, now: str, reason: str) -> bytes:
    values = {name: _written(value) for name, value in row.values.items()}
    line = {"at": now, "reason": reason, "table": row.table.name, "values": values}
    return orjson.dumps(line, default=str, option=orjson.OPT_APPEND_NEWLINE)


def _write_all(file: int, data: bytes) -> None:
    while data:
        data = data[os.write(file, data) :]


def _written(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"$moment": value.isoformat()}
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return str(value)  # too wide for JSON here and for the database, hence set aside
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()  # a lone surrogate is no UTF-8
    return value


def _read(value: Any) -> Any:
    if isinstance(value, dict) and value.keys() == {"$moment"}:
        return datetime.fromisoformat(value["$moment"])
    return value
