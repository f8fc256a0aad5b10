"""What the console's commands make of what a user asks, and of what the exchange answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

import pytest

from santral.crm_core.errors import CommandRefused, InvalidInput
from santral.cti.actions import Actions, diallable
from santral.cti.ami_request import PERMISSION_DENIED, Answer, refusal
from santral.cti.wire import AmiSettings

SETTINGS = AmiSettings("127.0.0.1", 5038, "santral", "x", dial_context="internal", ring_timeout_s=25)
CHANNEL = "PJSIP/1001-00000063"


class ExchangeOnPaper:
    """Answers every action with what a test prepared, and keeps what it was asked."""

    def __init__(self, *events: dict[str, str], error: Exception | None = None) -> None:
        self.asked: list[dict[str, str]] = []
        self._events = list(events)
        self._error = error

    async def ask(
        self,
        action: str,
        headers: Mapping[str, str] | None = None,
        *,
        timeout_s: float | None = None,
        until_event: str = "",
    ) -> Answer:
        self.asked.append({"Action": action, **(headers or {})})
        if self._error:
            raise self._error
        return Answer({"Response": "Success"}, self._events)


def actions(exchange: ExchangeOnPaper, *interfaces: str) -> Actions:
    return Actions(
        exchange,
        SETTINGS,
        expect_outbound=lambda uniqueid, number: None,
        interfaces_of=lambda device: interfaces,
    )


async def test_click_to_call_rings_the_agents_own_phone_first() -> None:
    exchange = ExchangeOnPaper({"Event": "OriginateResponse", "Response": "Success", "Reason": "4"})
    expected: list[tuple[str, str]] = []
    commands = Actions(
        exchange,
        SETTINGS,
        expect_outbound=lambda uniqueid, number: expected.append((uniqueid, number)),
        interfaces_of=lambda device: [],
    )
    await commands.originate("PJSIP/1002", "0532 111 22 33", "Santral <4440>")
    [asked] = exchange.asked
    assert asked["Channel"] == "PJSIP/1002"
    assert (asked["Context"], asked["Exten"], asked["Priority"]) == ("internal", "05321112233", "1")
    assert asked["Async"] == "true"
    assert asked["Timeout"] == "25000"
    assert asked["CallerID"] == "Santral <4440>"
    assert expected == [(asked["ChannelId"], "05321112233")]


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("0", "Your phone did not take the call. Nothing was dialled."),
        ("1", "Your phone was not picked up. Nothing was dialled."),
        ("3", "Your phone was not picked up. Nothing was dialled."),
        ("5", "Your phone is busy. Nothing was dialled."),
        ("8", "Your phone did not take the call. Nothing was dialled."),
    ],
)
async def test_click_to_call_tells_why_the_agents_phone_failed(reason: str, sentence: str) -> None:
    exchange = ExchangeOnPaper({"Event": "OriginateResponse", "Response": "Failure", "Reason": reason})
    with pytest.raises(CommandRefused) as refused:
        await actions(exchange).originate("PJSIP/1002", "05321112233")
    assert refused.value.sentence == sentence


Command = Callable[[Actions], Awaitable[None]]


@pytest.mark.parametrize(
    ("command", "asked"),
    [
        (lambda a: a.hang_up(CHANNEL), {"Action": "Hangup", "Channel": CHANNEL, "Cause": "16"}),
        (
            lambda a: a.blind_transfer(CHANNEL, "1003"),
            {"Action": "BlindTransfer", "Channel": CHANNEL, "Exten": "1003", "Context": "internal"},
        ),
        (
            lambda a: a.attended_transfer(CHANNEL, "1003"),
            {"Action": "Atxfer", "Channel": CHANNEL, "Exten": "1003", "Context": "internal"},
        ),
        (lambda a: a.cancel_transfer(CHANNEL), {"Action": "CancelAtxfer", "Channel": CHANNEL}),
        (
            lambda a: a.pause("PJSIP/1001", "Öğle yemeği"),
            {"Action": "QueuePause", "Interface": "PJSIP/1001", "Paused": "true", "Reason": "Öğle yemeği"},
        ),
        (
            lambda a: a.unpause("PJSIP/1001"),
            {"Action": "QueuePause", "Interface": "PJSIP/1001", "Paused": "false"},
        ),
        (
            lambda a: a.join_queue("PJSIP/1001", "sales", "Ayşe Yılmaz"),
            {
                "Action": "QueueAdd",
                "Queue": "sales",
                "Interface": "PJSIP/1001",
                "MemberName": "Ayşe Yılmaz",
            },
        ),
        (
            lambda a: a.leave_queue("PJSIP/1001", "sales"),
            {"Action": "QueueRemove", "Queue": "sales", "Interface": "PJSIP/1001"},
        ),
    ],
)
async def test_each_command_asks_the_exchange_for_one_thing(command: Command, asked: dict[str, str]) -> None:
    exchange = ExchangeOnPaper()
    await command(actions(exchange))
    assert exchange.asked == [asked]


async def test_an_agent_whom_queues_know_by_extensions_is_paused_under_every_name() -> None:
    exchange = ExchangeOnPaper()
    names = ("Local/1001@from-queue/n", "PJSIP/1001", "PJSIP/1001")
    await actions(exchange, *names).pause("PJSIP/1001", "Mola")
    assert [asked["Interface"] for asked in exchange.asked] == ["Local/1001@from-queue/n", "PJSIP/1001"]


@pytest.mark.parametrize("channel", ["", "/^PJSIP/.*/", "PJSIP/1001-1&PJSIP/1002-1", "a b"])
async def test_a_channel_that_is_none_is_never_hung_up(channel: str) -> None:
    exchange = ExchangeOnPaper()
    with pytest.raises(CommandRefused, match="over already"):
        await actions(exchange).hang_up(channel)
    assert not exchange.asked


@pytest.mark.parametrize("device", ["", "1001", "PJSIP/", "PJSIP/1001&PJSIP/1002", "Local/1,x"])
async def test_a_device_that_is_none_is_never_called(device: str) -> None:
    exchange = ExchangeOnPaper()
    with pytest.raises(InvalidInput):
        await actions(exchange).originate(device, "05321112233")
    assert not exchange.asked


@pytest.mark.parametrize(
    ("written", "dialled"),
    [
        ("0532 111 22 33", "05321112233"),
        ("+90 (532) 111-22-33", "+905321112233"),
        ("*45", "*45"),
        ("444 0 632", "4440632"),
        (" 112 ", "112"),
    ],
)
def test_a_number_is_dialled_as_people_write_it(written: str, dialled: str) -> None:
    assert diallable("number", written) == dialled


@pytest.mark.parametrize(
    "number", ["", "  ", "Ayşe", "0532&0533", "1" * 41, "12\r\nAction: x", "٠٥٣٢", "++1"]
)
def test_what_is_no_number_is_refused_at_its_field(number: str) -> None:
    with pytest.raises(InvalidInput) as invalid:
        diallable("to", number)
    assert invalid.value.field == "to"


async def test_a_missing_permission_is_told_with_the_name_of_what_is_missing() -> None:
    error = refusal("QueuePause", PERMISSION_DENIED)
    with pytest.raises(CommandRefused, match=r"does not allow Santral to do this \(QueuePause\)"):
        await actions(ExchangeOnPaper(error=error)).pause("PJSIP/1001", "")


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("No such channel", "This call is over already."),
        ("Channel specified does not exist", "This call is over already."),
        ("Extension does not exist.", "The telephone exchange knows no such number."),
        ("Interface not found", "This phone is a member of no queue."),
        ("Unable to add interface to queue: No such queue", "The telephone exchange knows no such queue."),
        ("Unable to add interface: Already there", "This phone is in the queue already."),
        ("Unable to remove interface: Not there", "This phone is not in the queue."),
    ],
)
def test_words_of_the_exchange_become_a_sentence_for_people(answer: str, sentence: str) -> None:
    assert refusal("Anything", answer).sentence == sentence


async def test_a_long_reason_of_a_pause_is_cut_between_letters() -> None:
    exchange = ExchangeOnPaper()
    await actions(exchange).pause("PJSIP/1001", "x" + "ş" * 60)
    assert exchange.asked[0]["Reason"] == "x" + "ş" * 39


def test_words_of_the_exchange_that_are_not_known_are_passed_on() -> None:
    error = refusal("QueueAdd", "Something new")
    assert str(error) == "The telephone exchange refused: Something new"
    assert error.sentence == "The telephone exchange refused: %(answer)s"
