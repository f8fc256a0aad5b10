"""How long parts of the house wait for others, and how often they look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from santral.console.account import last_seen
from santral.console.write_behind import background_writer, give_back
from santral.crm_core.db import SQLITE_BUSY_TIMEOUT_MS
from santral.cti.wire import ANSWER_TIMEOUT_S, FIRST_RETRY_S, PING_INTERVAL_S, SILENCE_LIMIT_S


@dataclass(frozen=True, slots=True)
class Waits:
    """In seconds; every house has these, only a test gives shorter ones. `ami_…` are those of `AmiSettings`,
    the others those of the part they are named for."""

    sqlite_busy_s: float = SQLITE_BUSY_TIMEOUT_MS / 1000
    ami_ping_interval_s: float = PING_INTERVAL_S
    ami_silence_limit_s: float = SILENCE_LIMIT_S
    ami_answer_timeout_s: float = ANSWER_TIMEOUT_S
    ami_first_retry_s: float = FIRST_RETRY_S
    writer_every_s: float = background_writer.EVERY_S
    giving_back_looks_every_s: float = give_back.LOOK_EVERY_S
    last_seen_every_s: float = last_seen.EVERY_S


AS_EVER: Final = Waits()
