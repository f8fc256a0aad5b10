"""Channels meeting the dialplan: a call from outside comes in, an extension is run."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from santral.cti.pbx_simulator.ami_text import lines
from santral.cti.pbx_simulator.channel import Channel, ChannelState
from santral.cti.pbx_simulator.dial_run import DialRun
from santral.cti.pbx_simulator.dialplan import ToQueue
from santral.cti.pbx_simulator.noise import call_tagged, rtp_port_allocated
from santral.cti.pbx_simulator.queue_run import QueueRun

if TYPE_CHECKING:
    from santral.cti.pbx_simulator.exchange import Exchange
    from santral.cti.pbx_simulator.queues import Queue


def call_in(exchange: Exchange, number: str, name: str, exten: str) -> Channel:
    """A caller dials `exten` through the carrier. An empty `number` is a withheld one."""
    channel = _announced(
        exchange,
        exchange.dialplan.carrier,
        "incoming",
        exten,
        number or "anonymous",
        name if number else "Anonymous",
    )
    run_extension(exchange, channel)
    return channel


def call_from_phone(exchange: Exchange, device: str, name: str, exten: str) -> Channel:
    """A phone of the house dials `exten` by itself."""
    channel = _announced(exchange, device, "internal", exten, device.removeprefix("PJSIP/"), name)
    channel.phone = exchange.phone(device)
    channel.phone.talks_on(channel)
    run_extension(exchange, channel)
    return channel


def _announced(exchange: Exchange, device: str, context: str, exten: str, number: str, name: str) -> Channel:
    rtp_port_allocated(exchange)
    channel = exchange.new_channel(
        device, context=context, exten=exten, state=ChannelState.RING, number=number, caller_name=name
    )
    channel.sip_call_id = f"1-{exchange.random.randrange(20000, 30000)}@127.0.0.1"
    exchange.set_variable(channel, SIPDOMAIN="127.0.0.1")
    channel.call_tag = exchange.new_call_tag()
    call_tagged(exchange, channel)
    return channel


def run_extension(
    exchange: Exchange, channel: Channel, *, meanwhile: Callable[[], None] | None = None
) -> None:
    """The dialplan begins with the channel at its extension's first priority.

    `meanwhile` is given for a transferred channel: what happens elsewhere once the application has begun.
    Asterisk does not tell the first application then, for the extension was told when it was set.
    """
    target = exchange.dialplan.route(channel.exten)
    if target is None:
        if meanwhile is not None:
            meanwhile()
        exchange.emit("SoftHangupRequest", channel.headers(), lines(Cause=16))
        exchange.destroy(channel, 1)
        return
    if isinstance(target, ToQueue):
        queue = exchange.queues[target.queue]
        if meanwhile is None:
            announce(exchange, channel, "Answer", "")
        if channel.state is not ChannelState.UP:
            channel.change(state=ChannelState.UP)
            exchange.emit("Newstate", channel.headers())
            exchange.device_changed(channel.device)
        if exchange.answer_takes_s and meanwhile is None:
            channel.part = _Answering(exchange, channel, queue)
        else:
            _enter_queue(exchange, channel, queue, meanwhile)
    else:
        if meanwhile is None:
            announce(exchange, channel, "Dial", target.application)
        else:
            channel.application, channel.application_data = "Dial", target.application
        DialRun(exchange, channel, target).start(meanwhile)


def _enter_queue(
    exchange: Exchange, channel: Channel, queue: Queue, meanwhile: Callable[[], None] | None = None
) -> None:
    channel.change(at=(channel.context, channel.exten, 2))
    announce(exchange, channel, "Queue", ToQueue(queue.name).application(queue.options.max_wait_s))
    QueueRun(exchange, queue, channel).start(meanwhile)


class _Answering:
    """The part of a caller whose call is being answered: `Answer` waits until sound comes."""

    def __init__(self, exchange: Exchange, channel: Channel, queue: Queue) -> None:
        self._exchange = exchange
        self._timer = exchange.later(exchange.answer_takes_s, lambda: _enter_queue(exchange, channel, queue))

    def on_hang_up(self, channel: Channel, cause: int, *, by_manager: bool) -> None:
        self._timer.cancel()
        if not by_manager:
            self._exchange.emit("HangupRequest", channel.headers())
        self._exchange.emit("SoftHangupRequest", channel.headers(), lines(Cause=16))
        self._exchange.destroy(channel, 0)


def announce(exchange: Exchange, channel: Channel, application: str, data: str) -> None:
    """The dialplan runs an application."""
    channel.application, channel.application_data = application, data
    exchange.emit(
        "Newexten",
        channel.headers(),
        lines(Extension=channel.exten, Application=application, AppData=data),
    )
