"""The database is locked, loses its connections, or the disk is full: calls and screens go on, and what was
not written is written later, or said to be lost."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import make_url, select, update

from santral.console.write_behind.background_writer import Trouble
from santral.console.write_behind.row_file import RowFile
from santral.console.write_behind.set_aside import REFUSED_NAME
from santral.crm_core.interactions.tables import InteractionDraft
from santral.crm_core.users.sessions import UserSession
from santral.cti.call_events import CallId
from santral.cti.call_records import CallLeg
from santral.cti.pbx_simulator.queues import QueueOptions
from santral.cti.pbx_simulator.server import QueueSetting
from tests.integration.console.centre import Browser, Centre, call_id_of, key, open_centre
from tests.integration.console.house import SOON_LOCKED, Console
from tests.integration.console.test_background_writer import call, until
from tests.integration.console.test_health import until as until_ready
from tests.integration.databases import command
from tests.patience import PATIENCE_S

AYSE = "PJSIP/1001"
NUMBER = "+905321112233"
RINGS_LONG = QueueSetting(
    "support", "4440", ((AYSE, "Ayse Yilmaz"),), QueueOptions(ring_timeout_s=PATIENCE_S)
)
"""Until the name is there, however often the database has to be asked."""
AWAY = "The database cannot be reached. Please try again in a moment."


@contextmanager
def locked_by_another_program(url: str) -> Iterator[Callable[[], None]]:
    """Nobody else writes, until it `lets_go`."""
    other = sqlite3.connect(str(make_url(url).database), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        yield other.rollback
    finally:
        other.close()


async def pops(centre: Centre, browser: Browser, name: str) -> CallId:
    """One more call comes, rings at the browser's desk with the caller's name, and is answered."""
    told = len(browser.told)
    centre.pbx.call(NUMBER)
    await browser.has(lambda b: len(b.told) > told)
    this = call_id_of(browser)
    await browser.shows(key("call", this), 'data-state="ringing"')
    await browser.shows(key("customer", this), name)
    centre.pbx.phone(AYSE).answer()
    await browser.shows(key("call", this), 'data-state="talking"')
    return this


async def keep(browser: Browser, this: CallId, notes: str) -> httpx2.Response:
    return await browser.send(f"/calls/{this}/draft", "PUT", notes=notes, version="0")


async def everything_is_written(centre: Centre) -> None:
    await until(lambda: centre.house.writer.backlog == 0)
    assert centre.house.writer.trouble is Trouble.NONE


async def legs_of(centre: Centre, device: str) -> list[str]:
    query = select(CallLeg.call_id).where(CallLeg.device == device).order_by(CallLeg.from_at)
    async with centre.house.database.reading() as session:
        return list(await session.scalars(query))


async def notes_kept(centre: Centre) -> list[str]:
    async with centre.house.database.reading() as session:
        query = select(InteractionDraft.notes).order_by(InteractionDraft.changed_at)
        return list(await session.scalars(query))


@pytest.fixture
async def soon_locked(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Centre]:
    async with open_centre(sqlite_url, tmp_path, SOON_LOCKED) as centre:
        yield centre


async def test_while_another_program_locks_the_database_calls_pop_and_notes_wait(
    soon_locked: Centre,
) -> None:
    centre = soon_locked
    await centre.member("Oya Öz", NUMBER, "İade istendi")
    ayse = await centre.agent("Ayşe Yılmaz", AYSE)
    await everything_is_written(centre)
    with locked_by_another_program(centre.database_url) as let_go:
        first = await pops(centre, ayse, "İade istendi")
        refused = await keep(ayse, first, "Kargo gecikti")
        assert (refused.status_code, refused.json()["error"]) == (503, AWAY)
        page = await ayse.client.get("/", headers={"accept": "text/html"})
        assert page.status_code == 200, "who only looks is not kept waiting"
        centre.pbx.phone(AYSE).hang_up()
        await ayse.shows(key("call", first), 'data-state="wrap-up"')
        await ayse.send("/me/ready")
        second = await pops(centre, ayse, "İade istendi")
        await until(lambda: centre.house.writer.trouble is Trouble.OUTAGE)
        let_go()
    for this, notes in ((first, "Kargo gecikti"), (second, "Geri aranacak")):
        kept = await keep(ayse, this, notes)
        assert kept.status_code == 200, kept.text
    await everything_is_written(centre)
    assert await legs_of(centre, AYSE) == [first, second]
    assert await notes_kept(centre) == ["Kargo gecikti", "Geri aranacak"]


async def test_a_session_is_as_good_while_its_last_use_cannot_be_written(
    console: Console, sqlite_url: str
) -> None:
    elif_ = await console.person("elif")
    an_hour_ago = datetime.now(UTC) - timedelta(hours=1)
    async with console.house.database.session() as session:
        await session.execute(update(UserSession).values(seen_at=an_hour_ago))
    with locked_by_another_program(sqlite_url):
        assert (await elif_.get("/")).status_code == 200
    async with asyncio.timeout(PATIENCE_S):
        while await seen_at(console) == an_hour_ago:  # noqa: ASYNC110 - nobody tells a test
            await asyncio.sleep(0.05)


async def seen_at(console: Console) -> datetime:
    async with console.house.database.reading() as session:
        return (await session.scalars(select(UserSession.seen_at))).one()


@pytest.fixture
async def on_postgresql(migrated_copy: Callable[[str], str], tmp_path: Path) -> AsyncIterator[Centre]:
    url = await asyncio.to_thread(migrated_copy, "postgresql")
    async with open_centre(url, tmp_path, queues=(RINGS_LONG,)) as centre:
        yield centre


@asynccontextmanager
async def connections_cut(url: str) -> AsyncIterator[None]:
    """Again and again, as by an administrator who restarts the database."""

    async def cut() -> None:
        while True:
            await cut_connections(url)
            await asyncio.sleep(0.1)

    async with asyncio.TaskGroup() as group:
        cutting = group.create_task(cut())
        yield
        cutting.cancel()


async def cut_connections(url: str) -> None:
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    await command(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}", url)


@pytest.mark.postgresql
async def test_after_the_database_cut_all_connections_the_next_call_and_note_are_as_ever(
    on_postgresql: Centre,
) -> None:
    centre = on_postgresql
    await centre.member("Oya Öz", NUMBER, "İade istendi")
    ayse = await centre.agent("Ayşe Yılmaz", AYSE)
    await cut_connections(centre.database_url)
    this = await pops(centre, ayse, "İade istendi")
    await cut_connections(centre.database_url)
    kept = await keep(ayse, this, "Kargo gecikti")
    assert kept.status_code == 200, kept.text
    await everything_is_written(centre)
    assert await legs_of(centre, AYSE) == [this]


@pytest.mark.postgresql
async def test_while_the_database_cuts_connections_in_the_middle_of_work_nothing_is_lost(
    on_postgresql: Centre,
) -> None:
    centre = on_postgresql
    await centre.member("Oya Öz", NUMBER, "İade istendi")
    ayse = await centre.agent("Ayşe Yılmaz", AYSE)
    calls = []
    async with connections_cut(centre.database_url):
        for n in range(5):
            this = await pops(centre, ayse, "İade istendi")
            answered = [await keep(ayse, this, f"not {n}")]
            while answered[-1].status_code != 200:  # as the browser does
                answered.append(await keep(ayse, this, f"not {n}"))
            assert {answer.status_code for answer in answered} <= {200, 503}
            centre.pbx.phone(AYSE).hang_up()
            await ayse.shows(key("call", this), 'data-state="wrap-up"')
            await ayse.send("/me/ready")
            calls.append(this)
    await everything_is_written(centre)
    assert await legs_of(centre, AYSE) == calls
    assert await notes_kept(centre) == [f"not {n}" for n in range(5)]


def full_disk(var_dir: Path) -> None:
    (var_dir / REFUSED_NAME).symlink_to("/dev/full")


def no_folder(var_dir: Path) -> None:
    var_dir.rmdir()
    var_dir.touch()


@pytest.mark.parametrize("break_it", [full_disk, no_folder])
async def test_what_can_be_neither_written_nor_set_aside_is_said_to_be_lost_and_the_rest_goes_on(
    console: Console, tmp_path: Path, break_it: Callable[[Path], None]
) -> None:
    var_dir = tmp_path / "var"
    var_dir.mkdir()
    console.house.set_aside.refused = RowFile(var_dir / REFUSED_NAME)
    break_it(var_dir)
    console.house.writer.submit(call("1", started_at=None))
    console.house.writer.submit(call("2"))
    _, told = await until_ready(console, lambda told: bool(told["journal"]["dropped"]))
    assert told["journal"]["state"] == "degraded"
    assert told["journal"]["says"] == "Rows were lost: they could be neither written nor set aside."
    await until_ready(console, lambda told: told["journal"]["backlog"] == 0)
    assert (console.house.writer.rows_dropped, console.house.writer.rows_written) == (1, 1)
