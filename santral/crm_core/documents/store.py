"""The folder of documents: each content once, under its hash, whole or not at all.

A file is written under a name of its own in `incoming/`, brought to the disk, and only then given its place
`ab/cdef…`. Rows are written after that, so none ever points to nothing; a crash in between leaves a content
without a row, which is removed a day later (`forgetting.py`).
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, ParamSpec, TypeVar

import structlog

from santral.crm_core.documents.refusals import DocumentRefused, DocumentStoreUnavailable, DocumentTooLarge

FORGOTTEN_AFTER_S: Final = 24 * 3600.0
"""What lies so long in `incoming/` was left by a server that was killed."""

Given = ParamSpec("Given")
Result = TypeVar("Result")
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Content:
    """What is kept: its SHA-256 in hex and its size in bytes."""

    sha256: str
    size: int


class Incoming:
    """A file on its way in. `path` may be read once `finish` was awaited."""

    def __init__(self, path: Path, file: BinaryIO, most_bytes: int) -> None:
        self.path = path
        self._file = file
        self._most = most_bytes
        self._hash = hashlib.sha256()
        self.size = 0

    async def write(self, part: bytes) -> None:
        """Raises `DocumentTooLarge` at the first byte too many, `DocumentStoreUnavailable`."""
        self.size += len(part)
        if self.size > self._most:
            raise DocumentTooLarge(
                "file", "The file is too large: at most %(most)s MB.", most=self._most // 2**20
            )
        self._hash.update(part)
        await _on_disk(self._file.write, part)

    async def finish(self) -> Content:
        """Brings it to the disk. Raises `DocumentRefused` for an empty one, `DocumentStoreUnavailable`."""
        if not self.size:
            raise DocumentRefused("file", "The file is empty.")
        await _on_disk(self._sync)
        return Content(self._hash.hexdigest(), self.size)

    def _sync(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())


class DocumentStore:
    """`folder` is created at need. Several servers may share it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path_of(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256[2:]

    @asynccontextmanager
    async def receive(self, most_bytes: int) -> AsyncIterator[Incoming]:
        """A new file; gone at the end unless it was given its place by `keep`."""
        path = self._folder / "incoming" / f"{secrets.token_hex(16)}.part"
        file = await _on_disk(_create, path)
        try:
            yield Incoming(path, file, most_bytes)
        finally:
            # Not awaited: it has to happen where the task is cancelled too, and takes no time.
            _let_go(file, path)

    async def keep(self, incoming: Incoming, content: Content) -> None:
        """Gives the finished file its place, for good. Raises `DocumentStoreUnavailable`."""
        await _on_disk(_place, incoming.path, self.path_of(content.sha256), content.size)

    async def sweep(self) -> int:
        """Removes what servers that were killed left behind; how many files. Raises nothing."""
        return await asyncio.to_thread(_sweep, self._folder / "incoming")

    def parts(self) -> tuple[str, ...]:
        """The folders that contents lie in."""
        return tuple(f"{number:02x}" for number in range(256))

    async def old_contents(self, part: str, older_than_s: float) -> list[str]:
        """The contents of one of the `parts` that were not touched for so long."""
        return await asyncio.to_thread(_old_contents, self._folder / part, older_than_s)

    async def remove(self, sha256: str, older_than_s: float) -> bool:
        """Remove a content that no row has, unless somebody brings the same one at this moment; whether it
        is gone."""
        waiting = self._folder / "incoming" / f"{sha256}.{secrets.token_hex(8)}.part"
        return await asyncio.to_thread(_remove, self.path_of(sha256), waiting, older_than_s)


async def _on_disk(work: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs) -> Result:
    try:
        # Shielded: whoever is cancelled closes the file, and may not while a thread writes to it.
        task = asyncio.ensure_future(asyncio.to_thread(work, *args, **kwargs))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            await asyncio.wait([task])
            raise
    except OSError as error:
        log.error("the folder of documents cannot be used", error=error.strerror or type(error).__name__)
        raise DocumentStoreUnavailable(
            "Documents cannot be kept now: the server's disk is full or not writable. Nothing was saved; "
            "tell your administrator."
        ) from error


def _create(path: Path) -> BinaryIO:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")


def _let_go(file: BinaryIO, path: Path) -> None:
    try:
        file.close()
    except OSError:
        log.warning("a document's file did not close")  # what was buffered found no room; it goes anyway
    path.unlink(missing_ok=True)


def _place(incoming: Path, path: Path, size: int) -> None:
    try:
        if path.stat().st_size == size:
            os.utime(path)  # somebody wants it from now on: it is not removed as forgotten
            return  # known already
    except FileNotFoundError:
        pass
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    incoming.replace(path)
    for folder in (path.parent, path.parent.parent):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)  # the name has to survive a power cut as well as the content
        finally:
            os.close(handle)


def _old_contents(folder: Path, older_than_s: float) -> list[str]:
    try:
        before = time.time() - older_than_s
        return sorted(
            folder.name + path.name
            for path in folder.iterdir()
            if len(path.name) == 62 and path.stat().st_mtime < before
        )
    except OSError:
        return []  # it was never made, or cannot be read now


def _remove(path: Path, waiting: Path, older_than_s: float) -> bool:
    """Taken aside first: who touched it a moment before finds it back, who comes after brings it anew."""
    try:
        waiting.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.rename(waiting)
        if waiting.stat().st_mtime >= time.time() - older_than_s:
            waiting.replace(path)
            return False
        waiting.unlink()
    except OSError as error:
        log.warning("a forgotten content cannot be removed", error=error.strerror)
        return False
    return True


def _sweep(folder: Path) -> int:
    swept = 0
    try:
        for path in folder.glob("*.part"):
            if time.time() - path.stat().st_mtime > FORGOTTEN_AFTER_S:
                path.unlink(missing_ok=True)
                swept += 1
    except OSError as error:
        log.warning("left-over files cannot be removed", error=error.strerror)
    return swept
