"""All definitions in memory: what pages, pickers and checks ask, without a database and without waiting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final

from santral.crm_core.definitions.definition import Definition
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.errors import InvalidInput, NotFound

PATH_MARK: Final = " › "


class DefinitionBook:
    """A snapshot: a change makes another book. Codes are looked up within their kind.

    Raises `ValueError` for definitions that are no forest: one twice, below an unknown one or below itself.
    """

    def __init__(self, definitions: Iterable[Definition]) -> None:
        self._by_code: dict[tuple[DefinitionKind, str], Definition] = {}
        below: dict[tuple[DefinitionKind, str], list[Definition]] = defaultdict(list)
        for one in definitions:
            if (one.kind, one.code) in self._by_code or not one.code:
                raise ValueError(f"{one.kind} {one.code} is there twice")
            self._by_code[one.kind, one.code] = one
            below[one.kind, one.parent].append(one)
        self._below = {key: tuple(sorted(found, key=_place)) for key, found in below.items()}
        reached = sum(1 for kind in DefinitionKind for _ in self._walk(kind, ""))
        if reached != len(self._by_code):
            raise ValueError("some definitions are below themselves, or below one that does not exist")

    def __iter__(self) -> Iterator[Definition]:
        """All of them: by kind, each right before what is below it."""
        for kind in DefinitionKind:
            yield from self._walk(kind, "")

    def __len__(self) -> int:
        return len(self._by_code)

    def find(self, kind: DefinitionKind, code: str) -> Definition | None:
        return self._by_code.get((kind, code))

    def get(self, kind: DefinitionKind, code: str) -> Definition:
        """Raises `NotFound`."""
        found = self.find(kind, code)
        if found is None:
            raise NotFound("There is no such definition.")
        return found

    def of(self, kind: DefinitionKind) -> tuple[Definition, ...]:
        """Everything of a kind, retired or not, in the order of the tree."""
        return tuple(self._walk(kind, ""))

    def live(self, kind: DefinitionKind) -> tuple[Definition, ...]:
        """What can be chosen, in the order of the tree."""
        return self._live[kind]

    def children(self, kind: DefinitionKind, code: str = "") -> tuple[Definition, ...]:
        """Right below a definition, in their order; of "" those at the root."""
        return self._below.get((kind, code), ())

    def path(self, kind: DefinitionKind, code: str) -> tuple[Definition, ...]:
        """From the root to the definition itself; empty for a code nobody knows."""
        path: list[Definition] = []
        while (one := self.find(kind, code)) is not None:
            path.append(one)
            code = one.parent
        return tuple(reversed(path))

    def subtree(self, kind: DefinitionKind, code: str) -> tuple[str, ...]:
        """The code itself and all below it."""
        return (code, *(one.code for one in self._walk(kind, code)))

    def name(self, kind: DefinitionKind, code: str, language: str) -> str:
        """What a code is called, retired or not; the code itself where it is not known."""
        found = self.find(kind, code)
        return code if found is None else found.name(language)

    def path_name(self, kind: DefinitionKind, code: str, language: str) -> str:
        """`Ürün › Çamaşır makinesi › Su boşaltmıyor`; the code itself where it is not known."""
        return PATH_MARK.join(one.name(language) for one in self.path(kind, code)) or code

    def default(self, kind: DefinitionKind) -> str:
        """The code that is chosen to begin with, or ""."""
        return next((one.code for one in self.live(kind) if one.is_default), "")

    def is_live(self, kind: DefinitionKind, code: str) -> bool:
        """Whether it can be chosen: neither it nor anything above it is retired."""
        path = self.path(kind, code)
        return bool(path) and not any(one.retired for one in path)

    def check(self, kind: DefinitionKind, code: str, field: str, allow: str = "") -> str:
        """A code that may be kept, or "" where none was chosen. `allow` is what the record has already: it
        may stay, whatever became of it. Raises `InvalidInput` at the `field`."""
        if not code or code == allow or self.is_live(kind, code):
            return code
        if self.find(kind, code) is None:
            raise InvalidInput(field, "Choose one from the list.")
        raise InvalidInput(field, "This is not used any more. Choose another one from the list.")

    @cached_property
    def _live(self) -> Mapping[DefinitionKind, tuple[Definition, ...]]:
        return {kind: tuple(self._walk(kind, "", only_live=True)) for kind in DefinitionKind}

    def _walk(self, kind: DefinitionKind, code: str, *, only_live: bool = False) -> Iterator[Definition]:
        for one in self._below.get((kind, code), ()):
            if not (only_live and one.retired):
                yield one
                yield from self._walk(kind, one.code, only_live=only_live)


def _place(one: Definition) -> tuple[int, str]:
    return one.position, one.code
