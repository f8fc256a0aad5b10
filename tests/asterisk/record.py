"""Plays a story on a real Asterisk and writes down what the exchange said, byte for byte.

python -m tests.asterisk.record STORY FILE     one story
python -m tests.asterisk.record --all FOLDER   every story, as FOLDER/recorded_STORY.ami
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from tests.asterisk.exchange import Exchange
from tests.asterisk.installation import find_installation
from tests.asterisk.stories import STORIES, WIDER_STORIES
from tests.asterisk.tap import Tap

ALL = STORIES | WIDER_STORIES


def record(name: str, path: Path) -> None:
    """One story on an exchange of its own, so that the numbers of its channels begin at zero."""
    installation = find_installation()
    if isinstance(installation, str):
        raise SystemExit(installation)
    exchange = Exchange(installation, wider=name in WIDER_STORIES)
    try:
        exchange.start()
        path.write_bytes(asyncio.run(_heard(name, exchange)))
    finally:
        exchange.remove()


async def _heard(name: str, exchange: Exchange) -> bytes:
    async with Tap(exchange) as tap:
        await ALL[name](exchange, tap)
        return bytes(tap.raw)


def main(arguments: list[str]) -> None:
    match arguments:
        case ["--all", folder]:
            for name in ALL:
                record(name, Path(folder) / f"recorded_{name}.ami")
                sys.stdout.write(f"{name}\n")
        case [name, path] if name in ALL:
            record(name, Path(path))
        case _:
            told = "\n".join(
                f"{name}: {' '.join((story.__doc__ or '').split())}" for name, story in ALL.items()
            )
            raise SystemExit(f"{__doc__}\n{told}")


if __name__ == "__main__":
    main(sys.argv[1:])
