"""An agent's figures of the day, for the idle desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from santral.crm_core.customer_page import MemberHeader

MOST_RECENT = 8


class Day:
    """Counted from local midnight on."""

    def __init__(self) -> None:
        self._date: date | None = None
        self._recent: dict[int, MemberHeader] = {}
        self.missed = 0
        self.answered = 0
        self.talk_s = 0.0

    @property
    def recent(self) -> Iterator[MemberHeader]:
        """The customers last talked to, the last one first."""
        return reversed(self._recent.values())

    def on_missed(self, at: datetime) -> None:
        self._turn_page(at)
        self.missed += 1

    def on_answered(self, at: datetime) -> None:
        self._turn_page(at)
        self.answered += 1

    def on_talked(self, since: datetime, until: datetime) -> None:
        self._turn_page(until)
        self.talk_s += max((until - since).total_seconds(), 0.0)

    def on_seen(self, member: MemberHeader) -> None:
        self._recent.pop(member.member_id, None)
        self._recent[member.member_id] = member
        if len(self._recent) > MOST_RECENT:
            del self._recent[next(iter(self._recent))]

    def add(self, earlier: Day) -> None:
        """What was counted before this one began, on the same day."""
        if self._date in (None, earlier._date):
            self._date = earlier._date
            self.missed += earlier.missed
            self.answered += earlier.answered
            self.talk_s += earlier.talk_s

    def _turn_page(self, at: datetime) -> None:
        today = at.astimezone().date()
        if today != self._date:
            self._date, self.missed, self.answered, self.talk_s = today, 0, 0, 0.0
