"""A manager connects to the simulated exchange and is answered as Asterisk answers."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator

import pytest

from santral.cti.pbx_simulator import AmiUser, ManualClock, PbxSimulator

Message = dict[str, str]


class Manager:
    """A bare manager client: sends actions, reads messages one by one."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def connect(cls, pbx: PbxSimulator, *, secret: str | None = "secret") -> Manager:
        manager = cls(*await asyncio.open_connection("127.0.0.1", pbx.port))
        assert await manager._reader.readline() == b"Asterisk Call Manager/11.0.0\r\n"
        if secret is not None:
            manager.send(Action="Login", Username="santral", Secret=secret)
            assert (await manager.message())["Message"] == "Authentication accepted"
            assert (await manager.message())["Event"] == "FullyBooted"
            assert (await manager.message())["Event"] == "SuccessfulAuth"
        return manager

    def send(self, **fields: str) -> None:
        self._writer.write(
            "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode() + b"\r\n"
        )

    async def message(self) -> Message:
        block = (await self._reader.readuntil(b"\r\n\r\n")).decode()
        return dict(line.split(": ", 1) for line in block.split("\r\n") if line)

    async def response(self, **fields: str) -> Message:
        """Of the action sent; events that come before are passed over."""
        self.send(**fields)
        while "Response" not in (message := await self.message()):
            pass
        return message

    async def items(self, **fields: str) -> list[Message]:
        """An event list, with its end."""
        assert (await self.response(**fields))["EventList"] == "start"
        items = [await self.message()]
        while items[-1].get("EventList") != "Complete":
            items.append(await self.message())
        return items

    async def event(self, name: str, **having: str) -> Message:
        while True:
            message = await self.message()
            if message.get("Event") == name and having.items() <= message.items():
                return message

    async def is_closed(self) -> bool:
        while data := await self._reader.read(65536):
            del data
        self.close()
        return True

    def close(self) -> None:
        self._writer.close()


@pytest.fixture
async def pbx() -> AsyncIterator[PbxSimulator]:
    async with PbxSimulator(clock=ManualClock()) as simulator:
        yield simulator


@pytest.fixture
async def manager(pbx: PbxSimulator) -> AsyncIterator[Manager]:
    client = await Manager.connect(pbx)
    yield client
    client.close()


# -- the link ----------------------------------------


async def test_a_wrong_secret_is_refused_and_the_link_closed(pbx: PbxSimulator) -> None:
    manager = await Manager.connect(pbx, secret=None)
    answer = await manager.response(Action="Login", ActionID="1", Username="santral", Secret="wrong")
    assert answer == {"Response": "Error", "ActionID": "1", "Message": "Authentication failed"}
    assert await manager.is_closed()


async def test_a_manager_may_prove_the_secret_by_a_challenge(pbx: PbxSimulator) -> None:
    manager = await Manager.connect(pbx, secret=None)
    challenge = (await manager.response(Action="Challenge", AuthType="MD5"))["Challenge"]
    key = hashlib.md5(f"{challenge}secret".encode(), usedforsecurity=False).hexdigest()
    answer = await manager.response(Action="Login", AuthType="MD5", Username="santral", Key=key)
    assert answer["Message"] == "Authentication accepted"
    manager.close()


async def test_nothing_is_done_for_one_who_is_not_logged_in(pbx: PbxSimulator) -> None:
    manager = await Manager.connect(pbx, secret=None)
    assert (await manager.response(Action="QueueStatus"))["Message"] == "Permission denied"
    manager.close()


async def test_an_action_beyond_the_users_rights_is_refused() -> None:
    users = {"santral": AmiUser("secret", write=frozenset({"reporting"}))}
    async with PbxSimulator(users=users) as pbx:
        manager = await Manager.connect(pbx)
        answer = await manager.response(Action="Originate", Channel="PJSIP/1001")
        assert answer == {"Response": "Error", "Message": "Permission denied"}
        manager.close()


async def test_a_ping_is_answered_with_the_time(manager: Manager) -> None:
    answer = await manager.response(Action="Ping", ActionID="p1")
    assert list(answer) == ["Response", "ActionID", "Ping", "Timestamp"]
    assert answer["Ping"] == "Pong"


async def test_an_unknown_action_is_named_so(manager: Manager) -> None:
    answer = await manager.response(Action="Fly")
    assert answer["Message"].startswith("Invalid/unknown command")


async def test_a_goodbye_ends_the_link(manager: Manager) -> None:
    answer = await manager.response(Action="Logoff")
    assert answer == {"Response": "Goodbye", "Message": "Thanks for all the fish."}
    assert await manager.is_closed()


async def test_actions_may_come_in_pieces_and_in_heaps(pbx: PbxSimulator, manager: Manager) -> None:
    for piece in (b"Act", b"ion: Ping\r\nActionID: a\r\n\r\nAction: Pi", b"ng\r\nActionID: b\r\n\r\n"):
        manager._writer.write(piece)
        await manager._writer.drain()
    assert [(await manager.message())["ActionID"] for _ in range(2)] == ["a", "b"]


# -- which events ----------------------------------------


async def test_a_filter_keeps_events_away(pbx: PbxSimulator, manager: Manager) -> None:
    await manager.response(Action="Filter", Operation="Add", Filter="!Event: VarSet")
    await manager.response(Action="Filter", Operation="Add", MatchCriteria="action(exclude),name(TestEvent)")
    pbx.call("+905321112233")
    names = [(await manager.message())["Event"] for _ in range(4)]
    assert names == ["Newchannel", "Newexten", "Newstate", "DeviceStateChange"]


async def test_a_filter_that_is_no_expression_is_refused(manager: Manager) -> None:
    answer = await manager.response(Action="Filter", Operation="Add", Filter="(")
    assert answer["Response"] == "Error"


async def test_a_manager_chooses_classes_of_events(pbx: PbxSimulator, manager: Manager) -> None:
    assert (await manager.response(Action="Events", EventMask="agent"))["Events"] == "On"
    pbx.call("+905321112233")
    assert (await manager.message())["Event"] == "QueueCallerJoin"
    assert (await manager.message())["Event"] == "AgentCalled"


# -- pictures of what is ----------------------------------------


async def test_queue_status_tells_members_and_who_waits(pbx: PbxSimulator, manager: Manager) -> None:
    pbx.call("+905321112233", "Ayşe Çelik")
    pbx.call("", to="support")
    pbx.advance(3)
    items = await manager.items(Action="QueueStatus", Queue="support", ActionID="q")
    assert [item["Event"] for item in items] == [
        "QueueParams", "QueueMember", "QueueMember", "QueueEntry", "QueueEntry", "QueueStatusComplete",
    ]  # fmt: skip
    assert {item["ActionID"] for item in items} == {"q"}
    assert [item["Status"] for item in items[1:3]] == ["6", "6"]
    assert (items[3]["CallerIDName"], items[3]["Wait"]) == ("Ayşe Çelik", "3")
    assert (items[4]["Position"], items[4]["CallerIDNum"]) == ("2", "anonymous")
    assert items[-1]["ListItems"] == "5"


async def test_core_show_channels_tells_every_leg(pbx: PbxSimulator, manager: Manager) -> None:
    pbx.call("+905321112233")
    pbx.phone("PJSIP/1001").answer()
    pbx.advance(65)
    first, second, complete = await manager.items(Action="CoreShowChannels", ActionID="c")
    assert first["Application"] == "Queue"
    assert second["Channel"].startswith("PJSIP/1001-")
    assert first["BridgeId"] == second["BridgeId"] != ""
    assert first["Duration"] == "00:01:05"
    assert complete["ListItems"] == "2"


# -- mishaps ----------------------------------------


async def test_a_restarted_exchange_has_forgotten_its_calls(pbx: PbxSimulator, manager: Manager) -> None:
    pbx.call("+905321112233")
    port = pbx.port
    await pbx.restart()
    assert pbx.port == port
    assert await manager.is_closed()
    again = await Manager.connect(pbx)
    assert len(await again.items(Action="CoreShowChannels")) == 1
    again.close()


async def test_a_call_after_a_restart_has_an_id_of_its_own(pbx: PbxSimulator) -> None:
    before = pbx.call("+905321112233")
    await pbx.restart()
    assert pbx.call("+905321112233").linkedid != before.linkedid


async def test_a_frozen_exchange_accepts_and_says_nothing(pbx: PbxSimulator, manager: Manager) -> None:
    pbx.freeze()
    manager.send(Action="Ping")
    reader, writer = await asyncio.open_connection("127.0.0.1", pbx.port)
    pbx.call("+905321112233")
    for stream in (manager._reader, reader):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(stream.read(1), 0.1)
    writer.close()


async def test_dropped_links_break_and_new_ones_stand(pbx: PbxSimulator, manager: Manager) -> None:
    pbx.drop_links()
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await manager.message()
    (await Manager.connect(pbx)).close()


async def test_device_states_are_listed_with_those_of_queues(pbx: PbxSimulator, manager: Manager) -> None:
    pbx.call("+905321112233", to="1005")
    items = await manager.items(Action="DeviceStateList", ActionID="d")
    states = {item["Device"]: item["State"] for item in items[:-1]}
    assert states["PJSIP/1005"] == "RINGING"
    assert states["PJSIP/carrier"] == "INUSE"
    assert states["Queue:support"] == states["Queue:support_pause_PJSIP/1001"] == "NOT_INUSE"
    assert items[-1]["Event"] == "DeviceStateListComplete"


async def test_the_dialplan_is_listed_by_its_contexts(manager: Manager) -> None:
    items = await manager.items(Action="ShowDialPlan", Context="internal")
    assert {"Extension": "4440", "Application": "Queue", "AppData": "support,tT,,,60"}.items() <= items[
        1
    ].items()
    refusal = await manager.response(Action="ShowDialPlan", Context="nowhere")
    assert refusal["Message"] == "Did not find context nowhere"


async def test_commands_are_listed_to_those_who_may_give_them() -> None:
    users = {"santral": AmiUser("secret", write=frozenset({"call"}))}
    async with PbxSimulator(users=users) as pbx:
        manager = await Manager.connect(pbx)
        commands = await manager.response(Action="ListCommands")
        manager.close()
    assert commands["Atxfer"] == "Attended transfer.  (Priv: call,all)"
    assert "Ping" in commands
    assert "Originate" not in commands


async def test_a_penalty_is_set(manager: Manager) -> None:
    answer = await manager.response(Action="QueuePenalty", Interface="PJSIP/1001", Penalty="3")
    assert answer["Message"] == "Interface penalty set successfully"
    assert (await manager.event("QueueMemberPenalty"))["Penalty"] == "3"
    refusal = await manager.response(Action="QueuePenalty", Interface="PJSIP/77", Penalty="3")
    assert refusal["Message"] == "Invalid interface, queuename or penalty"
