"""Stories that are played on the real exchange and recorded: one function each, its docstring tells it.

Phones and callers do what people do; `tap` acts as Santral does. Nothing waits for a time to pass.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tests.asterisk.exchange import Exchange
from tests.asterisk.stories import (
    blonde,
    dialling,
    extensions_as_members,
    parking,
    picking_up,
    queueing,
    transferring,
    two_queues,
)
from tests.asterisk.tap import Tap

Story = Callable[[Exchange, Tap], Awaitable[None]]

STORIES: dict[str, Story] = {
    story.__name__: story
    for story in (
        queueing.queue_answered,
        transferring.blind_transfer_by_agent,
        transferring.blind_transfer_to_queue,
        transferring.attended_transfer_by_phone,
        transferring.attended_transfer_by_keys,
        queueing.hold_and_resume,
        dialling.direct_call_busy,
        dialling.direct_call_declined,
        queueing.queue_declined,
        dialling.click_to_call,
        dialling.click_to_call_cancelled,
        dialling.click_to_call_refused,
        dialling.click_to_call_customer_busy,
        dialling.dialled_on_phone,
        dialling.internal_call,
        queueing.resync_in_the_middle,
    )
}

WIDER_STORIES: dict[str, Story] = {
    story.__name__: story
    for story in (
        picking_up.picked_up_by_extension,
        picking_up.picked_up_in_the_group,
        parking.parked_and_retrieved,
        parking.parked_and_forgotten,
        extensions_as_members.extension_answered,
        extensions_as_members.extension_rings_out,
        extensions_as_members.extension_sends_on,
        blonde.blonde_transfer_by_keys,
        blonde.blonde_transfer_by_phone,
        blonde.blonde_transfer_declined,
        blonde.blonde_transfer_tried_again,
        two_queues.called_back,
        two_queues.second_queue_answers,
        two_queues.agent_in_two_queues,
    )
}
"""For an exchange that can do more than the sample (`Exchange.wider`)."""
