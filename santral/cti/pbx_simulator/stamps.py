"""Writes down when the exchange told what: a line for each event of interest, with the moment at its end.

Nanoseconds are those of the monotonic clock, which all processes of a machine share. Stamps must listen to
the exchange before any manager, so that they are taken just before the bytes go out.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

from santral.cti.pbx_simulator.exchange import Exchange

Words = Callable[[str, Mapping[str, str]], str]
"""From an event's name and fields to what is written of it; nothing is for ""."""

MILESTONES: Final = {
    "QueueCallerJoin": "queued",
    "AgentCalled": "rang",
    "AgentConnect": "answered",
    "Hangup": "ended",
}


def ring(event: str, fields: Mapping[str, str]) -> str:
    """`linkedid device`, of what rings."""
    return f"{fields['Linkedid']} {fields['Interface']}" if event == "AgentCalled" else ""


def milestone(event: str, fields: Mapping[str, str]) -> str:
    """`what linkedid device`: that a caller was queued, rang at a device, was answered there, hung up. The
    device is `-` where none is meant."""
    if event not in MILESTONES or (event == "Hangup" and fields["Uniqueid"] != fields["Linkedid"]):
        return ""
    return f"{MILESTONES[event]} {fields['Linkedid']} {fields.get('Interface', '-')}"


class Stamps:
    """A listener to the exchange. `events` counts all that was said."""

    def __init__(self, file: TextIO, words: Words) -> None:
        self.events = 0
        self._file = file
        self._words = words
        self._fresh: list[str] = []

    def on_event(self, event: str, text: bytes) -> None:
        self.events += 1
        if event in MILESTONES:
            fields = dict(line.split(": ", 1) for line in text.decode().split("\r\n") if ": " in line)
            if words := self._words(event, fields):
                self._fresh.append(words)

    def flush(self) -> None:
        if self._fresh:
            now = time.monotonic_ns()
            self._file.writelines(f"{words} {now}\n" for words in self._fresh)
            self._fresh.clear()


@contextmanager
def stamping(exchange: Exchange, path: Path | None, words: Words = ring) -> Iterator[Stamps]:
    """Stamps to the file, within; without a `path` nothing is listened to. What still rings when it ends, as
    calls do while the process is told to stop, is not heard any more: the file is closed by then."""
    with (path or Path(os.devnull)).open("w", buffering=1, encoding="utf-8") as file:
        told = Stamps(file, words)
        if path is not None:
            exchange.listeners.append(told)
        try:
            yield told
        finally:
            if path is not None:
                exchange.listeners.remove(told)
