"""A blind transfer: one of two who talk is sent to an extension, the other is let go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from santral.cti.pbx_simulator.ami_text import lines
from santral.cti.pbx_simulator.incoming import announce, run_extension
from santral.cti.pbx_simulator.noise import media_statistics
from santral.cti.pbx_simulator.talk import Talk, TalkEnd, forget_peers, leave

if TYPE_CHECKING:
    from santral.cti.pbx_simulator.channel import Channel
    from santral.cti.pbx_simulator.exchange import Exchange


def blind_transfer(exchange: Exchange, talk: Talk, transferer: Channel, context: str, exten: str) -> None:
    """`transferer` leaves `talk`; the other goes to `exten`, whichever of the two had called."""
    transferee = talk.other(transferer)
    exchange.emit("Unhold", transferer.headers())
    exchange.set_variable(transferer, BLINDTRANSFER=transferee.name)
    exchange.set_variable(transferee, BLINDTRANSFER=transferer.name)
    transferee.transfer_mark = "BLINDTRANSFER"
    transferee.was_transferred = True
    forget_peers(exchange, transferer)
    exchange.emit(
        "BlindTransfer",
        lines(Result="Success"),
        transferer.headers("Transferer"),
        transferee.headers("Transferee"),
        talk.bridge.headers(),
        lines(IsExternal="Yes", Context=context, Extension=exten),
    )
    talk.connector.on_talk_over(talk, TalkEnd.TRANSFER)
    leave(exchange, talk.bridge, transferer)
    forget_peers(exchange, transferee)
    transferee.change(at=(context, exten, 1))
    # Asterisk tells the new place with the application that ran at the old one.
    announce(exchange, transferee, transferee.application, transferee.application_data)
    leave(exchange, talk.bridge, transferee)
    if transferer is talk.caller:
        talk.set_end_variables()
    else:
        talk.set_transferred_variables()

    def transferer_goes() -> None:
        if transferer is talk.caller:
            exchange.emit("SoftHangupRequest", transferer.headers(), lines(Cause=16))
        media_statistics(exchange, transferer)
        exchange.destroy(transferer, 16)
        exchange.emit("BridgeDestroy", talk.bridge.headers())

    run_extension(exchange, transferee, meanwhile=transferer_goes)
