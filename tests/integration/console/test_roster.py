"""Who works here is known without asking the database, and known soon when it changes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from santral.console.floor.roster import Roster, RosterChanged
from santral.crm_core.bus import Bus
from santral.crm_core.db import Database
from santral.crm_core.users.accounts import AccountChanged, AccountForm, create_account, disable_account
from santral.cti.agent_events import AgentStateChanged
from santral.cti.pbx_simulator import PbxSimulator
from tests.integration.console.house import open_console, settings_for
from tests.patience import PATIENCE_S

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    database = Database(sqlite_url)
    yield database
    await database.dispose()


async def hire(database: Database, username: str, device: str, role: str = "agent") -> int:
    async with database.session() as session:
        form = AccountForm(username.title(), role, device)
        return (await create_account(session, username, form, "no hash", AT)).user_id


async def test_a_change_is_told_once_and_the_device_found(database: Database) -> None:
    bus, told = Bus(), list[RosterChanged]()
    bus.subscribe(RosterChanged, told.append)
    roster = Roster(database, bus, "tr")
    elif_ = await hire(database, "elif", "PJSIP/1001", "administrator")
    mert = await hire(database, "mert", "PJSIP/1002")
    await roster.load()
    await roster.load()
    assert len(told) == 1
    assert roster.devices == {"PJSIP/1001", "PJSIP/1002"}
    assert (roster.user_at("PJSIP/1001"), roster.user_at("PJSIP/9")) == (elif_, None)
    assert told[0].colleagues[0].language == "tr"
    async with database.session() as session:
        await disable_account(session, mert, AT)
    await roster.load()
    assert roster.devices == {"PJSIP/1001"}


async def test_who_is_changed_on_the_screen_is_followed_at_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("santral.console.floor.roster.READ_AGAIN_S", 3600.0)
    bus, told = Bus(), asyncio.Queue[RosterChanged]()
    bus.subscribe(RosterChanged, told.put_nowait)
    roster = Roster(database, bus, "tr")
    following = asyncio.create_task(roster.follow())
    user_id = await hire(database, "elif", "PJSIP/1001")
    bus.publish(AccountChanged(user_id))
    async with asyncio.timeout(PATIENCE_S):
        assert [c.user_id for c in (await told.get()).colleagues] == [user_id]
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)


async def test_a_new_agents_phone_is_followed_without_a_restart(sqlite_url: str, tmp_path: Path) -> None:
    async with PbxSimulator(users={"santral": "secret"}) as pbx:
        settings = settings_for(sqlite_url, tmp_path, ami_port=pbx.port, ami_secret="secret")
        async with open_console(settings) as console:
            seen = asyncio.Queue[AgentStateChanged]()
            console.house.bus.subscribe(AgentStateChanged, seen.put_nowait)
            await console.account("elif", device="PJSIP/1005")
            async with asyncio.timeout(PATIENCE_S):
                while (await seen.get()).device != "PJSIP/1005":
                    pass
