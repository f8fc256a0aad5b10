"""Why there is no link to the exchange."""

from __future__ import annotations

from enum import StrEnum


class LossReason(StrEnum):
    """Why there is no link: English message ids, shown on every console."""

    STARTING = "The link to the telephone exchange is being set up."
    UNREACHABLE = "The telephone exchange cannot be reached."
    NOT_ENCRYPTED = "No trusted encrypted link to the telephone exchange can be made."
    NOT_AN_EXCHANGE = "What answers at this address is not a telephone exchange."
    LOGIN_REFUSED = "The telephone exchange refused Santral's login."
    NO_ANSWER = "The telephone exchange does not answer."
    CLOSED = "The telephone exchange closed the link."
    SHUT_DOWN = "The telephone exchange was shut down."
    SILENT = "Nothing is heard from the telephone exchange."
    GARBAGE = "The telephone exchange sent something unreadable."
    OVERRUN = "More came from the telephone exchange than could be followed."
    FAULT = "Santral failed to follow the telephone exchange."


class LinkDown(Exception):
    """There is no connection, or none any more. `detail` is for the log."""

    def __init__(self, reason: LossReason, detail: str = "") -> None:
        super().__init__(f"{reason} {detail}".rstrip())
        self.reason = reason
        self.detail = detail
