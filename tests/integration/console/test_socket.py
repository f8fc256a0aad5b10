"""The socket itself, over a real connection: who may open it, who is cut off, how one comes back."""

from __future__ import annotations

import asyncio
import json
import socket as sockets
from dataclasses import replace

import pytest
from starlette.types import Message
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin

from santral.console.push.hub import Hub
from santral.console.push.socket import MOST_MESSAGES
from santral.console.push.stream import Change, Fragment
from santral.crm_core.users.sessions import SessionsEnded
from tests.integration.console.centre import Centre
from tests.integration.console.house import BASE_URL, Console
from tests.patience import PATIENCE_S

AYSE, MEHMET = "PJSIP/1001", "PJSIP/1002"


def put(html: str) -> Change:
    return Change({"me": Fragment(html)})


async def test_a_page_of_another_site_is_refused(centre: Centre) -> None:
    ayse = await centre.agent("Ayşe Yılmaz", AYSE)
    with pytest.raises(InvalidStatus) as refused:
        await connect(
            f"ws://{centre.address}/ws",
            origin=Origin("https://elsewhere.example"),
            additional_headers={"Cookie": ayse.cookie},
            proxy=None,
        )
    assert refused.value.response.status_code == 403


async def test_who_is_not_signed_in_is_told_so(centre: Centre) -> None:
    async with connect(
        f"ws://{centre.address}/ws", origin=Origin(f"http://{centre.address}"), proxy=None
    ) as stranger:
        await stranger.wait_closed()
        assert stranger.close_code == 4401


async def test_a_browser_that_leaves_before_it_is_let_in_is_no_fault(console: Console) -> None:
    ayse = await console.person("ayse", device=AYSE)
    cookies = "; ".join(f"{name}={value}" for name, value in ayse.client.cookies.items())
    scope = {
        "type": "websocket",
        "asgi": {"version": "3.0"},
        "scheme": "ws",
        "path": "/ws",
        "raw_path": b"/ws",
        "root_path": "",
        "query_string": b"",
        "headers": [
            (b"host", b"santral.example"),
            (b"origin", BASE_URL.encode()),
            (b"cookie", cookies.encode()),
        ],
        "client": ("192.0.2.1", 5),
        "server": ("santral.example", 80),
        "subprotocols": [],
        "state": {},
    }
    tried: list[str] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        tried.append(message["type"])
        raise OSError("the browser is gone")

    await console.app(scope, receive, send)
    assert tried == ["websocket.accept"]


async def test_the_first_frame_is_everything(centre: Centre) -> None:
    ayse = await centre.agent("Ayşe Yılmaz", AYSE)
    assert ayse.frames[0].keys() == {"n", "epoch", "all"}
    assert ayse.frames[0]["all"].keys() >= {"me", "queues", "idle"}


@pytest.mark.parametrize(
    "query", ["epoch=x&after=99999999999999999999", "epoch=%00&after=-1", "after=²", "epoch=" + "e" * 900]
)
async def test_a_number_that_means_nothing_gets_everything(centre: Centre, query: str) -> None:
    ayse = await centre.agent("Ayşe Yılmaz", AYSE)
    async with connect(
        f"ws://{centre.address}/ws?{query}",
        origin=Origin(f"http://{centre.address}"),
        additional_headers={"Cookie": ayse.cookie},
        proxy=None,
    ) as tab:
        assert "all" in json.loads(await asyncio.wait_for(tab.recv(), PATIENCE_S))


async def test_a_session_that_ends_closes_its_sockets_and_no_others(centre: Centre) -> None:
    ayse = await centre.agent("Ayşe Yılmaz", AYSE)
    tab = await centre.tab("ayse")
    lines = centre.house.push.hub._lines[1]
    centre.house.bus.publish(SessionsEnded(frozenset({lines[0].session_id})))
    await ayse.has(lambda b: b.closed_with == 4401)
    centre.house.push.hub.publish(1, put("<p>still here</p>"))
    await tab.shows("me", "still here")


async def test_a_ping_is_answered_at_once_and_takes_no_number(centre: Centre) -> None:
    ayse = await centre.agent("Ayşe Yılmaz", AYSE)
    before = ayse.n
    async with connect(
        f"ws://{centre.address}/ws?epoch={ayse.epoch}&after={before}",
        origin=Origin(f"http://{centre.address}"),
        additional_headers={"Cookie": ayse.cookie},
        proxy=None,
    ) as tab:  # it missed nothing, so without a ping it would hear nothing
        await tab.send("ping")
        heard = await _until(tab, "pong")
        assert heard[-1] == {"pong": True}
        centre.house.push.hub.publish(1, put("<p>next</p>"))
        heard += await _until(tab, "<p>next</p>")
        numbers = [frame["n"] for frame in heard if "n" in frame]
        assert numbers == list(range(before + 1, before + 1 + len(numbers)))


async def _until(tab: ClientConnection, text: str) -> list[dict[str, object]]:
    """What comes, up to the frame that holds the text."""
    heard: list[dict[str, object]] = []
    async with asyncio.timeout(PATIENCE_S):
        while not heard or text not in str(heard[-1]):
            heard.append(json.loads(await tab.recv()))
    return heard


async def test_more_pings_than_any_page_sends_are_cut_off(centre: Centre) -> None:
    ayse = await centre.agent("Ayşe Yılmaz", AYSE)
    async with connect(
        f"ws://{centre.address}/ws",
        origin=Origin(f"http://{centre.address}"),
        additional_headers={"Cookie": ayse.cookie},
        proxy=None,
    ) as tab:
        for _ in range(MOST_MESSAGES + 1):
            await tab.send("ping")
        with pytest.raises(ConnectionClosed) as closed:
            await _until(tab, "nothing that ever comes")
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1008


async def test_who_talks_too_much_or_too_long_is_cut_off(centre: Centre) -> None:
    ayse = await centre.agent("Ayşe Yılmaz", AYSE)
    tab = await centre.tab("ayse")
    assert ayse.socket is not None
    assert tab.socket is not None
    await ayse.socket.send('{"ping": 1}')
    await ayse.socket.send("x" * 5000)
    await ayse.has(lambda b: b.closed_with == 1009)
    for _ in range(100):
        await tab.socket.send("{}")
    await tab.has(lambda b: b.closed_with == 1008)


async def test_a_browser_that_stops_reading_is_cut_off_and_slows_nobody(centre: Centre) -> None:
    ayse = await centre.agent("Ayşe Yılmaz", AYSE)
    hub: Hub = centre.house.push.hub
    # No clock cuts it off, only what waits for it: who had to wait for its send would wait for ever.
    hub._limits = replace(hub._limits, send_deadline_s=10 * PATIENCE_S)
    host, _, port = centre.address.partition(":")
    stuck = await connect(
        f"ws://{centre.address}/ws",
        sock=_small_socket(host, int(port)),
        origin=Origin(f"http://{centre.address}"),
        additional_headers={"Cookie": ayse.cookie},
        compression=None,
        proxy=None,
    )
    await stuck.recv()
    stuck.transport.pause_reading()
    assert hub.sockets == 2
    for number in range(500):  # 10 MB, more than all the buffers on the way take
        hub.publish(1, put(f"<p>{number}</p>" + "x" * 20_000))
        await ayse.shows("me", f"<p>{number}</p>")
    async with asyncio.timeout(PATIENCE_S):
        while hub.sockets > 1:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        # The server lets go of the connection, though its peer never reads; nothing tells a test of it.
        while len(centre.server.server_state.connections) > 1:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    stuck.transport.abort()
    await stuck.wait_closed()


def _small_socket(host: str, port: int) -> sockets.socket:
    """A socket that takes little before the sender has to wait."""
    sock = sockets.socket()
    sock.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
    sock.connect((host, port))
    sock.setblocking(False)
    return sock


async def test_the_language_of_the_page_is_the_language_of_the_desk(centre: Centre) -> None:
    ayse = await centre.agent("Ayşe Yılmaz", AYSE)
    await ayse.shows("idle", "Answered today")
    saved = await ayse.send("/preferences", language="tr")
    assert saved.status_code == 204
    await ayse.has(lambda b: "Answered today" not in b.shown["idle"])
