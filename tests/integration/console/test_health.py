"""What the server says of itself to programs that watch it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from santral.crm_core.users.roles import Role
from santral.cti.ami_event_types import DeviceStateSeen, DeviceStatus, QueueMember, QueueMemberSeen
from santral.cti.pbx_simulator import PbxSimulator
from tests.integration.console.house import Console, open_console, settings_for
from tests.integration.console.test_background_writer import call, cut_off
from tests.patience import PATIENCE_S


async def readiness(console: Console) -> tuple[int, dict[str, Any]]:
    async with console.visitor() as client:
        answer = await client.get("/readyz")
        return answer.status_code, answer.json()


async def until(console: Console, condition: Callable[[dict[str, Any]], bool]) -> tuple[int, dict[str, Any]]:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            code, told = await readiness(console)
            if condition(told):
                return code, told
            await asyncio.sleep(0.02)


@asynccontextmanager
async def with_exchange(sqlite_url: str, tmp_path: Path) -> AsyncIterator[tuple[Console, PbxSimulator]]:
    async with PbxSimulator(users={"santral": "secret"}) as pbx:
        settings = settings_for(sqlite_url, tmp_path, ami_port=pbx.port, ami_secret="secret")
        async with open_console(settings) as console:
            yield console, pbx


async def figures_with(console: Console, name: str) -> list[str]:
    """The lines of `/metrics`, once there is one that begins with `name`."""
    async with asyncio.timeout(PATIENCE_S), console.visitor() as client:
        while True:
            lines = (await client.get("/metrics")).text.splitlines()
            if any(line.startswith(name) for line in lines):
                return lines
            await asyncio.sleep(0.02)


async def test_ready_when_all_parts_are_and_not_when_the_exchange_is_gone(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with with_exchange(sqlite_url, tmp_path) as (console, pbx):
        code, told = await until(console, lambda told: bool(told["ready"]))
        assert code == 200
        assert told["telephony"]["says"].startswith("Asterisk Call Manager/")
        await pbx.stop()
        code, told = await until(console, lambda told: not told["ready"])
        assert code == 503
        assert told["telephony"]["state"] == "down"
        assert told["telephony"]["says"].startswith("The telephone exchange")
        assert told["database"]["state"] == "up"


async def test_supervisors_read_what_the_link_lacks_and_it_is_degraded(
    sqlite_url: str, tmp_path: Path
) -> None:
    sentence = "The telephone exchange tells nothing of its queues."
    async with with_exchange(sqlite_url, tmp_path) as (console, _):
        await until(console, lambda told: bool(told["ready"]))
        supervisor = await console.person("ayse", Role.SUPERVISOR)
        assert sentence not in (await supervisor.get("/")).text
        keep_queues_from(console)
        code, told = await until(console, lambda told: told["telephony"]["state"] == "degraded")
        assert (code, told["telephony"]["says"].startswith(sentence)) == (200, True)
        assert sentence in (await supervisor.get("/")).text
        assert sentence not in (await (await console.person("elif")).get("/")).text


def keep_queues_from(console: Console) -> None:
    """What comes of an exchange that tells of phones only, and of a long enough time."""
    silence, at = console.house.telephony._silence, datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    member = QueueMember("support", "PJSIP/1001", "PJSIP/1001", "")
    silence.begin([QueueMemberSeen(member, DeviceStatus.IDLE, False, "", None)])
    for status in (DeviceStatus.BUSY, DeviceStatus.IDLE, DeviceStatus.BUSY):
        silence.hear({"Privilege": "call,all"}, DeviceStateSeen("PJSIP/1001", status), at)


async def test_rows_that_cannot_be_written_are_told(console: Console) -> None:
    async with cut_off(console.house.database) as restore:
        console.house.writer.submit(call("1"))
        code, told = await until(console, lambda told: told["journal"]["state"] == "down")
        assert code == 503
        assert told["journal"]["backlog"] == 1
        restore()
        await until(console, lambda told: told["journal"]["state"] == "up")
    console.house.writer.submit(call("2", started_at=None))
    _, told = await until(console, lambda told: told["journal"]["refused"] == 1)
    assert told["journal"]["state"] == "degraded"
    assert "refused.jsonl" in told["journal"]["says"]


async def test_administrators_read_on_every_page_that_rows_were_refused(console: Console) -> None:
    sentence = "Part of the call journal was refused by the database"
    administrator = await console.person("ayse", Role.ADMINISTRATOR)
    assert sentence not in (await administrator.get("/")).text
    console.house.writer.submit(call("2", started_at=None))
    await until(console, lambda told: told["journal"]["state"] == "degraded")
    assert sentence in (await administrator.get("/")).text
    assert sentence not in (await (await console.person("elif")).get("/")).text
    console.house.set_aside.refused.path.unlink()
    assert sentence not in (await administrator.get("/")).text


async def test_a_task_that_failed_is_named(console: Console) -> None:
    console.house.supervisor.down["roster"] = "RuntimeError: a fault"
    _, told = await readiness(console)
    assert told["tasks"] == {"state": "degraded", "says": "Being started again after a fault: roster."}


async def test_alive_says_nothing_about_the_exchange(console: Console) -> None:
    async with console.visitor() as client:
        answer = await client.get("/healthz")
        assert (answer.status_code, answer.json()) == (200, {"alive": True})


async def test_the_figures_tell_of_link_calls_browsers_and_rows(sqlite_url: str, tmp_path: Path) -> None:
    async with with_exchange(sqlite_url, tmp_path) as (console, pbx):
        await until(console, lambda told: bool(told["ready"]))
        pbx.call("+905321112233", "Ayşe Çelik")
        lines = await figures_with(console, 'santral_telephony_events_total{event="CallRinging"}')
        assert "santral_link_up 1.0" in lines
        assert "santral_calls 1.0" in lines
        assert "santral_sockets 0.0" in lines
        assert "santral_writer_dropped_total 0.0" in lines
        assert "+905321112233" not in "\n".join(lines)
