"""The processes of a measurement: started, watched, ended; and what they cost."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import psutil


@dataclass(frozen=True, slots=True)
class Cost:
    """Of a process over a while: processor seconds a second, and resident memory at the end, in bytes."""

    cpu: float
    memory: int


class Process:
    def __init__(self, name: str, popen: subprocess.Popen[str]) -> None:
        self.name = name
        self.popen = popen
        self._psutil = psutil.Process(popen.pid)
        self._began = self._used()

    def line(self, word: str, deadline_s: float = 120) -> list[str]:
        """The next line of the standard output, which begins with `word`; its other words."""
        assert self.popen.stdout is not None
        began = time.monotonic()
        while line := self.popen.stdout.readline():
            if line.startswith(word):
                return line.split()[1:]
            if time.monotonic() - began > deadline_s:
                break
        raise RuntimeError(f"{self.name} did not say {word!r}; it ended with {self.popen.poll()}")

    def memory(self) -> int:
        return int(self._psutil.memory_info().rss)

    def begin(self) -> None:
        self._began = self._used()

    def cost(self) -> Cost:
        cpu, moment = self._used()
        return Cost((cpu - self._began[0]) / (moment - self._began[1]), self.memory())

    def _used(self) -> tuple[float, float]:
        times = self._psutil.cpu_times()
        return times.user + times.system, time.monotonic()


@contextlib.contextmanager
def process(
    name: str, *arguments: str, environment: Mapping[str, str] | None = None, errors: int | None = None
) -> Iterator[Process]:
    """`python ARGUMENTS`, with pipes; ended by SIGTERM when the block is left."""
    with subprocess.Popen(
        [sys.executable, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        bufsize=1,
        env={**os.environ, **(environment or {})},
    ) as popen:
        running = Process(name, popen)
        try:
            yield running
        finally:
            if popen.poll() is None:
                popen.terminate()
            try:
                popen.wait(20)
            except subprocess.TimeoutExpired:
                popen.kill()


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
        return port


def wait_for_port(port: int, process: Process, deadline_s: float = 60) -> None:
    """Until something listens there."""
    until = time.monotonic() + deadline_s
    while time.monotonic() < until:
        if process.popen.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)  # the port does not exist yet: nothing to wait on
    raise RuntimeError(f"{process.name} does not listen on {port}")
