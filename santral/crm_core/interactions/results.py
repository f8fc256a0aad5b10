"""How a contact may end, until an administrator defines it on the screen. English message ids."""

from __future__ import annotations

from typing import Final

from santral.crm_core.errors import InvalidInput

RESULTS: Final = (
    "Solved",
    "Information given",
    "Call back promised",
    "Passed on",
    "Complaint recorded",
    "Order taken",
    "Appointment made",
    "Not reached",
    "Wrong number",
)

CALL_BACK: Final = "Call back promised"
"""The one of them that leaves something to do."""


def check_result(result: str) -> str:
    """The result, or "" where none was chosen. Raises `InvalidInput`."""
    if result and result not in RESULTS:
        raise InvalidInput("result", "Choose one of the results.")
    return result
