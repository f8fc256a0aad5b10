"""The clock on the wall of a zone: moments as people type them by it, and where its days begin.

Where clocks are put forward, times are skipped: nobody can mean one, so it is refused. Where they are put
back, times come twice: the earlier one is meant, since what is due too early is noticed and what is due too
late is not.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from santral.crm_core.errors import InvalidInput


def moment_typed(field: str, typed: str, zone: ZoneInfo) -> datetime | None:
    """What a `datetime-local` field sends, by the clock of `zone`, in UTC; None for an empty one. A text that
    tells its own offset is taken by it. Raises `InvalidInput`."""
    if not typed.strip():
        return None
    try:
        at = datetime.fromisoformat(typed.strip())
        moment = (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
        stands = at.tzinfo is not None or moment.astimezone(zone).replace(tzinfo=None) == at
    except (ValueError, OverflowError):
        raise InvalidInput(field, "This is not a date and a time.") from None
    if not stands:
        raise InvalidInput(
            field,
            "The clocks are put forward on this day: there is no %(time)s. Choose another time.",
            time=f"{at:%H:%M}",
        )
    return moment


def moment_as_typed(at: datetime | None, zone: ZoneInfo) -> str:
    """The other way: what a `datetime-local` field shows."""
    return at.astimezone(zone).strftime("%Y-%m-%dT%H:%M") if at is not None else ""


def day_of(at: datetime, zone: ZoneInfo) -> date:
    """The day that the wall shows at a moment."""
    return at.astimezone(zone).date()


def day_begins(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day, in UTC: midnight, or when the clocks are put forward over it."""
    return datetime.combine(day, time(), zone).astimezone(UTC)
