"""The opening hours of one year as moments, so that time is looked up and never walked."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from santral.crm_core.service_levels.zone_offsets import stretches


@dataclass(frozen=True, slots=True)
class OpenYear:
    """Openings of a UTC year, cut off at its ends, in order, none touching the next. `before[i]` is what was
    worked in the year before `opens[i]`, `total` what is worked in all of it."""

    opens: tuple[datetime, ...]
    closes: tuple[datetime, ...]
    before: tuple[timedelta, ...]
    total: timedelta

    def is_open(self, at: datetime) -> bool:
        which = bisect_right(self.opens, at) - 1
        return which >= 0 and at < self.closes[which]

    def closes_at(self, at: datetime) -> bool:
        which = bisect_left(self.closes, at)
        return which < len(self.closes) and self.closes[which] == at

    def open_from(self, at: datetime) -> datetime | None:
        """`at` where it is open, else the next opening; None where the year has none."""
        if self.is_open(at):
            return at
        which = bisect_left(self.opens, at)
        return self.opens[which] if which < len(self.opens) else None

    def worked_until(self, at: datetime) -> timedelta:
        """What was worked in the year before `at`."""
        which = bisect_right(self.opens, at) - 1
        if which < 0:
            return timedelta()
        return self.before[which] + min(at, self.closes[which]) - self.opens[which]

    def moment_after(self, worked: timedelta) -> datetime:
        """The first moment by which so much was worked, more than nothing and at most `total`."""
        which = bisect_left(self.before, worked) - 1
        return self.opens[which] + (worked - self.before[which])


def open_year(year: int, zone: str, spans: Iterable[tuple[datetime, datetime]]) -> OpenYear:
    """The year of a house in `zone` that is open while its clock shows one of `spans`.

    A span is an opening and a closing by the clock, without a zone; those of the days around the year too.
    """
    begins, ends = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    offsets = stretches(zone, begins, ends)
    found: list[tuple[datetime, datetime]] = []
    for opens, closes in spans:
        for stretch in offsets:
            since = max(opens.replace(tzinfo=UTC) - stretch.offset, stretch.begins)
            until = min(closes.replace(tzinfo=UTC) - stretch.offset, stretch.ends)
            if since < until:
                found.append((since, until))
    return _in_order(found)


def _in_order(found: list[tuple[datetime, datetime]]) -> OpenYear:
    opens: list[datetime] = []
    closes: list[datetime] = []
    before: list[timedelta] = []
    total = timedelta()
    for since, until in sorted(found):
        if closes and since <= closes[-1]:
            total += max(until - closes[-1], timedelta())
            closes[-1] = max(until, closes[-1])
        else:
            opens.append(since)
            closes.append(until)
            before.append(total)
            total += until - since
    return OpenYear(tuple(opens), tuple(closes), tuple(before), total)
