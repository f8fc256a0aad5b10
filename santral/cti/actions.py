"""What the console tells the exchange to do. Each effect comes back as events; nothing is assumed here."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from santral.crm_core.errors import CommandRefused, InvalidInput
from santral.cti.ami_request import Answer
from santral.cti.wire import AmiSettings

_DECORATION = re.compile(r"[\s()./-]")
_DIALLABLE = re.compile(r"\+?[0-9*#]{1,40}")
_DEVICE = re.compile(r"[A-Za-z0-9]+/[^\s&,|]+")
# Hangup reads a channel that begins with a slash as a pattern, and would end every call that fits it.
_CHANNEL = re.compile(r"[^\s/&,|][^\s&,|]*")

LONGEST_PAUSE_REASON_BYTES = 79
"""Asterisk keeps no more (measured on 22), and would cut within a letter."""

NOT_DIALLED = {  # by OriginateResponse's Reason: control frames of Asterisk's frame.h
    "0": "Your phone did not take the call. Nothing was dialled.",  # declined, or not reached: told as one
    "1": "Your phone was not picked up. Nothing was dialled.",  # hung up
    "3": "Your phone was not picked up. Nothing was dialled.",  # still ringing when the time was over
    "5": "Your phone is busy. Nothing was dialled.",
}


class Exchange(Protocol):
    async def ask(
        self,
        action: str,
        headers: Mapping[str, str] | None = None,
        *,
        timeout_s: float | None = None,
        until_event: str = "",
    ) -> Answer: ...


class Actions:
    """Commands. All raise `TelephonyUnavailable` (down, or no answer in time), `CommandRefused` (by the
    exchange) or `InvalidInput`, each with the sentence its user should read.

    `device` is as `PJSIP/1001`, `channel` as `PJSIP/1001-00000063`; `""` for a channel that is gone.
    """

    def __init__(
        self,
        exchange: Exchange,
        settings: AmiSettings,
        *,
        expect_outbound: Callable[[str, str], None],
        interfaces_of: Callable[[str], Iterable[str]],
    ) -> None:
        """`expect_outbound` is told a call's channel id and number before the call is asked for;
        `interfaces_of` tells under which names queues know a device."""
        self._exchange = exchange
        self._settings = settings
        self._expect_outbound = expect_outbound
        self._interfaces_of = interfaces_of

    async def originate(self, device: str, number: str, caller_id: str = "") -> None:
        """Ring the agent's own phone and, once it is picked up, dial `number` from it.

        Returns when the phone was picked up, raises `CommandRefused` when it was not: so waits as long as
        the phone rings. `caller_id` is what the called party may see, as `Santral <4440>`.
        """
        number = diallable("number", number)
        uniqueid = f"santral-{uuid.uuid4().hex}"
        headers = {
            "Channel": _device(device),
            "ChannelId": uniqueid,
            "Context": self._settings.dial_context,
            "Exten": number,
            "Priority": "1",
            "Timeout": str(round(self._settings.ring_timeout_s * 1000)),
            # Without it the exchange would answer nothing else on this link until the phone is picked up.
            "Async": "true",
        }
        if caller_id:
            headers["CallerID"] = caller_id
        self._expect_outbound(uniqueid, number)
        answer = await self._exchange.ask(
            "Originate",
            headers,
            timeout_s=self._settings.ring_timeout_s + self._settings.answer_timeout_s,
            until_event="OriginateResponse",
        )
        outcome = answer.events[-1]
        if outcome.get("Response") != "Success":
            raise CommandRefused(NOT_DIALLED.get(outcome.get("Reason", ""), NOT_DIALLED["0"]))

    async def hang_up(self, channel: str) -> None:
        await self._exchange.ask("Hangup", {"Channel": _channel(channel), "Cause": "16"})

    async def blind_transfer(self, channel: str, exten: str) -> None:
        """Send the party that talks with `channel` (the agent's) to `exten`; the agent is out of the call."""
        await self._exchange.ask("BlindTransfer", self._transfer(channel, exten))

    async def attended_transfer(self, channel: str, exten: str) -> None:
        """Let the agent on `channel` consult `exten` while the other party is on hold; hanging up hands over.

        The exchange does it as if the agent had dialled the feature code, so it must allow that (`atxfer` in
        features.conf, `t` or `T` among the options of Queue or Dial).
        """
        await self._exchange.ask("Atxfer", self._transfer(channel, exten))

    async def cancel_transfer(self, channel: str) -> None:
        """Give up a consultation begun by `attended_transfer`; the agent is back with the other party."""
        await self._exchange.ask("CancelAtxfer", {"Channel": _channel(channel)})

    async def pause(self, device: str, reason: str) -> None:
        """No more calls from any queue, for a `reason` people can read."""
        await self._pause(device, {"Paused": "true", "Reason": _cut(reason, LONGEST_PAUSE_REASON_BYTES)})

    async def unpause(self, device: str) -> None:
        await self._pause(device, {"Paused": "false"})

    async def join_queue(self, device: str, queue: str, name: str) -> None:
        """Make the phone a member of the queue, as `name`."""
        headers = {"Queue": queue, "Interface": _device(device), "MemberName": name}
        await self._exchange.ask("QueueAdd", headers)

    async def leave_queue(self, device: str, queue: str) -> None:
        await self._exchange.ask("QueueRemove", {"Queue": queue, "Interface": _device(device)})

    async def _pause(self, device: str, headers: dict[str, str]) -> None:
        for interface in sorted(set(self._interfaces_of(device)) or {_device(device)}):
            await self._exchange.ask("QueuePause", {"Interface": interface, **headers})

    def _transfer(self, channel: str, exten: str) -> dict[str, str]:
        to = diallable("to", exten)
        return {"Channel": _channel(channel), "Exten": to, "Context": self._settings.dial_context}


def diallable(field: str, number: str) -> str:
    """A number as the exchange dials it, from one as people write it. Raises `InvalidInput` at `field`."""
    bare = _DECORATION.sub("", number)
    if not _DIALLABLE.fullmatch(bare):
        raise InvalidInput(field, "This is not a number that can be dialled.")
    return bare


def _cut(text: str, longest_bytes: int) -> str:
    return text.encode(errors="replace")[:longest_bytes].decode(errors="ignore")


def _device(device: str) -> str:
    if not _DEVICE.fullmatch(device):
        raise InvalidInput("device", "This is not the name of a phone at the telephone exchange.")
    return device


def _channel(channel: str) -> str:
    if not _CHANNEL.fullmatch(channel):
        raise CommandRefused("This call is over already.")
    return channel
