"""Manager messages written by hand, by analogy with the recordings, for stories nobody recorded yet.

exchange = MadeUpExchange()
customer = exchange.calls_in("PJSIP/carrier", "05321112233", "4440")
phone = exchange.dials("PJSIP/1001", customer)
exchange.answers(phone)
exchange.messages
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Line:
    """One channel of the made-up exchange."""

    name: str
    uniqueid: str
    linkedid: str
    number: str
    exten: str

    def fields(self, prefix: str = "", **more: str) -> dict[str, str]:
        told = {
            "Channel": self.name,
            "ChannelState": "6",
            "CallerIDNum": self.number or "<unknown>",
            "CallerIDName": "<unknown>",
            "ConnectedLineNum": "<unknown>",
            "ConnectedLineName": "<unknown>",
            "Exten": self.exten,
            "Uniqueid": self.uniqueid,
            "Linkedid": self.linkedid,
        } | more
        return {f"{prefix}{key}": value for key, value in told.items()}


@dataclass(slots=True)
class MadeUpExchange:
    messages: list[dict[str, str]] = field(default_factory=list)
    _count: int = 0

    def tell(self, event: str, line: Line | None = None, **fields: str) -> None:
        self.messages.append({"Event": event, **(line.fields() if line else {}), **fields})

    def _line(self, device: str, linkedid: str, number: str, exten: str, half: str = "") -> Line:
        self._count += 1
        uniqueid = f"1795300000.{self._count}"
        return Line(f"{device}-{self._count:08x}{half}", uniqueid, linkedid or uniqueid, number, exten)

    def calls_in(self, device: str, number: str, exten: str) -> Line:
        line = self._line(device, "", number, exten)
        self.tell("Newchannel", line, ChannelState="4")
        return line

    def dials(self, device: str, by: Line, number: str = "", *, of_member: str = "", queue: str = "") -> Line:
        """`by` calls `device`; as a queue's member where `of_member` names the interface."""
        line = self._line(device, by.linkedid, number or device.partition("/")[2], "s")
        self.tell("Newchannel", line, ChannelState="0", CallerIDNum="<unknown>")
        if of_member:
            self.tell(
                "AgentCalled", by, Queue=queue, Interface=of_member, **line.fields("Dest", ChannelState="0")
            )
        self._dial_begin(by, line)
        return line

    def _dial_begin(self, by: Line, line: Line) -> None:
        string = f"{line.number}@{line.name}"
        self.tell("DialBegin", by, DialString=string, **line.fields("Dest", ChannelState="0"))

    def local_pair(self, by: Line, exten: str) -> tuple[Line, Line]:
        one = self._line(f"Local/{exten}@from-queue", by.linkedid, "", exten, ";1")
        two = Line(one.name[:-1] + "2", one.uniqueid + "2", by.linkedid, by.number, exten)
        self.tell("Newchannel", one, ChannelState="0")
        self.tell("Newchannel", two, ChannelState="4")
        return one, two

    def dial_ends(self, by: Line, line: Line, status: str) -> None:
        self.tell("DialEnd", by, DialStatus=status, **line.fields("Dest"))

    def rings(self, line: Line) -> None:
        self.tell("Newstate", line, ChannelState="5")

    def answers(self, by: Line, line: Line) -> None:
        self.tell("Newstate", line)
        self.dial_ends(by, line, "ANSWER")

    def bridges(self, bridge: str, *lines: Line, technology: str = "simple_bridge") -> None:
        for line in lines:
            self.tell("BridgeEnter", line, BridgeUniqueid=bridge, BridgeTechnology=technology)

    def joins(self, line: Line, queue: str, position: int = 1) -> None:
        self.tell("QueueCallerJoin", line, Queue=queue, Position=str(position))

    def leaves(self, line: Line, queue: str) -> None:
        self.tell("QueueCallerLeave", line, Queue=queue)

    def hangs_up(self, *lines: Line, cause: int = 16) -> None:
        for line in lines:
            self.tell("Hangup", line, Cause=str(cause))
