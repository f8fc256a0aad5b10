"""What Asterisk also says: test events and media statistics that tell nothing about a call's story.

Asterisk built for tests (as Debian's is) sends the TestEvents. They are a fifth of the stream, and some are
oddly shaped (a field twice, a blank line too many), which a parser must survive.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from santral.cti.pbx_simulator.ami_text import lines

if TYPE_CHECKING:
    from santral.cti.pbx_simulator.channel import Channel
    from santral.cti.pbx_simulator.exchange import Exchange

_SIDES = ("minrx{0}", "maxrx{0}", "avgrx{0}", "stdevrx{0}", "mintx{0}", "maxtx{0}", "avgtx{0}", "stdevtx{0}")


def _figures(names: Iterable[str], padding: str) -> str:
    return "".join(f"{padding}{name}=000.000000;" for name in names)


_MEDIA_VARIABLES = (
    (
        "",
        "ssrc={0};themssrc={1};lp=0;rxjitter=0.000000;rxcount=201;txjitter=0.000500;txcount=122;rlp=0;"
        "rtt=0.000000;rxmes=0.000000;txmes=0.000000",
    ),
    ("JITTER", _figures((side.format("jitter") for side in _SIDES), "")),
    ("LOSS", _figures((side.format("lost") for side in _SIDES), "  ")),
    ("RTT", _figures(("minrtt", "maxrtt", "avgrtt", "stdevrtt"), "     ")),
    ("MES", _figures((side.format("mes") for side in _SIDES), "   ")),
)


def _state_change(state: str, file: str, function: str, line: int, **fields: object) -> str:
    return lines(Type="StateChange", State=state, AppFile=file, AppFunction=function, AppLine=line, **fields)


def rtp_port_allocated(exchange: Exchange) -> None:
    port = exchange.random.randrange(5000, 31000, 2)
    exchange.emit(
        "TestEvent",
        _state_change("RTP_PORT_ALLOCATED", "res_rtp_asterisk.c", "rtp_allocate_transport", 4179, Port=port),
    )


def call_tagged(exchange: Exchange, channel: Channel, *, again: bool = False) -> None:
    """The call's number in the log is tied to the channel; `State` comes twice, as it does from Asterisk."""
    exchange.emit(
        "TestEvent",
        _state_change("CallIDChange", "channel_internal_api.c", "ast_channel_callid_set", 677),
        lines(State="CallIDChange", Channel=channel.name, CallID=channel.call_tag),
        lines(PriorCallID=channel.call_tag if again else ""),
    )


def session_ended(exchange: Exchange, device: str, aor: str) -> None:
    """The SIP session's memory is freed, half a minute after the call."""
    endpoint = device.removeprefix("PJSIP/")
    contact = f"{aor}@@dc09a0e73bdd2622c356c491552baa8f" if aor else "<none>"
    place = ("res_pjsip_session.c", "session_destructor")
    exchange.emit(
        "TestEvent",
        _state_change(
            "SESSION_DESTROYING", *place, 2933, Endpoint=endpoint, AOR=aor or "<none>", Contact=contact
        ),
    )
    exchange.emit("TestEvent", _state_change("SESSION_DESTROYED", *place, 2982, Endpoint=endpoint))


def media_statistics(exchange: Exchange, channel: Channel, bridged: Channel | None = None) -> None:
    """How well the sound travelled; told on the other channel too while the two are still bridged."""
    if not exchange.noise or not exchange.listeners:
        return
    sources = exchange.random.randrange(1 << 31), exchange.random.randrange(1 << 31)
    for suffix, value in _MEDIA_VARIABLES:
        text = value.format(*sources)
        exchange.set_variable(channel, **{f"RTPAUDIOQOS{suffix}": text})
        if bridged is not None:
            exchange.set_variable(bridged, **{f"RTPAUDIOQOS{suffix}BRIDGED": text})


def played(exchange: Exchange, channel: Channel, message: str) -> None:
    exchange.emit(
        "TestEvent",
        _state_change("PLAYBACK", "file.c", "ast_streamfile", 1377, Message=message, Channel=channel.name),
    )


def transfer_dialled(exchange: Exchange, channel: Channel, exten: str, digit_at: int) -> None:
    """The steps of the built-in attended transfer, as a test build tells them around the digits."""
    where = ("bridge_basic.c", "grab_transfer")
    if digit_at == 1:
        # Asterisk closes this one with a blank line too many.
        exchange.emit(
            "TestEvent",
            _state_change(
                "PLAYBACK", "file.c", "waitstream_core", 1746, Channel=channel.name, Control="Break"
            ),
            "\r\n",
        )
        exchange.emit(
            "TestEvent", _state_change("TRANSFER_BEGIN_DIAL", *where, 3241, Channel=channel.name, Attempt=1)
        )
    if digit_at == len(exten):
        exchange.emit(
            "TestEvent",
            _state_change(
                "TRANSFER_DIALLED",
                *where,
                3246,
                Channel=channel.name,
                Attempt=1,
                Dialled=exten,
                Result="Success",
            ),
        )
        exchange.emit(
            "TestEvent",
            _state_change("TRANSFER_DIAL_FINAL", *where, 3276, Channel=channel.name, Result="Success"),
        )


def feature_detected(exchange: Exchange, feature: str) -> None:
    exchange.emit(
        "TestEvent",
        _state_change("FEATURE_DETECTION", "bridge_channel.c", "testsuite_notify_feature_success", 1654),
        lines(Result="success", Feature=feature),
    )
