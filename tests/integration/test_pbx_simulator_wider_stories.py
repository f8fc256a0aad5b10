"""The simulated exchange against stories recorded on an exchange that can do more than the sample.

That exchange has queues, hints and parking lots of which the simulator knows nothing, so what is compared is
not the streams but what they mean: both must tell the same through the call model.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from santral.cti import ami_events
from santral.cti.calls import CallBook
from santral.cti.pbx_simulator import (
    ManualClock,
    PbxSimulator,
    PhoneBehaviour,
    QueueOptions,
    QueueSetting,
)
from tests.integration.test_pbx_simulator_stories import Listener
from tests.replay import AGENT_DEVICES, BEGIN, stories, tell

AYSE, MEHMET, ZEYNEP = "PJSIP/1001", "PJSIP/1002", "PJSIP/1003"
OPTIONS = QueueOptions(ring_in_use=False, retry_s=1)
QUEUES = (
    QueueSetting("support", "4440", ((AYSE, "Ayse Yilmaz"), (MEHMET, "Mehmet Demir")), OPTIONS),
    QueueSetting("sales", "4441", ((ZEYNEP, "Zeynep Kaya"),), OPTIONS),
    QueueSetting("vip", "4445", ((AYSE, "Ayse Yilmaz"),), OPTIONS),
)


async def blonde_transfer_by_keys(pbx: PbxSimulator, manager: Listener) -> None:
    pbx.call("+905321112233", "Ayşe Çelik", to="4440")
    agent = pbx.phone(AYSE)
    agent.answer()
    await manager.act(Action="Atxfer", Channel=agent.channel.name, Exten="1003", Context="internal")
    agent.hang_up()
    pbx.phone(ZEYNEP).answer()
    pbx.phone(ZEYNEP).hang_up()


async def agent_in_two_queues(pbx: PbxSimulator, manager: Listener) -> None:
    first = pbx.call("+905321112233", "Ayşe Çelik", to="4440")
    second = pbx.call("05421234567", "Şükrü Öğüt", to="4445")
    pbx.phone(AYSE).answer()
    first.hang_up()
    pbx.advance(1)
    pbx.phone(AYSE).answer()
    second.hang_up()


@pytest.mark.parametrize(
    "play", [blonde_transfer_by_keys, agent_in_two_queues], ids=lambda play: play.__name__
)
async def test_the_same_story_means_the_same(
    play: Callable[[PbxSimulator, Listener], Awaitable[None]],
) -> None:
    async with PbxSimulator(clock=ManualClock(), queues=QUEUES) as pbx, Listener(pbx) as manager:
        pbx.outside.behaviour = PhoneBehaviour()
        await play(pbx, manager)
        stream = [dict(message) for message in await manager.stream()]
    book = CallBook(AGENT_DEVICES)
    events = [event for event in map(ami_events.parse, stream) if event is not None]
    told = stories([tale for event in events for tale in book.apply(event, BEGIN)])
    recorded = stories(tell(f"recorded_{play.__name__}"))
    assert list(told.values()) == list(recorded.values())
