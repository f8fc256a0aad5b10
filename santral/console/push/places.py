"""Who looks at which record, by the sockets that their pages have open, and how those pages hear of news."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from santral.console.push.stream import Change

PLACE: Final = re.compile(r"application-[1-9][0-9]{0,17}")
"""What a page can be open at: a kind of record and its id."""
KIND: Final = "place"
"""Of a `tell` that says: something is new at `key`; ask what."""
MOST_NOTED: Final = 10_000
"""Of views by pages that opened no socket; one forgotten too early is written down twice."""


class Places:
    """`publish(user_id, change)` is the hub's. A person is at a place while one of his sockets is."""

    def __init__(self, publish: Callable[[int, Change], None]) -> None:
        self._publish = publish
        self._here: dict[str, Counter[int]] = {}
        self._told: dict[str, int] = {}
        self._noted: dict[tuple[str, int], None] = {}

    def people(self, place: str) -> tuple[int, ...]:
        """Their ids, each once."""
        return tuple(sorted(self._here.get(place, ())))

    def note_view(self, place: str, user_id: int) -> None:
        """It is written down that the person sees the record; holds until the last page there is closed."""
        self._noted[place, user_id] = None
        if len(self._noted) > MOST_NOTED:
            del self._noted[next(iter(self._noted))]

    def is_noted(self, place: str, user_id: int) -> bool:
        """Whether the person is still there since a view that was written down."""
        return user_id in self._here.get(place, ()) and (place, user_id) in self._noted

    @contextmanager
    def visit(self, place: str, user_id: int) -> Iterator[None]:
        """A socket is open at the place within. What is no place is looked at by nobody."""
        if not PLACE.fullmatch(place):
            yield
            return
        here = self._here.setdefault(place, Counter())
        here[user_id] += 1
        if here[user_id] == 1:
            self._tell(place, but=user_id)
        try:
            yield
        finally:
            here[user_id] -= 1
            if not here[user_id]:
                del here[user_id]
                self._noted.pop((place, user_id), None)
                self._tell(place)
            if not here:
                self._here.pop(place, None)
                self._told.pop(place, None)

    def changed(self, place: str, version: int) -> None:
        """The record there has another version; said once for each."""
        if place in self._here and self._told.get(place) != version:
            self._told[place] = version
            self._tell(place)

    def _tell(self, place: str, but: int = 0) -> None:
        change = Change({}, tell={"kind": KIND, "key": place})
        for user_id in self.people(place):
            if user_id != but:
                self._publish(user_id, change)
