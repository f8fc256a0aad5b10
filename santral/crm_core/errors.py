"""The one error hierarchy. Every error carries the sentence its user should read."""

from __future__ import annotations


class SantralError(Exception):
    """Anything Santral refuses or fails at.

    `sentence` is an English message id, shown to the user through the catalogue of the user's language;
    `values` fill its named placeholders (`%(name)s`) after translation.
    """

    http_status = 500

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence % values if values else sentence)
        self.sentence = sentence
        self.values = values


class InvalidInput(SantralError):
    """What was typed cannot be saved. `field` names the form field the sentence belongs to."""

    http_status = 422

    def __init__(self, field: str, sentence: str, **values: object) -> None:
        super().__init__(sentence, **values)
        self.field = field


class NotFound(SantralError):
    """There is no such record, or the one who asks may not know that there is."""

    http_status = 404


class NotAllowed(SantralError):
    """The role of the one who asks does not allow it."""

    http_status = 403


class Conflict(SantralError):
    """Somebody else changed the record first."""

    http_status = 409


class TelephonyUnavailable(SantralError):
    """The exchange cannot be asked right now. The command was not sent and never will be."""

    http_status = 503


class CommandRefused(SantralError):
    """The exchange, or the state of the call, refused the command."""

    http_status = 409
