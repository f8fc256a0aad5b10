"""How the exchange writes a manager message: the header block of an event, its class, and plain fields.

Source of names, order and classes: the recorded streams of Asterisk 22 in `tests/traces`.
"""

from __future__ import annotations

UNKNOWN = "<unknown>"  # what Asterisk writes for a number or name that is not set

_AGENT_EVENTS = """
AgentCalled AgentComplete AgentConnect AgentRingNoAnswer QueueCallerAbandon QueueCallerJoin QueueCallerLeave
QueueMemberAdded QueueMemberPause QueueMemberPenalty QueueMemberRemoved QueueMemberStatus
"""
_CLASS_OF = {
    **dict.fromkeys(_AGENT_EVENTS.split(), "agent"),
    **dict.fromkeys(("VarSet", "Newexten"), "dialplan"),
    **dict.fromkeys(("TestEvent", "RTCPSent", "RTCPReceived"), "reporting"),
    **dict.fromkeys(("DTMFBegin", "DTMFEnd"), "dtmf"),
    **dict.fromkeys(("FullyBooted", "Shutdown"), "system"),
    **dict.fromkeys(("SuccessfulAuth", "InvalidPassword", "InvalidAccountID"), "security"),
}


def class_of(event: str) -> str:
    """The authorisation class a manager user must read in order to receive `event`."""
    return _CLASS_OF.get(event, "call")


def lines(**fields: object) -> str:
    """Plain fields, one line each, in the order given."""
    return "".join(f"{name}: {value}\r\n" for name, value in fields.items())


def event_text(event: str, *blocks: str) -> str:
    """One whole event with its closing empty line."""
    return f"Event: {event}\r\nPrivilege: {class_of(event)},all\r\n{''.join(blocks)}\r\n"


def prefixed(block: str, prefix: str) -> str:
    """`block` with `prefix` before each field name, as `Dest` in events that tell of two channels."""
    return "".join(f"{prefix}{line}\r\n" for line in block.split("\r\n") if line)
