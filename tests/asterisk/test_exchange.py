"""The sample configuration on a real Asterisk: it starts clean, and Santral may do what it needs, no more."""

from __future__ import annotations

import re

import pytest

from tests.asterisk.exchange import Exchange
from tests.asterisk.phones import calls, phone, stranger
from tests.asterisk.stories import STORIES, WIDER_STORIES
from tests.asterisk.stories.queueing import queue_answered
from tests.asterisk.tap import Tap
from tests.asterisk.test_sample_configuration import sample
from tests.replay import TRACES

pytestmark = pytest.mark.asterisk


def test_the_sample_configuration_starts_without_a_complaint(exchange: Exchange) -> None:
    start, ready, _ = exchange.log.partition("Asterisk Ready.")
    assert ready
    assert not re.findall(r"^.*(?:WARNING|ERROR)\[.*$", start, re.M)


async def test_santral_hears_what_it_needs_and_no_more(exchange: Exchange, tap: Tap) -> None:
    async with Tap(exchange, "santral") as santral:
        await queue_answered(exchange, tap)
        await santral.ask("Ping")
        heard = {heard.message["Event"] for heard in santral.heard if "Event" in heard.message}
    allowed = set(re.findall(r"\w+", sample("manager.conf").split("^Event: (")[1].split(")")[0]))
    assert heard <= allowed
    assert {"Newchannel", "AgentCalled", "AgentConnect", "BridgeEnter", "Hangup", "FullyBooted"} <= heard
    everything = sum("Event" in heard.message for heard in tap.heard)
    assert len(santral.heard) < everything * 0.6


@pytest.mark.parametrize(
    ("action", "headers"),
    [
        ("Command", {"Command": "core show version"}),
        ("GetConfig", {"Filename": "manager.conf"}),
        ("UpdateConfig", {"SrcFilename": "manager.conf", "DstFilename": "manager.conf"}),
        ("ModuleLoad", {"LoadType": "unload", "Module": "app_queue.so"}),
        ("Originate", {"Channel": "PJSIP/1001", "Application": "System", "Data": "id", "Async": "true"}),
    ],
)
async def test_santral_may_not_do_what_it_has_no_need_for(
    exchange: Exchange, action: str, headers: dict[str, str]
) -> None:
    async with Tap(exchange, "santral") as santral:
        assert (await santral.ask(action, **headers))["Response"] == "Error"


async def test_a_phone_sees_the_number_and_the_name_of_who_calls(exchange: Exchange, tap: Tap) -> None:
    async with (
        phone(exchange, "1003") as zeynep,
        calls(exchange, "+905321112233", "4441", "Işıl Gündoğdu") as caller,
    ):
        shown = (await zeynep.next_leg()).detail["ringing"]
        assert '"Işıl Gündoğdu" <sip:+905321112233@' in shown
        await caller.hang_up()


async def test_nobody_but_the_carrier_and_the_phones_can_call(exchange: Exchange, tap: Tap) -> None:
    """A stranger who reaches the SIP port gets no channel and hears nothing about which numbers exist."""
    async with stranger(exchange, "4440") as caller:
        await caller.until("over")
        await tap.ask("Ping")
    assert not [heard for heard in tap.heard if heard.message.get("Event") == "Newchannel"]


@pytest.mark.parametrize("name", STORIES | WIDER_STORIES)
def test_every_story_is_recorded_and_described(name: str) -> None:
    assert (TRACES / f"recorded_{name}.ami").exists()
    assert f"| recorded_{name} | " in (TRACES / "README.md").read_text()
