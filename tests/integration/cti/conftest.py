import socket
from collections.abc import AsyncIterator

import pytest

from tests.integration.cti.scripted_exchange import ScriptedExchange, scripted_exchange


@pytest.fixture
async def exchange() -> AsyncIterator[ScriptedExchange]:
    async with scripted_exchange() as exchange:
        yield exchange


@pytest.fixture
def unused_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
