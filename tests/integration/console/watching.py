"""What a browser sees of the desk."""

from __future__ import annotations

import asyncio
import json

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from tests.integration.console.house import Person
from tests.integration.console.server import Server
from tests.patience import PATIENCE_S


def watch(server: Server, person: Person) -> connect:
    """The desk's socket, as the person's browser opens it."""
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in person.client.cookies.jar)
    address = server.address.replace("http", "ws") + "/ws"
    return connect(address, origin=Origin(server.address), additional_headers={"cookie": cookies})


async def pop(browser: ClientConnection) -> str:
    """Wait until a call is on the screen; the key under which it is there."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            frame = json.loads(await browser.recv())
            for key in frame.get("put", frame.get("all", {})):
                if key.startswith("call-"):
                    return str(key)
