"""What is said to the exchange and what it answers: the text of an action, its answer, its refusal."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from panoramisk.actions import Action

from santral.crm_core.errors import CommandRefused, InvalidInput, TelephonyUnavailable
from santral.cti.ami_stream import AmiMessage

PERMISSION_DENIED = "Permission denied"
"""Asterisk's words to a manager whose `write` classes do not hold the action's."""
LONGEST_VALUE_BYTES = 900
"""Asterisk reads a line into 1024 bytes and throws away a longer one."""
_UNSPEAKABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")  # control characters, halves of letters


@dataclass(frozen=True, slots=True)
class Answer:
    """The response, and the events that belong to it: a list's entries, or the one that was waited for."""

    response: AmiMessage
    events: list[AmiMessage] = field(default_factory=list)


def write_action(name: str, action_id: str, headers: Mapping[str, str]) -> bytes:
    """The bytes of one action.

    Raises `InvalidInput` for a value that holds a control character, since a line break would end the header
    and what follows it be read as another action; and for one longer than the exchange reads.
    """
    for header, value in headers.items():
        if _UNSPEAKABLE.search(value):
            raise InvalidInput(
                header, "This contains characters that cannot be sent to the telephone exchange."
            )
        if len(value.encode()) > LONGEST_VALUE_BYTES:
            raise InvalidInput(header, "This is too long for the telephone exchange.")
    return str(Action({"Action": name, "ActionID": action_id, **headers})).encode()


class PendingAction:
    """Waits for the answer to one action that was sent. `until_event`: the event that ends it, else none or
    a list as the response says."""

    def __init__(self, name: str, until_event: str = "") -> None:
        self.answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._name = name
        self._until_event = until_event
        self._answer: Answer | None = None

    def take(self, message: AmiMessage) -> None:
        """A message with this action's id came: the response, or an event that belongs to it."""
        if self.answer.done():
            return
        if "Event" not in message:
            self._take_response(message)
        elif self._answer is not None:
            self._take_event(self._answer, message)

    def fail(self, error: Exception) -> None:
        if not self.answer.done():
            self.answer.set_exception(error)
            self.answer.exception()  # seen, also where nobody waits any more

    def _take_response(self, response: AmiMessage) -> None:
        if response.get("Response") in ("Error", "Fail", "Failure"):
            self.fail(refusal(self._name, response.get("Message", "")))
            return
        self._answer = Answer(response)
        if not (self._until_event or starts_list(response)):
            self.answer.set_result(self._answer)

    def _take_event(self, answer: Answer, event: AmiMessage) -> None:
        state = event.get("EventList", "").lower()
        if state == "cancelled":
            self.fail(refusal(self._name, event.get("Message", state)))
        elif state == "complete" or (not self._until_event and event["Event"].endswith("Complete")):
            self.answer.set_result(answer)
        else:
            answer.events.append(event)
            if event["Event"] == self._until_event:
                self.answer.set_result(answer)


def starts_list(response: AmiMessage) -> bool:
    """Whether events follow that belong to the response. Before Asterisk 12 only its message tells."""
    return response.get("EventList", "").lower() == "start" or "will follow" in response.get("Message", "")


_REFUSALS = {
    PERMISSION_DENIED: "The telephone exchange does not allow Santral to do this (%(action)s). "
    "Tell your administrator.",
    "No such channel": "This call is over already.",
    "Channel specified does not exist": "This call is over already.",
    "Extension does not exist": "The telephone exchange knows no such number.",
    "Interface not found": "This phone is a member of no queue.",
    "Transfer not permitted": "This call may not be transferred.",
    "Transfer invalid": "This call cannot be transferred now.",
    "No such queue": "The telephone exchange knows no such queue.",
    "Already there": "This phone is in the queue already.",
    "Not there": "This phone is not in the queue.",
}
"""What a user should read, by words of Asterisk's own answer (as of Asterisk 22)."""


def refusal(action: str, answer: str) -> CommandRefused:
    """What to tell the user about an action that Asterisk answered with an error."""
    for words, sentence in _REFUSALS.items():
        if words in answer:
            return CommandRefused(sentence, action=action, answer=answer)
    return CommandRefused("The telephone exchange refused: %(answer)s", action=action, answer=answer)


def no_answer() -> TelephonyUnavailable:
    return TelephonyUnavailable("The telephone exchange did not answer in time.")
