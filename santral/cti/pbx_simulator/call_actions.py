"""The actions on calls: hang up, originate, transfer, redirect. Refusals are Asterisk's, word for word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from santral.cti.pbx_simulator.actions import Action, offers
from santral.cti.pbx_simulator.blind_transfer import blind_transfer
from santral.cti.pbx_simulator.channel import Channel
from santral.cti.pbx_simulator.consultation import Consultation
from santral.cti.pbx_simulator.dialplan import ToPhone
from santral.cti.pbx_simulator.originate import Originating
from santral.cti.pbx_simulator.queue_run import QueueRun
from santral.cti.pbx_simulator.redirect import redirect_talker, redirect_waiting
from santral.cti.pbx_simulator.talk import Talk

if TYPE_CHECKING:
    from santral.cti.pbx_simulator.session import Session


@offers("Hangup", "Hangup channel.", "system", "call")
def hang_up(session: Session, action: Action) -> None:
    channel = _channel(session, action, "No channel specified", "No such channel")
    if channel is None or channel.part is None:
        return
    session.respond(action, "Success", "Channel Hungup")
    cause = action.get("cause", "")
    channel.part.on_hang_up(channel, int(cause) if cause.isdigit() else 16, by_manager=True)


@offers("Originate", "Originate a call.", "originate")
def originate(session: Session, action: Action) -> None:
    device, exten, context = action.get("channel", ""), action.get("exten", ""), action.get("context", "")
    if not device:
        session.respond(action, "Error", "Channel not specified")
        return
    if "/" not in device:
        session.respond(action, "Error", "Invalid channel")
        return
    timeout = action.get("timeout", "30000")
    if not timeout.isdigit():
        session.respond(action, "Error", "Invalid timeout")
        return
    if exten and (not context or not session.exchange.dialplan.route(exten)):
        session.respond(action, "Error", "Extension does not exist.")
        return
    at_once = action.get("async", "").lower() in ("true", "yes", "1", "on")
    if at_once:
        session.respond(action, "Success", "Originate successfully queued")
    Originating(
        session,
        action,
        device=device,
        exten=exten,
        context=context,
        caller_id=action.get("callerid", ""),
        timeout_s=int(timeout) / 1000,
        respond_at_end=not at_once,
    ).start()


@offers("BlindTransfer", "Blind transfer channel(s) to the given destination", "call")
def transfer_blindly(session: Session, action: Action) -> None:
    channel = _channel_to_transfer(session, action)
    if channel is None:
        return
    if not isinstance(channel.part, Talk):
        session.respond(action, "Error", "Transfer failed")
        return
    session.respond(action, "Success", "Transfer succeeded")
    context = action.get("context") or channel.context
    blind_transfer(session.exchange, channel.part, channel, context, action["exten"])


@offers("Atxfer", "Attended transfer.", "call")
def transfer_attended(session: Session, action: Action) -> None:
    channel = _channel_to_transfer(session, action)
    if channel is None:
        return
    session.respond(action, "Success", "Atxfer successfully queued")
    context = action.get("context") or channel.context
    session.exchange.set_variable(channel, TRANSFER_CONTEXT=context)
    target = session.exchange.dialplan.route(action["exten"])
    if isinstance(channel.part, Talk) and isinstance(target, ToPhone):
        Consultation(session.exchange, channel.part, channel, context, target).start()


@offers("CancelAtxfer", "Cancel an attended transfer.", "call")
def cancel_attended(session: Session, action: Action) -> None:
    channel = _channel(session, action, "No channel specified", "Channel specified does not exist")
    if channel is None:
        return
    session.respond(action, "Success", "CancelAtxfer successfully queued")
    if isinstance(channel.part, Consultation):
        channel.part.cancel()


@offers("Redirect", "Redirect (transfer) a call.", "call")
def redirect(session: Session, action: Action) -> None:
    name = action.get("channel", "")
    channel = _channel(session, action, "Channel not specified", f"Channel does not exist: {name}")
    if channel is None:
        return
    exten, context = action.get("exten", ""), action.get("context") or channel.context
    if isinstance(channel.part, Talk):
        session.respond(action, "Success", "Redirect successful")
        redirect_talker(session.exchange, channel.part, channel, context, exten)
    elif isinstance(channel.part, QueueRun):
        session.respond(action, "Success", "Redirect successful")
        redirect_waiting(session.exchange, channel.part, context, exten)
    else:
        session.respond(action, "Error", "Redirect failed")


def _channel(session: Session, action: Action, unnamed: str, unknown: str) -> Channel | None:
    """The channel an action names; when it is None the refusal has been said."""
    name = action.get("channel", "")
    channel = session.exchange.channels.get(name)
    if channel is None:
        session.respond(action, "Error", unknown if name else unnamed)
    return channel


def _channel_to_transfer(session: Session, action: Action) -> Channel | None:
    if action.get("channel") and not action.get("exten"):
        session.respond(action, "Error", "No extension specified")
        return None
    return _channel(session, action, "No channel specified", "Channel specified does not exist")
