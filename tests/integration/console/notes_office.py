"""A floor with its notebook on a database, for the stories of notes."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import select

from santral.console.desk.drafts import Notebook
from santral.console.floor.board import Board
from santral.console.floor.call_sheet import Caller
from santral.console.push.hub import Hub
from santral.console.restart.bring_back import BringBack
from santral.console.screens.composer import Composer
from santral.console.screens.fragments import Fragments
from santral.console.screens.screen_pop import ScreenPop
from santral.console.screens.screens import Screens
from santral.console.screens.view_models import Match
from santral.console.write_behind.upsert import upsert
from santral.crm_core.db import Database
from santral.crm_core.definitions.defaults import default_book
from santral.crm_core.interactions.tables import InteractionDraft
from santral.crm_core.members.create import NewMember, create_person
from santral.crm_core.one_trip import OneTrip
from santral.crm_core.users.accounts import AccountForm, create_account
from santral.crm_core.users.roles import Role
from santral.crm_core.users.signed_in_user import SignedInUser
from santral.crm_core.write_later import PendingRow
from tests.patience import PATIENCE_S
from tests.unit.console.fake_rooms import FakeDirectory, PlainRenderer
from tests.unit.console.floor_stories import DEVICES, MORNING, NAMES, Story


class Office:
    """A floor with its notebook on a database; made anew, it is the office after a restart."""

    def __init__(
        self, database: Database, directory: FakeDirectory, started_at: datetime | None = None
    ) -> None:
        self.database = database
        self.directory = directory
        self.story = Story()
        floor, board = self.story.floor, Board()
        composer = Composer(
            floor,
            board,
            Fragments(PlainRenderer()),
            definitions=default_book,
            started_at=MORNING,
            on_viewed=lambda *_: None,
        )
        hub = Hub(composer.everything)
        screens = Screens(floor, composer, hub, lambda _, message: message)
        self.pop = ScreenPop(floor, board, screens, hub, directory)
        self.book = default_book()
        self.rows: deque[PendingRow] = deque()
        self.notebook = Notebook(database, floor, board, self.pop, lambda: self.book, self, self.story.at)
        self.bring_back = BringBack(database, OneTrip(database), floor, self.pop, started_at)
        self.story.bus = type(self.story.bus)()
        self.pop.subscribe(self.story.bus)
        self.bring_back.subscribe(self.story.bus)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Story]:
        async with asyncio.TaskGroup() as group:
            running = [group.create_task(self.pop.run()), group.create_task(self.bring_back.run())]
            try:
                yield self.story
            finally:
                for task in running:
                    task.cancel()

    def submit(self, row: PendingRow) -> None:
        self.rows.append(row)

    async def write(self) -> None:
        """What the writer of the house would have written by now."""
        async with self.database.session() as session:
            await upsert(session, tuple(self.rows))
        self.rows.clear()

    async def kept(self) -> dict[tuple[str, int], str]:
        async with self.database.reading() as session:
            return {(d.call_id, d.user_id): d.notes for d in await session.scalars(select(InteractionDraft))}


def user(user_id: int) -> SignedInUser:
    name = NAMES[user_id]
    return SignedInUser(user_id, name, name, Role.AGENT, DEVICES[user_id], "", "tr", "system", 1)


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Until what another task does is done."""
    async with asyncio.timeout(PATIENCE_S):
        while not await condition():  # noqa: ASYNC110 - nobody tells a test of what others do
            await asyncio.sleep(0.005)


async def new_office(database: Database) -> Office:
    """With everybody's account, and a directory that knows one customer."""
    async with database.session() as session:
        for user_id, name in NAMES.items():
            form = AccountForm(name, Role.AGENT, device=DEVICES[user_id])
            account = await create_account(session, f"user{user_id}", form, "hash", MORNING)
            account.user_id = user_id
        created = await create_person(session, NewMember(name="Oya Öz"), MORNING)
    directory = FakeDirectory()
    directory.caller = Caller(Match.EXACT, created.header)
    return Office(database, directory)
