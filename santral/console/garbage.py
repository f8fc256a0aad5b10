"""How often Python looks for garbage in cycles, while which nothing else happens in the process."""

from __future__ import annotations

import gc
from typing import Final

THRESHOLDS: Final = (2_000, 10, 500)
"""Objects more than before until the youngest are looked at, and of how many such looks one goes further."""


def collect_seldom() -> None:
    """Leave what the start has made out of every later look, and look at everything a hundred times more
    seldom than Python would: with a thousand agents one such look takes as long as fifty pops. What is in no
    cycle, which is nearly everything here, is let go at once in any case."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
