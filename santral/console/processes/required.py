"""What a move can require to be filled: what records of a kind have, and what was added to a type's."""

from __future__ import annotations

from typing import Final

from santral.console.house import House
from santral.console.processes.which import Which
from santral.crm_core.processes.fitting import REQUIRABLE
from santral.crm_core.processes.process import CUSTOM, RecordKind, RequiredField

ALWAYS_THERE: Final = {
    RecordKind.APPLICATION: (RequiredField.PRIORITY, RequiredField.MEMBER),
    RecordKind.INTERACTION: (),
}
"""Nobody need ask for what cannot be empty."""


def fields_to_require(house: House, which: Which) -> tuple[str, ...]:
    """In the order in which the page offers them."""
    own = (field for field in REQUIRABLE[which.kind] if field not in ALWAYS_THERE[which.kind])
    return (*(field.value for field in own), *added_fields(house, which))


def added_fields(house: House, which: Which) -> tuple[str, ...]:
    """As `custom:<code>`, those that the type asks for; none where a process is for several types."""
    if not which.application_type:
        return ()
    return tuple(f"{CUSTOM}{field.code}" for field in house.custom_fields.book.live(which.application_type))
