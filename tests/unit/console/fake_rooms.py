"""Templates and a directory made for tests."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import asdict

from santral.console.floor.call_sheet import Caller
from santral.console.screens.view_models import Match
from santral.crm_core.errors import NotFound
from tests.unit.console.floor_stories import SUKRU, member


class PlainRenderer:
    """Writes what a template would be given."""

    def __init__(self) -> None:
        self.broken: set[str] = set()
        self.count = 0

    def pieces(self, template: str, language: str, **values: object) -> Iterator[str]:
        if template in self.broken:
            raise ValueError("a mistake in the template")
        self.count += 1
        yield language
        for name, value in asdict(values["view"]).items():  # type: ignore[call-overload]
            yield f"|{name}={value}"


class FakeDirectory:
    """Knows Şükrü's number, unless it is told to wait or to fail."""

    def __init__(self) -> None:
        self.ready = asyncio.Event()
        self.ready.set()
        self.answered = asyncio.Event()
        self.failures = 0
        self.caller = SUKRU
        self.asked: list[str] = []

    async def identify(self, number: str) -> Caller:
        self.asked.append(number)
        await self.ready.wait()
        if self.failures:
            self.failures -= 1
            raise ConnectionError("the database is away")
        self.answered.set()
        return self.caller

    async def read(self, member_id: int) -> Caller:
        if member_id == 404:
            raise NotFound("There is no such customer.")
        return Caller(Match.CHOSEN, member(member_id, "Oya Öz"))
