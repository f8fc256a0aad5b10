"""The phones of the tests themselves, where what they do wrong would be seen in the test after."""

from __future__ import annotations

import asyncio
import socket

import pytest

from tests.asterisk.exchange import HOST
from tests.asterisk.installation import Installation
from tests.asterisk.phones import Sipp
from tests.asterisk.ports import SIGNALLING, free_udp_ports
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.asterisk


async def test_an_invite_of_a_call_that_is_over_does_not_ring(installation: Installation) -> None:
    """Asterisk tells whom one talks to by an INVITE, and repeats it for half a minute where a hang-up crossed
    it; by then another test has a phone at the same port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as exchange:
        exchange.setblocking(False)
        exchange.bind((HOST, 0))
        async with Sipp("phone", HOST, free_udp_ports(1, SIGNALLING)[0]) as phone:
            assert await _answer(exchange, phone, "over@exchange", ";tag=phone-before") == b"481"
            assert await _answer(exchange, phone, "new@exchange", "") == b"180"
            assert (await phone.next_leg()).call_id == "new@exchange"


async def _answer(exchange: socket.socket, phone: Sipp, call_id: str, tag: str) -> bytes:
    """Send an INVITE until it is answered; the code of the answer to it."""
    host, port = exchange.getsockname()
    invite = "\r\n".join(
        (
            f"INVITE sip:1001@{phone.host}:{phone.port} SIP/2.0",
            f"Via: SIP/2.0/UDP {host}:{port};branch=z9hG4bK-{call_id}",
            f"From: <sip:exchange@{host}>;tag=exchange",
            f"To: <sip:1001@{phone.host}>{tag}",
            f"Call-ID: {call_id}",
            "CSeq: 1 INVITE",
            f"Contact: <sip:exchange@{host}:{port}>",
            "Content-Length: 0",
            "",
            "",
        )
    ).encode()
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(PATIENCE_S):
        while True:
            await loop.sock_sendto(exchange, invite, (phone.host, phone.port))
            try:
                async with asyncio.timeout(0.5):  # as SIP does; sipp may not listen yet
                    while True:
                        answer = await loop.sock_recv(exchange, 4096)
                        if call_id.encode() in answer:
                            return answer.split()[1]
            except (TimeoutError, ConnectionRefusedError):
                continue
