"""A way to a real database that can be closed, as where its server goes away, and opened again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import make_url


class Doorway:
    """Listens on a port of its own and passes bytes on to `host`:`port` while it is open."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._inside: set[asyncio.StreamWriter] = set()
        self.port = 0

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._let_in, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Nobody gets in any more, and who is in is thrown out."""
        self._server.close()
        for writer in self._inside:
            writer.transport.abort()
        await self._server.wait_closed()

    async def _let_in(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(self._host, self._port)
        self._inside |= {writer, far_writer}
        await asyncio.gather(_pass_on(reader, far_writer), _pass_on(far_reader, writer))
        self._inside -= {writer, far_writer}


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.transport.abort()


@asynccontextmanager
async def doorway_to(database_url: str) -> AsyncIterator[tuple[Doorway, str]]:
    """Open, and the address of the database through it."""
    url = make_url(database_url)
    doorway = Doorway(url.host or "127.0.0.1", url.port or 5432)
    await doorway.open()
    try:
        through = url.set(host="127.0.0.1", port=doorway.port)
        yield doorway, through.render_as_string(hide_password=False)
    finally:
        await doorway.close()
