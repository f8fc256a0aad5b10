"""Who works here and at which device: held in memory, so that no call waits for the accounts' table."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

from santral.console.floor.colleague import Colleague
from santral.crm_core.bus import Bus
from santral.crm_core.db import Database
from santral.crm_core.users.accounts import AccountChanged, read_accounts
from santral.crm_core.users.roles import SUPERVISORS

READ_AGAIN_S: Final = 30.0
"""Accounts also change without a word to this process: by a command, by another server."""


@dataclass(frozen=True, slots=True)
class RosterChanged:
    """These people work here now, and nobody else."""

    colleagues: tuple[Colleague, ...]


class Roster:
    def __init__(self, database: Database, bus: Bus, default_language: str) -> None:
        self._database = database
        self._bus = bus
        self._default_language = default_language
        self._changed = asyncio.Event()
        self.colleagues: tuple[Colleague, ...] = ()
        self._user_at: dict[str, int] = {}
        bus.subscribe(AccountChanged, self.on_account_changed)

    @property
    def devices(self) -> frozenset[str]:
        return frozenset(self._user_at)

    def user_at(self, device: str) -> int | None:
        """Whose device it is."""
        return self._user_at.get(device)

    def on_account_changed(self, _event: AccountChanged) -> None:
        self._changed.set()

    async def load(self) -> None:
        """Read the accounts in use; tells the house where they differ from before."""
        async with self._database.reading() as session:
            accounts = await read_accounts(session)
        colleagues = tuple(
            Colleague(
                a.user_id,
                a.display_name,
                a.device or "",
                a.language or self._default_language,
                sees_all_queues=a.role in SUPERVISORS,
                extension=a.extension or "",
            )
            for a in accounts
            if a.disabled_at is None
        )
        if colleagues != self.colleagues:
            self.colleagues = colleagues
            self._user_at = {c.device: c.user_id for c in colleagues if c.device}
            self._bus.publish(RosterChanged(colleagues))

    async def follow(self) -> None:
        """Keep it true, for ever."""
        while True:
            try:
                async with asyncio.timeout(READ_AGAIN_S):
                    await self._changed.wait()
            except TimeoutError:
                pass
            self._changed.clear()
            await self.load()
