"""`Redirect`: a channel is taken out of whatever it does and sent to an extension.

The queue's `AgentComplete` does not come when its caller is redirected in the middle of a talk: Asterisk 22
was seen to say nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from santral.cti.pbx_simulator.ami_text import lines
from santral.cti.pbx_simulator.incoming import announce, run_extension
from santral.cti.pbx_simulator.noise import media_statistics
from santral.cti.pbx_simulator.talk import Talk, forget_peers, leave

if TYPE_CHECKING:
    from santral.cti.pbx_simulator.channel import Channel
    from santral.cti.pbx_simulator.exchange import Exchange
    from santral.cti.pbx_simulator.queue_run import QueueRun


def redirect_talker(exchange: Exchange, talk: Talk, channel: Channel, context: str, exten: str) -> None:
    other = talk.other(channel)
    forget_peers(exchange, channel)
    channel.change(at=(context, exten, 1))
    announce(exchange, channel, channel.application, channel.application_data)
    forget_peers(exchange, other)
    leave(exchange, talk.bridge, channel)
    if channel is talk.caller:
        talk.set_transferred_variables()

    def other_goes() -> None:
        leave(exchange, talk.bridge, other)
        exchange.emit("BridgeDestroy", talk.bridge.headers())
        if other is talk.caller:
            exchange.emit("SoftHangupRequest", other.headers(), lines(Cause=16))
        media_statistics(exchange, other)
        exchange.destroy(other, 16)

    run_extension(exchange, channel, meanwhile=other_goes)


def redirect_waiting(exchange: Exchange, run: QueueRun, context: str, exten: str) -> None:
    """To its queue the caller has given up."""
    legs = run.withdraw()

    def legs_go() -> None:
        for leg in legs:
            leg.cancel(0)

    run.caller.change(at=(context, exten, 1))
    announce(exchange, run.caller, run.caller.application, run.caller.application_data)
    run_extension(exchange, run.caller, meanwhile=legs_go)
    run.serve_queue()
