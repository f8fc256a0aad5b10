"""Tries the link to the exchange and says in plain words what is wrong and what to write where."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from santral.crm_core.errors import CommandRefused, TelephonyUnavailable
from santral.cti.ami_stream import AmiMessage
from santral.cti.login import log_in
from santral.cti.loss import LinkDown, LossReason
from santral.cti.wire import AmiConnection, AmiSettings, connect


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried. `advice` is empty where it is `ok`."""

    ok: bool
    what: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class _Right:
    """A class of actions in manager.conf, an action that needs it, and what people miss without it."""

    name: str
    action: str
    purpose: str


_RIGHTS = (
    _Right("reporting", "CoreShowChannels", "see the calls that live when Santral starts or comes back"),
    _Right("call", "BlindTransfer", "hang up and transfer calls"),
    _Right("agent", "QueuePause", "pause agents and change who is in a queue"),
    _Right("originate", "Originate", "dial from the screen"),
)

EVENTS_COME_WITHIN_S = 3.0
"""After the answer to what caused them, on an exchange that has much to do."""

NO_SUCH_CONTEXT = "Did not find context"
"""Asterisk's words to `ShowDialPlan`."""

_ADVICE_ON_LOSS: dict[LossReason, Callable[[AmiSettings], str]] = {
    LossReason.UNREACHABLE: lambda s: (
        f"Is Asterisk running at {s.host}, does [general] in manager.conf say `enabled = yes` and "
        f"`port = {s.port}`, does `bindaddr` let this machine in, and no firewall keep it out?"
    ),
    LossReason.NOT_ENCRYPTED: lambda s: (
        f"Does [general] in manager.conf say `tlsenable = yes` with port {s.port} in `tlsbindaddr`, is the "
        "certificate in `tlscertfile` for this very host name, and is who signed it in SANTRAL_AMI_CA_FILE?"
    ),
    LossReason.NOT_AN_EXCHANGE: lambda s: (
        f"Something answers on port {s.port}, but not Asterisk's manager interface (usually port 5038, "
        "5039 with TLS)."
    ),
    LossReason.LOGIN_REFUSED: lambda s: (
        f"manager.conf needs a section [{s.username}] with this secret, and a `permit` (after a `deny`) that "
        "names this machine's address. After a change: `asterisk -rx 'manager reload'`."
    ),
    LossReason.NO_ANSWER: lambda s: (
        f"The connection was made and nothing answered for {s.answer_timeout_s:g} s. Is Asterisk stuck, or "
        "does the port want TLS (SANTRAL_AMI_TLS)?"
    ),
    LossReason.CLOSED: lambda s: (
        "The exchange hung up at once. Look at `permit`, `deny` and `authlimit` in manager.conf."
    ),
}


async def check_link(settings: AmiSettings) -> list[Finding]:
    """Everything that can be tried without disturbing a call; what depends on a failure is left out."""
    try:
        connection = await connect(settings)
    except LinkDown as loss:
        return [_failed(f"Connect to {settings.host}, port {settings.port}", loss, settings)]
    findings = [Finding(True, f"Connect to {settings.host}, port {settings.port}")]
    try:
        await log_in(connection, settings)
        findings.append(Finding(True, f"Log in as {settings.username} at {connection.exchange}"))
        findings += await _look_around(connection, settings)
    except LinkDown as loss:
        findings.append(_failed(f"Log in as {settings.username}", loss, settings))
    except (CommandRefused, TelephonyUnavailable) as error:
        findings.append(Finding(False, "Ask the exchange", str(error)))
    finally:
        connection.lose(LinkDown(LossReason.CLOSED, "by us"))
    return findings


def _failed(what: str, loss: LinkDown, settings: AmiSettings) -> Finding:
    advice = _ADVICE_ON_LOSS.get(loss.reason)
    detail = f" ({loss.detail})" if loss.detail else ""
    return Finding(False, what, f"{loss.reason}{detail} {advice(settings) if advice else ''}".rstrip())


async def _look_around(connection: AmiConnection, settings: AmiSettings) -> list[Finding]:
    allowed = (await connection.ask("ListCommands")).response
    so_far = connection.received_so_far()
    return [
        _system_events(so_far, settings),
        *await _call_events(connection, allowed, settings),
        *await _queue_events(connection, allowed, settings),
        *(_right(right, allowed, settings) for right in _RIGHTS),
        await _queues(connection, allowed),
        *await _dial_context(connection, settings),
    ]


def _system_events(events: list[AmiMessage], settings: AmiSettings) -> Finding:
    """What may be heard cannot be asked; but one who may hear `system` is told at the login what is up."""
    what = "Hear when phones and the exchange itself come and go"
    if any(event["Event"] == "FullyBooted" for event in events):
        return Finding(True, what)
    return Finding(
        False,
        what,
        f"Under [{settings.username}] in manager.conf write `read = system,call,agent`. "
        "(Or the exchange has not finished starting: try again.)",
    )


async def _call_events(
    connection: AmiConnection, allowed: AmiMessage, settings: AmiSettings
) -> list[Finding]:
    """Dial a place that does not exist: no phone rings, and all who may hear of calls hear that it failed."""
    what = "Hear what happens to calls"
    nowhere = {"Channel": "Local/santral-check@santral-check", "Application": "NoOp", "Async": "true"}
    if "Originate" not in allowed:
        return []
    try:
        await connection.ask("Originate", nowhere, until_event="OriginateResponse")
    except CommandRefused:
        return []  # it would have told nothing
    except TelephonyUnavailable:
        if connection.lost:
            raise
        advice = f"Under [{settings.username}] in manager.conf write `read = system,call,agent`."
        return [Finding(False, what, advice)]
    return [Finding(True, what)]


async def _queue_events(
    connection: AmiConnection, allowed: AmiMessage, settings: AmiSettings
) -> list[Finding]:
    """Give a member of a queue the penalty it has: nothing changes, but all who may hear of queues are told
    of it (`QueueMemberPenalty`). It leaves a line `PENALTY` in Asterisk's queue_log. A member that is kept in
    a database (realtime) is left alone: it would be written there."""
    what = "Hear what happens in queues"
    if "QueuePenalty" not in allowed or "QueueStatus" not in allowed:
        return []
    members = (await connection.ask("QueueStatus")).events
    member = next((entry for entry in members if entry.get("Membership") in ("static", "dynamic")), None)
    if member is None:
        return []
    same = {"Queue": member["Queue"], "Interface": member["Location"], "Penalty": member["Penalty"]}
    try:
        await connection.ask("QueuePenalty", same)
        async with asyncio.timeout(min(settings.answer_timeout_s, EVENTS_COME_WITHIN_S)):
            while not any(_is_of_queues(event) for event in await connection.received()):
                pass
    except CommandRefused:
        return []  # it would have told nothing
    except TimeoutError:
        advice = (
            f"Under [{settings.username}] in manager.conf write `read = system,call,agent`: `agent` is "
            "missing. (Or an `eventfilter` there holds back QueueMemberPenalty.)"
        )
        return [Finding(False, what, advice)]
    return [Finding(True, what)]


def _is_of_queues(event: AmiMessage) -> bool:
    return "agent" in event.get("Privilege", "").split(",")


def _right(right: _Right, allowed: AmiMessage, settings: AmiSettings) -> Finding:
    """`ListCommands` tells an action where the module that brings it is loaded and its class is granted."""
    what = f"May {right.purpose}"
    if right.action in allowed:
        return Finding(True, what)
    names = ",".join(right.name for right in _RIGHTS)
    return Finding(
        False,
        what,
        f"Under [{settings.username}] in manager.conf write `write = {names}`: `{right.name}` is missing.",
    )


async def _queues(connection: AmiConnection, allowed: AmiMessage) -> Finding:
    if "QueueStatus" not in allowed:
        return Finding(False, "Queues", "Asterisk has no queues: load its module app_queue.")
    status = await connection.ask("QueueStatus")
    names = sorted(entry.get("Queue", "") for entry in status.events if entry["Event"] == "QueueParams")
    members = sum(entry["Event"] == "QueueMember" for entry in status.events)
    if not names:
        return Finding(False, "Queues", "queues.conf describes no queue; calls that come straight still pop.")
    return Finding(True, f"Queues: {', '.join(names)}; members: {members}")


async def _dial_context(connection: AmiConnection, settings: AmiSettings) -> list[Finding]:
    what = f"Dialplan context {settings.dial_context}, for dialling and transferring"
    try:
        await connection.ask("ShowDialPlan", {"Context": settings.dial_context})
    except CommandRefused as refusal:
        if not str(refusal.values["answer"]).startswith(NO_SUCH_CONTEXT):
            return []  # not allowed or not to be asked: which right is missing was told already
        advice = "extensions.conf has no such context: set SANTRAL_DIAL_CONTEXT to the one agents dial from."
        return [Finding(False, what, advice)]
    return [Finding(True, what)]
