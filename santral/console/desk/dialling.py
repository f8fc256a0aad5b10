"""Click to call: the agent's own phone rings, and whoever waits for that is not the browser."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Final, NoReturn

import structlog

from santral.crm_core.errors import CommandRefused, InvalidInput, SantralError
from santral.crm_core.members.numbers import display_number, read_number

log = structlog.get_logger(__name__)

ANSWER_WITHIN_S: Final = 2.0
MOST_AT_ONCE: Final = 500

Originate = Callable[[str, str], Awaitable[None]]
"""`originate(device, number)` returns when the phone is picked up, and raises with a sentence."""


class Dialling:
    """A refusal within a moment is the answer to the command; a later one, as of a phone that nobody picks
    up, is told on the agent's screens."""

    def __init__(self, originate: Originate, tell: Callable[[int, SantralError], None]) -> None:
        self._originate = originate
        self._tell = tell
        self._group: asyncio.TaskGroup | None = None
        self._under_way: set[int] = set()

    async def run(self) -> NoReturn:
        """Hold what is under way, as long as the house is open."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            try:
                await asyncio.Event().wait()
            finally:
                self._group = None
        raise AssertionError("the wait has no end")

    async def dial(self, user_id: int, device: str, number: str) -> None:
        """Raises what the exchange refuses within a moment. One at a time for each user."""
        if user_id in self._under_way or len(self._under_way) >= MOST_AT_ONCE or self._group is None:
            raise CommandRefused("Your phone is being called already.")
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._under_way.add(user_id)
        self._group.create_task(self._call(user_id, device, number, answer))
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                await asyncio.shield(answer)
        except TimeoutError:
            pass
        finally:
            answer.cancel()  # from now on the screens are told

    async def _call(self, user_id: int, device: str, number: str, answer: asyncio.Future[None]) -> None:
        try:
            await self._originate(device, number)
        except SantralError as refusal:
            if answer.done():
                self._tell(user_id, refusal)
            else:
                answer.set_exception(refusal)
        except Exception:
            log.exception("a call could not be placed", device=device)
        finally:
            self._under_way.discard(user_id)
            if not answer.done():
                answer.set_result(None)


def number_to_dial(typed: str, region: str) -> str:
    """The digits to dial in `region` for a number as people write it: at home with its leading 0, abroad
    behind 00, short numbers and extensions as they are. Raises `InvalidInput`."""
    bare = re.sub(r"[\s()./-]", "", typed)
    if not re.fullmatch(r"\+?[0-9*#]{1,40}", bare):
        raise InvalidInput("number", "This is not a number that can be dialled.")
    if not bare.startswith("+"):
        return bare
    e164 = read_number(bare, region).e164
    if not e164:
        raise InvalidInput("number", "This is not a number that can be dialled.")
    shown = display_number(e164, region)
    return "00" + e164[1:] if shown.startswith("+") else re.sub(r"\D", "", shown)
