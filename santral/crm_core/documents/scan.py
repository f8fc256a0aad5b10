"""The virus scanner, asked before a file is accepted. One that does not answer is no leave.

Either clamd by its socket (`clamd:/run/clamav/clamd.ctl` or `clamd:host:port`; its INSTREAM command, see
clamd(8)), or a command that gets the file's path as its last argument and ends with 0 for a harmless file
and 1 for one that is not, as clamscan(1) does.
"""

from __future__ import annotations

import asyncio
import shlex
from pathlib import Path
from typing import Final

import structlog

from santral.crm_core.documents.refusals import DocumentRefused, ScannerUnavailable

CLAMD: Final = "clamd:"
PART_BYTES: Final = 64 * 1024

log = structlog.get_logger(__name__)


async def scan(path: Path, scanner: str, timeout_s: float) -> None:
    """Does nothing where `scanner` is "". Raises `DocumentRefused` for a file that harms,
    `ScannerUnavailable` where that cannot be told within the time."""
    if not scanner:
        return
    try:
        async with asyncio.timeout(timeout_s):
            if scanner.startswith(CLAMD):
                harmless = await _ask_clamd(path, scanner.removeprefix(CLAMD))
            else:
                harmless = await _run(path, shlex.split(scanner))
    except (OSError, TimeoutError, ValueError, EOFError, asyncio.LimitOverrunError) as error:
        log.error("the virus scanner failed", error=str(error) or type(error).__name__)
        raise ScannerUnavailable(
            "The file could not be checked for viruses, so it was not saved. Try again later; tell your "
            "administrator if it stays so."
        ) from error
    if not harmless:
        raise DocumentRefused("file", "The virus scanner found something harmful in the file.")


async def _run(path: Path, command: list[str]) -> bool:
    nothing = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        *command, str(path), stdin=nothing, stdout=nothing, stderr=nothing
    )
    try:
        code = await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if code not in (0, 1):
        raise ValueError(f"it ended with {code}")
    return code == 0


async def _ask_clamd(path: Path, address: str) -> bool:
    if address.startswith("/"):
        reader, writer = await asyncio.open_unix_connection(address)
    else:
        host, _, port = address.rpartition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
    try:
        writer.write(b"zINSTREAM\0")
        with path.open("rb") as file:
            while part := await asyncio.to_thread(file.read, PART_BYTES):
                writer.write(len(part).to_bytes(4, "big") + part)
                await writer.drain()
        writer.write(bytes(4))
        await writer.drain()
        said = (await reader.readuntil(b"\0")).rstrip(b"\0").decode("utf-8", "replace")
    finally:
        writer.close()
    if said.endswith(" FOUND"):
        log.warning("the virus scanner found something", said=said)
        return False
    if not said.endswith(": OK"):
        raise ValueError(said)
    return True
