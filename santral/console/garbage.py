"""When Python looks for garbage in cycles, while which nothing else happens in the process.

What is in no cycle, which is nearly everything here, is let go at once in any case. Python by itself would
look in the middle of a pop, and now and then for longer than ten pops take.
"""

from __future__ import annotations

import asyncio
import gc
from typing import Final, NoReturn

NEW_EVERY_S: Final = 0.05
"""What was made since the last look; with a thousand agents and 50 calls a second some 0.2 ms."""
ALL_EVERY_S: Final = 900.0
"""Everything made since the start; with a thousand agents some 0.2 s, which no call should often meet."""


def leave_out_the_start() -> None:
    """What was made until now lives as long as the process: no later look goes through it."""
    gc.collect()
    gc.freeze()


async def collect_in_turns(new_every_s: float = NEW_EVERY_S, all_every_s: float = ALL_EVERY_S) -> NoReturn:
    """Look between two pieces of work, little at a time, for ever. Python by itself does not, meanwhile."""
    loop = asyncio.get_running_loop()
    all_at = loop.time() + all_every_s
    gc.disable()
    try:
        while True:
            await asyncio.sleep(new_every_s)
            if loop.time() < all_at:
                gc.collect(0)
            else:
                gc.collect()
                all_at = loop.time() + all_every_s
    finally:
        gc.enable()
