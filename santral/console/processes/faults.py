"""What is wrong with a drawing, sorted to where its sentence is shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from santral.console.web.language import Language
from santral.crm_core.errors import InvalidInput
from santral.crm_core.processes.process import Process


@dataclass(frozen=True, slots=True)
class Faults:
    """Sentences in the reader's language: of the whole, by the code of a stage, by a move's two stages."""

    whole: list[str] = field(default_factory=list)
    stages: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    moves: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def count(self) -> int:
        return len(self.whole) + sum(map(len, self.stages.values())) + sum(map(len, self.moves.values()))


def sort_faults(process: Process, found: Iterable[InvalidInput], language: Language) -> Faults:
    """Places are those of the process's document, as `stages.2.name_tr`."""
    faults = Faults()
    for fault in found:
        sentence = language.sentence(fault)
        part, _, rest = fault.field.partition(".")
        number = rest.partition(".")[0]
        if part == "stages" and number:
            faults.stages[process.stages[int(number)].code].append(sentence)
        elif part == "moves" and number:
            move = process.moves[int(number)]
            faults.moves[move.source, move.target].append(sentence)
        else:
            faults.whole.append(sentence)
    return faults
