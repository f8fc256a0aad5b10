"""Who looked at what through the API stands in the audit record. No request waits for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from santral.console.api.operation import Work
from santral.crm_core.users import audit


def viewed(kind: str) -> Callable[[Work, Any], None]:
    """A record of the `kind`, which the path names."""

    def note(work: Work, _answer: Any) -> None:
        work.house.writer.submit(audit.as_pending_row(work.holder, "viewed", kind, work.id(f"{kind}_id")))

    return note


def listed(kind: str) -> Callable[[Work, Any], None]:
    """A page of them; how many is in it."""

    def note(work: Work, page: Any) -> None:
        seen = {"count": len(page.items)}
        work.house.writer.submit(audit.as_pending_row(work.holder, "listed", kind, "", seen))

    return note
