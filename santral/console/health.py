"""Whether the server lives, whether it can do its work, and what it counts, for programs that watch. None
of it tells names or numbers of people. Strangers get words such as "up"; sentences and figures are for those
who `may_watch`."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from santral.console.house import House, house_of
from santral.console.watchers import may_watch
from santral.console.write_behind.background_writer import Trouble
from santral.crm_core.feature import Feature
from santral.crm_core.guarded_route import GuardedRoute
from santral.crm_core.users.roles import ANYBODY
from santral.crm_core.webhooks.standing import count_messages, read_standing

PATIENCE_S: Final = 3.0
MUCH_BACKLOG: Final = 10_000
LONG_WAITING: Final = timedelta(minutes=10)
"""For how long a message for a webhook waits before somebody should look: after some six attempts."""

NOT_HERE: Final = "To read this from elsewhere, set SANTRAL_METRICS_TOKEN and send it as a bearer token.\n"
NOT_TOLD: Final = "The database does not tell what waits."
TOKEN_NEEDED: Final = "Send SANTRAL_METRICS_TOKEN as a bearer token.\n"

Part = dict[str, str | int]

log = structlog.get_logger(__name__)


def feature(_house: House) -> Feature:
    return Feature(
        name="health",
        routes=(
            GuardedRoute("/healthz", show_alive, roles=ANYBODY),
            GuardedRoute("/readyz", show_ready, roles=ANYBODY),
            GuardedRoute("/metrics", show_metrics, roles=ANYBODY),
        ),
    )


async def show_alive(_request: Request) -> Response:
    return JSONResponse({"alive": True})


async def show_ready(request: Request) -> Response:
    """503 where a part is "down"; a "degraded" one needs somebody to look, but the work goes on. To who may
    watch each part says in words what it sees; the others read the state alone."""
    house = house_of(request)
    database = await _database(house)
    answers = database["state"] == "up"
    parts = {
        "server": _server(house),
        "database": database,
        "telephony": _telephony(house),
        "journal": await _journal(house),
        "webhooks": await _webhooks(house) if answers else _part("degraded", NOT_TOLD),
        "tasks": _tasks(house),
    }
    down = any(part["state"] == "down" for part in parts.values())
    if not may_watch(request, house.settings):
        parts = {name: {"state": part["state"]} for name, part in parts.items()}
    return JSONResponse({"ready": not down, **parts}, 503 if down else 200)


async def show_metrics(request: Request) -> Response:
    settings = house_of(request).settings
    if not may_watch(request, settings):
        if settings.metrics_token is None:
            return PlainTextResponse(NOT_HERE, 403)
        return PlainTextResponse(TOKEN_NEEDED, 401, {"WWW-Authenticate": "Bearer"})
    await _ask_for_webhooks(house_of(request))
    return Response(generate_latest(house_of(request).metrics.registry), media_type=CONTENT_TYPE_LATEST)


async def _database(house: House) -> Part:
    try:
        async with asyncio.timeout(PATIENCE_S), house.database.reading() as session:
            await session.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError, TimeoutError):
        log.exception("the database does not answer")
        return _part("down", "The database does not answer.")
    return _part("up", "The database answers.")


def _server(house: House) -> Part:
    if house.only_server.trouble:
        return _part("down", house.only_server.trouble)
    return _part("up", "No other server serves this database.")


def _telephony(house: House) -> Part:
    link = house.telephony.link
    if not link.up:
        return _part("down", f"{link.reason} So it is since {link.since:%Y-%m-%d %H:%M:%S} UTC.")
    if link.reason:
        return _part("degraded", link.reason)
    return _part("up", f"{link.exchange} is heard since {link.since:%Y-%m-%d %H:%M:%S} UTC.")


async def _journal(house: House) -> Part:
    writer, aside = house.writer, house.set_aside
    figures = {
        "backlog": writer.backlog,
        "set_aside": await asyncio.to_thread(aside.count_waiting) if aside.any_wait else 0,
        "refused": await asyncio.to_thread(aside.refused.count) if aside.any_refused else 0,
        "given_back": house.give_back.rows_given_back,
        "dropped": writer.rows_dropped,
    }
    if writer.trouble is Trouble.OUTAGE:
        return _part("down", "The database takes no rows; they wait in memory.", **figures)
    if writer.trouble is Trouble.LOST:
        says = "Rows were lost: they could be neither written nor set aside."
        return _part("degraded", says, **figures)
    if writer.trouble is Trouble.REFUSED:
        says = f"Rows were refused; {aside.refused.path.name} tells why. See docs/operations.md."
        return _part("degraded", says, **figures)
    if writer.trouble is Trouble.SET_ASIDE:
        says = "Rows are set aside; they are given back as soon as the database takes them."
        return _part("degraded", says, **figures)
    if writer.backlog > MUCH_BACKLOG:
        return _part("degraded", "More rows come than the database takes.", **figures)
    return _part("up", "Rows are written as they come.", **figures)


async def _webhooks(house: House) -> Part:
    """Never "down": that others' servers do not answer keeps nobody here from working."""
    try:
        async with asyncio.timeout(PATIENCE_S), house.database.reading() as session:
            standing = await read_standing(session)
    except (SQLAlchemyError, OSError, TimeoutError):
        return _part("degraded", NOT_TOLD)
    if standing.stopped:
        says = f"{standing.stopped} took no message for days and are switched off; their log tells why."
        return _part("degraded", says)
    if standing.oldest is not None and datetime.now(UTC) - standing.oldest > LONG_WAITING:
        says = f"A message waits since {standing.oldest:%Y-%m-%d %H:%M:%S} UTC; {standing.failing} fail."
        return _part("degraded", says)
    return _part("up", "Messages are sent as they come.")


async def _ask_for_webhooks(house: House) -> None:
    """What the figures tell of webhooks; the last known where the database does not answer."""
    try:
        async with asyncio.timeout(PATIENCE_S), house.database.reading() as session:
            house.metrics.webhooks.note(await read_standing(session), *await count_messages(session))
    except (SQLAlchemyError, OSError, TimeoutError):
        log.exception("the database does not tell what webhooks wait for")


def _tasks(house: House) -> Part:
    if house.supervisor.down:
        names = ", ".join(sorted(house.supervisor.down))
        return _part("degraded", f"Being started again after a fault: {names}.")
    return _part("up", "All background tasks run.")


def _part(state: Literal["up", "degraded", "down"], says: str, **figures: int) -> Part:
    return {"state": state, "says": says, **figures}
