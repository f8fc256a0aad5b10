"""The processes in force, for whoever asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from santral.crm_core.errors import NotFound
from santral.crm_core.processes.process import Process, RecordKind, Stage


@dataclass(frozen=True, slots=True)
class ProcessInForce:
    """`version` is 0 for a default that nobody has changed."""

    process: Process
    version: int


class ProcessBook:
    """A snapshot: a change makes another book."""

    def __init__(self, processes: Iterable[ProcessInForce]) -> None:
        self._found = {(p.process.record_kind, p.process.application_type): p for p in processes}

    def __iter__(self) -> Iterator[ProcessInForce]:
        return iter(self._found.values())

    def process(self, kind: RecordKind, application_type: str = "") -> Process:
        """The process of a type, or the one for all types. Raises `NotFound` for a kind that has none."""
        own = self._found.get((kind, application_type)) or self._found.get((kind, ""))
        if own is None:
            raise NotFound("There is no such process.")
        return own.process

    def stage(self, kind: RecordKind, code: str, application_type: str = "") -> Stage | None:
        """A stage by its code: of the process of the type, else of any that has it, so that whoever reads old
        records can name where they stood."""
        own = self._found.get((kind, application_type)) or self._found.get((kind, ""))
        others = (each for each in self._found.values() if each.process.record_kind is kind)
        found = (each.process.stage(code) for each in (*((own,) if own else ()), *others))
        return next((stage for stage in found if stage is not None), None)

    def version(self, kind: RecordKind, application_type: str = "") -> int:
        """Of exactly this kind and type; 0 where nothing was saved yet."""
        own = self._found.get((kind, application_type))
        return own.version if own else 0

    def put(self, changed: ProcessInForce) -> ProcessBook:
        """The book with another process in the place of the one of its kind and type."""
        return ProcessBook((*self, changed))
