"""One definition, as everybody reads it."""

from __future__ import annotations

from dataclasses import dataclass

from santral.crm_core.definitions.kinds import DefinitionKind


@dataclass(frozen=True, slots=True)
class Definition:
    """`code` is what records hold: unique within the kind, and never changed. `parent` is the code above it,
    "" at the root. `position` counts from 0 among those with the same parent."""

    kind: DefinitionKind
    code: str
    name_tr: str
    name_en: str
    parent: str = ""
    position: int = 0
    colour: str = ""
    retired: bool = False
    is_default: bool = False

    def name(self, language: str) -> str:
        """In the language; where it has no name in it, in the other one, else the code."""
        first, second = (self.name_en, self.name_tr) if language == "en" else (self.name_tr, self.name_en)
        return first or second or self.code
