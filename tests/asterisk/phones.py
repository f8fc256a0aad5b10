"""Phones and callers: real SIP by sipp, told by the tests what to do and when.

sipp plays the scenarios in `scenarios/`. It reports over a pipe (its log) and takes orders as SIP requests
with methods of our own, which it matches by Call-ID like any other request; so nothing here depends on how
long something takes. A message that comes between two steps of a scenario is one sipp does not expect. It is
told to drop such messages instead of the call: SIP says everything again, and so do our orders.
"""

from __future__ import annotations

import asyncio
import os
import socket
import tempfile
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from tests.asterisk.exchange import CARRIER_HOST, HOST, Exchange
from tests.asterisk.ports import PHONE_MEDIA, SIGNALLING, free_udp_ports
from tests.patience import PATIENCE_S

SCENARIOS = Path(__file__).parent / "scenarios"
SAID_AGAIN_AFTER_S = 2.0
T = TypeVar("T")


class Leg:
    """One call as a phone or a caller sees it. `detail` is what the report said after the Call-ID."""

    def __init__(self, sipp: Sipp, call_id: str) -> None:
        self.call_id = call_id
        self.detail: dict[str, str] = {}
        self._sipp = sipp
        self._reached: dict[str, asyncio.Event] = {}
        self._orders = 0

    def reached(self, word: str) -> asyncio.Event:
        return self._reached.setdefault(word, asyncio.Event())

    async def until(self, word: str) -> None:
        """Wait until it is `ringing`, `talking` or `over`."""
        await self._sipp.patiently(self.reached(word).wait(), f"{self.call_id} is {word}")

    async def answer(self) -> None:
        await self._obey("ANSWER", "talking")

    async def busy(self) -> None:
        await self._obey("BUSY", "over")

    async def decline(self) -> None:
        await self._obey("DECLINE", "over")

    async def hang_up(self) -> None:
        await self._obey("HANGUP", "over")

    async def hold(self) -> None:
        """Re-INVITE with `a=sendonly`, as the hold key of a phone does."""
        await self._obey("HOLD", "held")

    async def resume(self) -> None:
        await self._obey("RESUME", "resumed")

    async def refer(self, target: str) -> None:
        """REFER to `<sip:…>`, as the transfer key of a phone does. `terminated` when all is told about it."""
        await self._obey("REFERTO", "referred", f"Refer-To: {target}")

    async def press(self, digit: str) -> None:
        """A key of the phone, told by SIP INFO."""
        await self._obey("PRESS", "pressed", f"Digit: {digit}")

    async def _obey(self, method: str, word: str, *headers: str) -> None:
        self.reached(word).clear()
        async with self.insisting(method, *headers):
            await self.until(word)

    @asynccontextmanager
    async def insisting(self, method: str, *headers: str) -> AsyncIterator[None]:
        """Gives an order, and gives it again until the end of the block."""
        order = self.order(method, *headers)

        async def again() -> None:
            while True:
                await asyncio.sleep(SAID_AGAIN_AFTER_S)
                self._sipp.send(order)

        repeating = asyncio.create_task(again())
        try:
            yield
        finally:
            repeating.cancel()
            await asyncio.wait([repeating])

    def order(self, method: str, *headers: str) -> bytes:
        """Gives an order once. It is the same when it is sent again, so sipp sees that it is a repetition."""
        self._orders += 1
        lines = [
            f"{method} sip:phone SIP/2.0",
            f"Via: SIP/2.0/UDP order;branch=z9hG4bK-order-{self._orders}",
            "From: <sip:test>;tag=1",
            "To: <sip:phone>",
            f"Call-ID: {self.call_id}",
            f"CSeq: {self._orders} {method}",
            *headers,
            "Content-Length: 0",
        ]
        order = "\r\n".join([*lines, "", ""]).encode()
        self._sipp.send(order)
        return order


class Sipp:
    """One sipp process that plays one scenario at one address."""

    def __init__(self, scenario: str, host: str, port: int, *arguments: str) -> None:
        self.host, self.port = host, port
        self._scenario, self._arguments = scenario, arguments
        self._legs: dict[str, Leg] = {}
        self._fresh: asyncio.Queue[Leg] = asyncio.Queue()  # bounded by the calls a test makes
        self._orders = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    async def __aenter__(self) -> Sipp:
        self._directory = tempfile.TemporaryDirectory(prefix="santral-sipp-")
        place = Path(self._directory.name)
        talk = (SCENARIOS / "talk.xml").read_text()
        scenario = (SCENARIOS / f"{self._scenario}.xml").read_text().replace("<!-- talk.xml -->", talk)
        (place / "scenario.xml").write_text(scenario)
        (place / "silence.ulaw").write_bytes(b"\xff" * 8000)  # one second, repeated
        os.mkfifo(place / "report")
        self._report = os.fdopen(os.open(place / "report", os.O_RDONLY | os.O_NONBLOCK))
        reader = asyncio.StreamReader()
        self._pipe, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), self._report
        )
        # Held open from this side, so the pipe does not end before sipp has opened it.
        self._hold = os.open(place / "report", os.O_WRONLY)
        with (place / "stderr").open("wb") as stderr:
            self._process = await asyncio.create_subprocess_exec(
                *("sipp", "-sf", "scenario.xml", "-i", self.host, "-p", str(self.port), "-nostdin"),
                *("-mi", self.host, "-mp", str(free_udp_ports(20, PHONE_MEDIA)[0])),
                *("-default_behaviors", "none"),
                *("-trace_logs", "-log_file", "report", "-trace_err", "-error_file", "errors"),
                *self._arguments,
                cwd=place,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=stderr,
                env={**os.environ, "TERM": "dumb"},
            )
        self._listening = asyncio.create_task(self._listen(reader))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)
        self._pipe.close()
        os.close(self._hold)
        self._orders.close()
        if error is not None:
            for name in ("errors", "stderr"):
                path = Path(self._directory.name) / name
                if path.exists() and path.stat().st_size:
                    error.add_note(f"sipp at {self.port} said:\n{path.read_text(errors='replace')[:2000]}")
        self._directory.cleanup()

    async def next_leg(self) -> Leg:
        """The next call to this phone, ringing."""
        leg = await self.patiently(self._fresh.get(), "the next call comes")
        await leg.until("ringing")
        return leg

    async def patiently(self, wanted: Coroutine[object, object, T], what: str) -> T:
        """Wait for something sipp will report; a sipp that is gone will not."""
        waiting = asyncio.create_task(wanted)
        gone = asyncio.create_task(self._process.wait())
        done, _ = await asyncio.wait(
            (waiting, gone, self._listening), timeout=PATIENCE_S, return_when=asyncio.FIRST_COMPLETED
        )
        gone.cancel()
        if waiting not in done and gone in done:
            # What it said last may still be in the pipe.
            await asyncio.wait((waiting,), timeout=5)
        if not waiting.done():
            waiting.cancel()
            raise AssertionError(f"{what}: did not happen ({'sipp ended' if done else 'waited long enough'})")
        return waiting.result()

    async def ended(self) -> None:
        """Wait until sipp has played its scenario to the end, or has given it up."""
        async with asyncio.timeout(PATIENCE_S):
            await self._process.wait()

    def leg(self, call_id: str) -> Leg:
        return self._legs.setdefault(call_id, Leg(self, call_id))

    def send(self, order: bytes) -> None:
        self._orders.sendto(order, (self.host, self.port))

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        while line := await reader.readline():
            word, _, rest = line.decode(errors="replace").strip().partition(" ")
            call_id, _, detail = rest.partition(" ")
            known = call_id in self._legs
            leg = self.leg(call_id)
            leg.detail[word] = detail
            leg.reached(word).set()
            if not known:
                self._fresh.put_nowait(leg)


@asynccontextmanager
async def phone(exchange: Exchange, extension: str) -> AsyncIterator[Sipp]:
    """The phone of an extension; `next_leg()` is its next call, ringing."""
    async with Sipp("phone", HOST, exchange.phone_ports[extension]) as sipp:
        yield sipp


@asynccontextmanager
async def support(exchange: Exchange) -> AsyncIterator[tuple[Sipp, Sipp]]:
    """Both phones of the queue support, 1001 and 1002. A phone that is not there would get the call when it
    comes, in the test after: SIP repeats an INVITE for half a minute."""
    async with phone(exchange, "1001") as first, phone(exchange, "1002") as second:
        yield first, second


@asynccontextmanager
async def outside(exchange: Exchange) -> AsyncIterator[Sipp]:
    """Everybody who can be called through the carrier."""
    async with Sipp("phone", CARRIER_HOST, exchange.carrier_port) as sipp:
        yield sipp


@asynccontextmanager
async def calls(exchange: Exchange, number: str, extension: str, name: str = "") -> AsyncIterator[Leg]:
    """Somebody outside calls an extension. At the end of the block the caller hangs up."""
    async with _caller(exchange, CARRIER_HOST, number, extension, name) as leg:
        yield leg


@asynccontextmanager
async def dials(exchange: Exchange, own_extension: str, number: str) -> AsyncIterator[Leg]:
    """A phone of the house calls a number."""
    async with _caller(exchange, HOST, own_extension, number, "") as leg:
        yield leg


@asynccontextmanager
async def stranger(exchange: Exchange, extension: str) -> AsyncIterator[Leg]:
    """Somebody the exchange does not know calls an extension, from an address that is not the carrier's."""
    async with _caller(exchange, "127.0.0.3", "4242", extension, "") as leg:
        yield leg


@asynccontextmanager
async def _caller(
    exchange: Exchange, host: str, number: str, extension: str, name: str
) -> AsyncIterator[Leg]:
    port = free_udp_ports(1, SIGNALLING)[0]
    call_id = f"{port}-{number.strip('+')}-{extension}@{host}"
    arguments = (
        *(f"{HOST}:{exchange.sip_port}", "-s", extension, "-m", "1", "-cid_str", call_id),
        *("-key", "number", number, "-key", "caller", f'"{name}" ' if name else ""),
    )
    async with Sipp("caller", host, port, *arguments) as sipp:
        leg = sipp.leg(call_id)
        yield leg
        if not leg.reached("over").is_set():
            # The other side may hang up at this very moment, or be gone: both are an end as good as any.
            async with leg.insisting("HANGUP"):
                await sipp.ended()
