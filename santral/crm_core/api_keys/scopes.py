"""What a key may do: nothing, read, or read and write, for each kind of record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from santral.crm_core.errors import InvalidInput


class Resource(StrEnum):
    """In the order in which an administrator sees them."""

    MEMBERS = "members"
    INTERACTIONS = "interactions"
    APPLICATIONS = "applications"
    DEFINITIONS = "definitions"


class Access(StrEnum):
    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class Scope:
    """One permission, written `members:read`."""

    resource: Resource
    access: Access

    def __str__(self) -> str:
        return f"{self.resource}:{self.access}"


SCOPES: Final = tuple(Scope(resource, access) for resource in Resource for access in Access)

LEVELS: Final[Mapping[str, tuple[Access, ...]]] = {
    "none": (),
    "read": (Access.READ,),
    "write": (Access.READ, Access.WRITE),
}
"""What is chosen for a kind of record. Who writes a record gets it back as it is now, so writing is never
without reading."""


def scopes_of(levels: Mapping[str, str]) -> frozenset[Scope]:
    """Of a level for each resource, as a form sends them. Raises `InvalidInput` for no permission at all, at
    the field `scopes`, and for what is no level, at the resource."""
    found: set[Scope] = set()
    for resource in Resource:
        level = levels.get(resource.value) or "none"
        if level not in LEVELS:
            raise InvalidInput(resource.value, "Choose one of the list.")
        found |= {Scope(resource, access) for access in LEVELS[level]}
    if not found:
        raise InvalidInput("scopes", "Choose what the key may read or write.")
    return frozenset(found)


def level_of(scopes: frozenset[Scope], resource: Resource) -> str:
    """The level that gives these scopes."""
    if Scope(resource, Access.WRITE) in scopes:
        return "write"
    return "read" if Scope(resource, Access.READ) in scopes else "none"


def write_scopes(scopes: frozenset[Scope]) -> str:
    """As a row keeps them."""
    return " ".join(str(scope) for scope in SCOPES if scope in scopes)


def read_scopes(kept: str) -> frozenset[Scope]:
    """From a row. What is not known any more is no permission."""
    words = frozenset(kept.split())
    return frozenset(scope for scope in SCOPES if str(scope) in words)
