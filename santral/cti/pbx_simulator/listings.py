"""The lists from which a manager rebuilds its picture: channels, device states, the dialplan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from santral.cti.pbx_simulator.actions import Action, offers
from santral.cti.pbx_simulator.ami_text import lines
from santral.cti.pbx_simulator.dialplan import ToQueue

if TYPE_CHECKING:
    from santral.cti.pbx_simulator.exchange import Exchange
    from santral.cti.pbx_simulator.session import Session


def action_id(action: Action) -> str:
    return lines(ActionID=action["actionid"]) if action.get("actionid") else ""


def answer_with_list(
    session: Session,
    action: Action,
    opening: str,
    items: list[tuple[str, str]],
    closing: str,
    **totals: int,
) -> None:
    """The response, the items as (event, body), and the end with their number."""
    session.respond(action, "Success", EventList="start", Message=opening)
    for event, body in items:
        session.say(f"Event: {event}\r\n{body}")
    session.say(
        f"Event: {closing}\r\n{action_id(action)}"
        + lines(EventList="Complete", ListItems=len(items), **totals)
    )


@offers("CoreShowChannels", "List currently active channels.", "system", "reporting")
def core_show_channels(session: Session, action: Action) -> None:
    now = session.exchange.clock.now()
    items = []
    for channel in session.exchange.channels.values():
        age = int(now - channel.created_at)
        told = lines(
            Application=channel.application,
            ApplicationData=channel.application_data,
            Duration=f"{age // 3600:02d}:{age // 60 % 60:02d}:{age % 60:02d}",
            BridgeId=channel.bridge.uniqueid if channel.bridge is not None else "",
        )
        items.append(("CoreShowChannel", action_id(action) + channel.headers() + told))
    answer_with_list(session, action, "Channels will follow", items, "CoreShowChannelsComplete")


@offers("DeviceStateList", "List the current known device states.", "call", "reporting")
def device_state_list(session: Session, action: Action) -> None:
    items = [
        ("DeviceStateChange", action_id(action) + lines(Device=device, State=state))
        for device, state in _device_states(session.exchange).items()
    ]
    answer_with_list(session, action, "Device State Changes will follow", items, "DeviceStateListComplete")


def _device_states(exchange: Exchange) -> dict[str, str]:
    """Of the phones, and of what the queues keep as devices: whether anybody waits, and who is paused."""
    states = {
        device: exchange.state_of(device).name for device in (exchange.dialplan.carrier, *exchange.phones)
    }
    for queue in exchange.queues.values():
        states[f"Queue:{queue.name}"] = "RINGING" if queue.waiting else "NOT_INUSE"
        for member in queue.members.values():
            paused = "INUSE" if member.paused else "NOT_INUSE"
            states[f"Queue:{queue.name}_pause_{member.device}"] = paused
    return states


@offers("ShowDialPlan", "Show dialplan contexts and extensions", "config", "reporting")
def show_dial_plan(session: Session, action: Action) -> None:
    context = action.get("context", "")
    if context not in ("internal", "incoming"):
        session.respond(action, "Error", f"Did not find context {context}")
        return
    exchange = session.exchange
    steps: list[tuple[str, int, str, str]] = []
    for exten in (*exchange.dialplan.queues, *exchange.dialplan.phones):
        target = exchange.dialplan.route(exten)
        if isinstance(target, ToQueue):
            data = target.application(exchange.queues[target.queue].options.max_wait_s)
            steps += [(exten, 1, "Answer", ""), (exten, 2, "Queue", data)]
        elif target is not None:
            steps.append((exten, 1, "Dial", target.application))
    items = [
        (
            "ListDialplan",
            action_id(action)
            + lines(
                Context=context,
                Extension=exten,
                Priority=priority,
                Application=application,
                AppData=data,
                Registrar="pbx_config",
            ),
        )
        for exten, priority, application, data in steps
    ]
    answer_with_list(
        session,
        action,
        "DialPlan list will follow",
        items,
        "ShowDialPlanComplete",
        ListExtensions=len({exten for exten, *_ in steps}),
        ListPriorities=len(steps),
        ListContexts=1,
    )
