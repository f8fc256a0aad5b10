"""One numbered stream per user: what the user's browsers show, and how one that was away catches up.

The state is an ordered mapping of keys to fragments of HTML. Every change has the next number `n`. Replaying
the changes on an older snapshot gives the newer one: same keys, same HTML, same order.

Frames are texts of JSON in pure ASCII. A fragment is turned into its JSON literal once, a change into its
body once; all that is made for one user is the number in front. (ASCII, because a text with Turkish letters
costs ten times as much to encode for every socket: 12 µs against 1.3 µs for 20 kB.)
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

Tell = Mapping[str, str]
"""Something to say once, which leaves no state: `{"kind": "ring", "key": …, "title": …, "text": …}` or
`{"kind": "notice", "text": …}`."""


class Fragment:
    """A piece of HTML, ready to stand in a frame. `literal` is a JSON string literal in ASCII."""

    __slots__ = ("literal",)

    def __init__(self, html: str) -> None:
        self.literal = json.dumps(html)

    @property
    def html(self) -> str:
        return str(json.loads(self.literal))


class Change:
    """What becomes different at once. Shared by all the users for whom the same becomes different."""

    __slots__ = ("body", "drop", "put", "tell")

    def __init__(
        self, put: Mapping[str, Fragment], drop: Collection[str] = (), tell: Tell | None = None
    ) -> None:
        if overlap := put.keys() & set(drop):
            raise ValueError(f"cannot put and drop the same key: {sorted(overlap)}")
        self.put = dict(put)
        self.drop = tuple(drop)
        self.tell = tell
        self.body = (
            (f',"put":{_fragments(self.put)}' if self.put else "")
            + (f',"drop":{json.dumps(self.drop)}' if self.drop else "")
            + (f',"tell":{json.dumps(dict(tell))}' if tell is not None else "")
            + "}"
        )

    @property
    def touched(self) -> frozenset[str]:
        return frozenset(self.put).union(self.drop)

    def untold(self) -> Change:
        """The same without what it says."""
        return Change(self.put, self.drop)


class Frame(NamedTuple):
    """One message to a browser. `body` is shared, `n` is the user's own."""

    n: int
    body: str

    @property
    def text(self) -> str:
        return f'{{"n":{self.n}{self.body}'

    @property
    def size(self) -> int:
        """Bytes on the wire, but for the number."""
        return len(self.body)


class Stream:
    """What one user's browsers show now, and the last changes that led there."""

    def __init__(
        self,
        epoch: str,
        regions: Mapping[str, Fragment],
        *,
        keep_changes: int = 128,
        keep_bytes: int = 512 * 1024,
    ) -> None:
        """`epoch` names this very stream: a number of another epoch means nothing here."""
        self.epoch = epoch
        self.n = 0
        self._regions = dict(regions)
        self._kept: deque[Change] = deque()
        self._kept_bytes = 0
        self._keep_changes = keep_changes
        self._keep_bytes = keep_bytes

    @property
    def regions(self) -> Mapping[str, Fragment]:
        return self._regions

    def apply(self, change: Change) -> Frame:
        """Make the change. Returns the frame for every browser that is here."""
        self.n += 1
        self._regions.update(change.put)
        for key in change.drop:
            self._regions.pop(key, None)
        self._keep(change)
        return Frame(self.n, change.body)

    def replace(self, regions: Mapping[str, Fragment]) -> Frame:
        """Show something else altogether, as after a change of language."""
        self.n += 1
        self._regions = dict(regions)
        self._kept.clear()
        self._kept_bytes = 0
        return self.snapshot()

    def snapshot(self) -> Frame:
        """Everything, as it is after change `n`."""
        return Frame(self.n, f',"epoch":{json.dumps(self.epoch)},"all":{_fragments(self._regions)}}}')

    def resume(self, epoch: str, after: int) -> list[Frame]:
        """What a browser needs that has seen everything up to number `after` of `epoch`: what it missed, or
        one snapshot where that is no longer known or would be smaller. A ring that is told in a missed
        change is left out where the same card changed again since: that phone may ring no more."""
        missed = self.n - after
        if epoch != self.epoch or not 0 <= missed <= len(self._kept):
            return [self.snapshot()]
        changes = [self._kept[index] for index in range(len(self._kept) - missed, len(self._kept))]
        snapshot = self.snapshot()
        if sum(len(change.body) for change in changes) > snapshot.size:
            return [snapshot]
        return [Frame(after + 1 + index, change.body) for index, change in enumerate(_fresh(changes))]

    def _keep(self, change: Change) -> None:
        self._kept.append(change)
        self._kept_bytes += len(change.body)
        while len(self._kept) > self._keep_changes or self._kept_bytes > self._keep_bytes:
            self._kept_bytes -= len(self._kept.popleft().body)


def _fragments(fragments: Mapping[str, Fragment]) -> str:
    return "{" + ",".join(f"{json.dumps(key)}:{part.literal}" for key, part in fragments.items()) + "}"


def _fresh(changes: Sequence[Change]) -> list[Change]:
    """The same changes without the rings that are over."""
    fresh = []
    later: set[str] = set()
    for change in reversed(changes):
        stale = change.tell is not None and change.tell.get("key") in later
        fresh.append(change.untold() if stale else change)
        later |= change.touched
    return fresh[::-1]
