"""The picture of the queues, and the actions on their members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from santral.cti.pbx_simulator.actions import Action, offers
from santral.cti.pbx_simulator.ami_text import lines
from santral.cti.pbx_simulator.listings import action_id, answer_with_list
from santral.cti.pbx_simulator.queues import Member, Queue

if TYPE_CHECKING:
    from santral.cti.pbx_simulator.session import Session

_UNKNOWN = "unknown"  # in this list without the angle brackets of all others


@offers("QueueStatus", "Show queue status.")
def queue_status(session: Session, action: Action) -> None:
    wanted_queue, wanted_member = action.get("queue", ""), action.get("member", "")
    own = action_id(action)
    items: list[tuple[str, str]] = []
    for queue in session.exchange.queues.values():
        if wanted_queue and queue.name.lower() != wanted_queue.lower():
            continue
        items.append(("QueueParams", _parameters(queue) + own))
        for member in queue.members.values():
            if not wanted_member or wanted_member == member.device:
                status = session.exchange.state_of(member.device)
                body = member.headers(queue.name, status, queue.options.ring_in_use, as_list_item=True)
                items.append(("QueueMember", body + own))
        now = int(session.exchange.clock.now())
        for position, run in enumerate(queue.waiting, 1):
            caller = run.caller
            entry = lines(
                Queue=queue.name,
                Position=position,
                Channel=caller.name,
                Uniqueid=caller.uniqueid,
                CallerIDNum=caller.number or _UNKNOWN,
                CallerIDName=caller.caller_name or _UNKNOWN,
                ConnectedLineNum=caller.connected_number or _UNKNOWN,
                ConnectedLineName=caller.connected_name or _UNKNOWN,
                Wait=now - int(run.joined_at),
                Priority=0,
            )
            items.append(("QueueEntry", entry + own))
    answer_with_list(session, action, "Queue status will follow", items, "QueueStatusComplete")


def _parameters(queue: Queue) -> str:
    return lines(
        Queue=queue.name,
        Max=0,
        Strategy=queue.options.strategy,
        Calls=len(queue.waiting),
        Holdtime=queue.hold_time_s,
        TalkTime=queue.talk_time_s,
        Completed=queue.completed,
        Abandoned=queue.abandoned,
        ServiceLevel=0,
        ServicelevelPerf="0.0",
        ServicelevelPerf2="0.0",
        Weight=0,
    )


@offers("QueuePause", "Makes a queue member temporarily unavailable.", "agent")
def queue_pause(session: Session, action: Action) -> None:
    device, flag, reason = action.get("interface", ""), action.get("paused", ""), action.get("reason", "")
    if not device or not flag:
        session.respond(action, "Error", "Need 'Interface' and 'Paused' parameters.")
        return
    paused = flag.lower() in ("true", "yes", "1", "on", "y", "t")
    only = action.get("queue", "")
    exchange = session.exchange
    found = _memberships(session, device, only)
    if not found:
        session.respond(action, "Error", "Interface not found")
        return
    session.respond(action, "Success", f"Interface {'paused' if paused else 'unpaused'} successfully")
    for queue, member in found:
        member.paused, member.paused_reason = paused, reason if paused else ""
        if paused:
            member.last_pause = int(exchange.clock.now())
        exchange.tell_device_state(f"Queue:{queue.name}_pause_{device}", "INUSE" if paused else "NOT_INUSE")
        _tell(session, queue, member, "QueueMemberPause")
        if not paused and queue.waiting:
            exchange.afterwards(queue.waiting[0].serve_queue)


@offers("QueuePenalty", "Set the penalty for a queue member.", "agent")
def queue_penalty(session: Session, action: Action) -> None:
    device, penalty, only = action.get("interface", ""), action.get("penalty", ""), action.get("queue", "")
    if not device or not penalty:
        session.respond(action, "Error", "Need 'Interface' and 'Penalty' parameters.")
        return
    found = _memberships(session, device, only)
    if not found or not penalty.isdigit():
        session.respond(action, "Error", "Invalid interface, queuename or penalty")
        return
    session.respond(action, "Success", "Interface penalty set successfully")
    for queue, member in found:
        member.penalty = int(penalty)
        _tell(session, queue, member, "QueueMemberPenalty")


@offers("QueueAdd", "Add interface to queue.", "agent")
def queue_add(session: Session, action: Action) -> None:
    name, device = action.get("queue", ""), action.get("interface", "")
    if not name:
        session.respond(action, "Error", "'Queue' not specified.")
        return
    if not device:
        session.respond(action, "Error", "'Interface' not specified.")
        return
    queue = session.exchange.queues.get(name)
    if queue is None:
        session.respond(action, "Error", "Unable to add interface to queue: No such queue")
        return
    if device in queue.members:
        session.respond(action, "Error", "Unable to add interface: Already there")
        return
    penalty = action.get("penalty", "0")
    member = Member(
        device=device,
        name=action.get("membername") or device,
        login_time=int(session.exchange.clock.now()),
        penalty=int(penalty) if penalty.isdigit() else 0,
        dynamic=True,
        paused=action.get("paused", "").lower() in ("true", "yes", "1"),
    )
    queue.members[device] = member
    session.respond(action, "Success", "Added interface to queue")
    _tell(session, queue, member, "QueueMemberAdded")
    if queue.waiting:
        session.exchange.afterwards(queue.waiting[0].serve_queue)


@offers("QueueRemove", "Remove interface from queue.", "agent")
def queue_remove(session: Session, action: Action) -> None:
    name, device = action.get("queue", ""), action.get("interface", "")
    if not name or not device:
        session.respond(action, "Error", "Need 'Queue' and 'Interface' parameters.")
        return
    queue = session.exchange.queues.get(name)
    if queue is None:
        session.respond(action, "Error", "Unable to remove interface from queue: No such queue")
        return
    member = queue.members.get(device)
    if member is None:
        session.respond(action, "Error", "Unable to remove interface: Not there")
        return
    if not member.dynamic:
        session.respond(action, "Error", "Member not dynamic")
        return
    del queue.members[device]
    session.respond(action, "Success", "Removed interface from queue")
    _tell(session, queue, member, "QueueMemberRemoved")


def _memberships(session: Session, device: str, only: str) -> list[tuple[Queue, Member]]:
    """Where the device is a member: in all queues, or in `only` one."""
    return [
        (queue, queue.members[device])
        for queue in session.exchange.queues.values()
        if device in queue.members and only in ("", queue.name)
    ]


def _tell(session: Session, queue: Queue, member: Member, event: str) -> None:
    exchange = session.exchange
    status = exchange.state_of(member.device)
    exchange.emit(event, member.headers(queue.name, status, queue.options.ring_in_use))
