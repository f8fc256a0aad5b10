"""Asks the directory who calls: begun when the call is known, so that the answer is there when it rings."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn, Protocol

import structlog

from santral.console.floor.call_sheet import FAILED, Caller
from santral.cti.call_events import CallId

log = structlog.get_logger(__name__)


class Directory(Protocol):
    """Who the customers are. Both may raise whatever a database raises."""

    async def identify(self, number: str) -> Caller: ...

    async def read(self, member_id: int) -> Caller:
        """The member whom somebody chose. Raises `NotFound`."""


@dataclass(frozen=True, slots=True)
class LookupLimits:
    """So many at once, so many waiting (one more fails at once and is tried again), each with a deadline.
    A failed one is tried again after `retry_s`, then after twice that, and so on."""

    at_once: int = 16
    waiting: int = 2000
    deadline_s: float = 3.0
    retry_s: float = 1.0
    slowest_retry_s: float = 15.0


@dataclass(frozen=True, slots=True)
class _Question:
    call_id: CallId
    number: str
    attempt: int


class Lookups:
    """`begin` one at any time; `run` answers them, for ever."""

    def __init__(
        self,
        directory: Directory,
        on_found: Callable[[CallId, str, Caller], bool],
        limits: LookupLimits | None = None,
    ) -> None:
        """`on_found(call_id, number, caller)` takes an answer, and tells whether it was still wanted."""
        self._directory = directory
        self._on_found = on_found
        self._limits = limits or LookupLimits()
        self._questions: asyncio.Queue[_Question] = asyncio.Queue(self._limits.waiting)

    def begin(self, call_id: CallId, number: str) -> None:
        self._ask(_Question(call_id, number, 0))

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(self._limits.at_once):
                group.create_task(self._answer())

    def _ask(self, question: _Question) -> None:
        try:
            self._questions.put_nowait(question)
        except asyncio.QueueFull:
            self._fail(question)

    async def _answer(self) -> NoReturn:
        while True:
            question = await self._questions.get()
            try:
                async with asyncio.timeout(self._limits.deadline_s):
                    caller = await self._directory.identify(question.number)
            except TimeoutError:
                log.warning("the directory took too long", call_id=question.call_id)
                self._fail(question)
            except Exception:
                log.exception("the directory cannot be asked", call_id=question.call_id)
                self._fail(question)
            else:
                self._tell(question, caller)

    def _fail(self, question: _Question) -> None:
        """The call goes on without; try again as long as it lives."""
        if not self._tell(question, FAILED):
            return
        delay_s = min(self._limits.retry_s * 2**question.attempt, self._limits.slowest_retry_s)
        again = _Question(question.call_id, question.number, min(question.attempt + 1, 10))
        asyncio.get_running_loop().call_later(delay_s, self._ask, again)

    def _tell(self, question: _Question, caller: Caller) -> bool:
        """A fault in showing one answer must not keep the next callers unknown."""
        try:
            return self._on_found(question.call_id, question.number, caller)
        except Exception:
            log.exception("an answer of the directory cannot be shown", call_id=question.call_id)
            return False
