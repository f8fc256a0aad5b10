"""How long to wait before the next attempt to reach the exchange."""

from __future__ import annotations

import random
from collections.abc import Callable

from santral.cti.loss import LossReason
from santral.cti.wire import AmiSettings


class RetryDelays:
    """Doubles from the first delay to the slowest, never in step with other clients of the same exchange.

    A refused login mends itself only when somebody acts: it is tried seldom, and lets nothing grow.
    """

    def __init__(
        self, settings: AmiSettings, between: Callable[[float, float], float] = random.uniform
    ) -> None:
        self._settings = settings
        self._between = between
        self._next_s = settings.first_retry_s

    def after(self, reason: LossReason, lived_s: float) -> float:
        """Seconds to wait after a loss; a link that lived long enough begins anew with the first delay."""
        if lived_s >= self._settings.steady_after_s:
            self._next_s = self._settings.first_retry_s
        if reason is LossReason.LOGIN_REFUSED:
            longest_s = self._settings.refused_retry_s
        else:
            longest_s = self._next_s
            self._next_s = min(longest_s * 2, self._settings.slowest_retry_s)
        return self._between(longest_s / 2, longest_s)
