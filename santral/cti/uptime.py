"""Tells from what the exchange says of its uptime whether it was restarted while we did not listen."""

from __future__ import annotations

from collections.abc import Iterable

from santral.cti.ami_stream import AmiMessage

_CLOCKS_MAY_DIFFER = 0.001  # of the time between
_ROUNDING_S = 2


class UptimeWatch:
    """Remembers the last `FullyBooted` with its Uptime (whole seconds) and when, on our clock, it came."""

    def __init__(self) -> None:
        self._uptime_s: int | None = None
        self._seen_s = 0.0

    def restarted(self, messages: Iterable[AmiMessage], now_s: float) -> bool:
        """Whether the exchange was restarted since the last time; False where it does not tell.

        `now_s` is a clock that is never set. A manager without the `system` class is not told the uptime.
        """
        for message in messages:
            uptime = message.get("Uptime", "")
            if message.get("Event") == "FullyBooted" and uptime.isascii() and uptime.isdigit():
                return self._note(int(uptime), now_s)
        return False

    def _note(self, uptime_s: int, now_s: float) -> bool:
        before_s = self._uptime_s
        passed_s = (now_s - self._seen_s) * (1 - _CLOCKS_MAY_DIFFER) - _ROUNDING_S
        self._uptime_s, self._seen_s = uptime_s, now_s
        return before_s is not None and uptime_s < before_s + passed_s
