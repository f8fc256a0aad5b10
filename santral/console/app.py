"""Builds the house: the only place where the rooms meet.

A module joins by its `feature(house)`, listed in `FEATURES`; the order is the menu's.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.routing import BaseRoute, Mount

from santral.console import health
from santral.console.account import preferences, sign_in
from santral.console.account.auth import SessionCookie
from santral.console.account.last_seen import LastSeen
from santral.console.administration import custom_fields
from santral.console.administration import feature as administration
from santral.console.api import feature as api
from santral.console.applications import feature as applications
from santral.console.assignment import feature as assignment
from santral.console.customers import feature as customers
from santral.console.desk import feature as desk
from santral.console.desk import workspace
from santral.console.documents import feature as documents
from santral.console.floor.roster import Roster, RosterChanged
from santral.console.house import DemoLogin, House
from santral.console.interactions import feature as interactions
from santral.console.metrics import Metrics
from santral.console.notifications import feature as notifications
from santral.console.only_server import OnlyServer
from santral.console.opening import open_house
from santral.console.processes import feature as processes_pages
from santral.console.push.push import Push
from santral.console.server_key import ServerKey
from santral.console.service_levels import feature as service_levels_pages
from santral.console.settings import Settings
from santral.console.supervisor import Supervisor
from santral.console.teams import feature as teams
from santral.console.waits import AS_EVER, Waits
from santral.console.web.answers import on_database_error, on_error, on_http_error
from santral.console.web.language import Languages
from santral.console.web.security import RequestLog, SameSite, SecurityHeaders
from santral.console.web.static_files import CachedStaticFiles
from santral.console.web.static_urls import STATIC, StaticUrls
from santral.console.web.templating import Templates
from santral.console.webhooks import feature as webhooks
from santral.console.write_behind.background_writer import BackgroundWriter
from santral.console.write_behind.give_back import GiveBack
from santral.console.write_behind.set_aside import SetAside
from santral.crm_core.bus import Bus
from santral.crm_core.custom_fields.store import CustomFieldStore
from santral.crm_core.db import Database
from santral.crm_core.definitions.store import DefinitionStore
from santral.crm_core.errors import SantralError
from santral.crm_core.feature import Feature
from santral.crm_core.pop_rules import PopRules
from santral.crm_core.processes.store import ProcessStore
from santral.crm_core.promises.in_force import put_in_force
from santral.crm_core.service_levels.store import ServiceLevelStore
from santral.crm_core.settings_store import PopRulesChanged, SettingsStore
from santral.crm_core.users.passwords import Passwords
from santral.crm_core.users.sessions import SessionLife
from santral.crm_core.users.sign_in import SignIn
from santral.crm_core.users.throttle import SignInLimits, SignInThrottle
from santral.crm_core.webhooks.seeds import SecretsOfWebhooks
from santral.cti.agent_journal import AgentJournal
from santral.cti.journal import CallJournal
from santral.cti.telephony import Telephony
from santral.cti.wire import AmiSettings

FEATURES: tuple[Callable[[House], Feature], ...] = (
    workspace.feature,
    desk.feature,
    customers.feature,
    applications.feature,
    interactions.feature,
    documents.feature,
    notifications.feature,
    administration.feature,
    custom_fields.feature,
    assignment.feature,
    webhooks.feature,
    service_levels_pages.feature,
    processes_pages.feature,
    teams.feature,
    api.feature,
    sign_in.feature,
    preferences.feature,
    health.feature,
)

log = structlog.get_logger(__name__)


def create_app(
    settings: Settings,
    demo_logins: tuple[DemoLogin, ...] = (),
    passwords: Passwords | None = None,
    waits: Waits = AS_EVER,
) -> Starlette:
    """The whole server as an ASGI application. `app.state.house` is the `House`. `passwords` and `waits` are
    for tests, which need not hash as slowly as is right, nor sit out what others are given.

    Starting it (lifespan) raises where the database cannot be read: migrate first.
    """
    house = build_house(settings, demo_logins, passwords or Passwords(), waits)
    features = tuple(feature(house) for feature in FEATURES)
    house.menu = tuple(entry for feature in features for entry in feature.menu)
    for handler in (handler for feature in features for handler in feature.handlers):
        house.bus.subscribe(handler.event_type, handler.handle)
    routes: list[BaseRoute] = [route for feature in features for route in feature.routes]
    routes.append(Mount("/static", CachedStaticFiles(directory=STATIC, check_dir=False), name="static"))

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with open_house(house, features):
            yield

    app = Starlette(
        routes=routes,
        lifespan=lifespan,
        exception_handlers={
            SantralError: on_error,
            HTTPException: on_http_error,
            **dict.fromkeys((SQLAlchemyError, OSError), on_database_error),
        },
        middleware=[
            Middleware(SecurityHeaders, settings=settings),
            Middleware(RequestLog, metrics=house.metrics),
            Middleware(RequestBodyLimitMiddleware, max_body_size=settings.max_body_kb * 1024),
            Middleware(SameSite, settings=settings),
            Middleware(SessionCookie, house=house),
        ],
    )
    app.state.house = house
    return app


def build_house(
    settings: Settings, demo_logins: tuple[DemoLogin, ...], passwords: Passwords, waits: Waits
) -> House:
    """Everything, made but not started: nothing is connected, read or written."""
    database = Database(settings.database_url, sqlite_busy_ms=round(1000 * waits.sqlite_busy_s))
    bus, metrics = Bus(), Metrics()
    database.publish = bus.publish
    languages, static = Languages(settings.default_language), StaticUrls()
    life = SessionLife(
        idle=timedelta(hours=settings.session_idle_hours), longest=timedelta(hours=settings.session_hours)
    )
    throttle = SignInThrottle(
        SignInLimits(
            settings.sign_in_attempts_per_user,
            settings.sign_in_attempts_per_address,
            settings.sign_in_window_minutes,
        ),
        settings.redis_url,
    )
    set_aside = SetAside(settings.var_dir)
    writer = BackgroundWriter(database, set_aside, every_s=waits.writer_every_s)
    roster = Roster(database, bus, settings.default_language)
    telephony = Telephony(ami_settings(settings, waits), bus, (), wrap_up_s=PopRules().wrap_up_s)
    store, definitions = SettingsStore(database, bus), DefinitionStore(database, bus)
    processes, service_levels = ProcessStore(database, bus), ServiceLevelStore(database, bus)
    templates = Templates(
        languages,
        static,
        settings.default_region,
        lambda: definitions.book,
        lambda: processes.book,
        lambda: service_levels.levels.calendar,
    )
    put_in_force(database, lambda: service_levels.levels)
    server_key = ServerKey(settings.secret_key, settings.var_dir)
    house = House(
        settings=settings,
        database=database,
        bus=bus,
        store=store,
        definitions=definitions,
        custom_fields=CustomFieldStore(database),
        processes=processes,
        service_levels=service_levels,
        languages=languages,
        static=static,
        templates=templates,
        passwords=passwords,
        door=SignIn(database, passwords, throttle, life),
        session_life=life,
        last_seen=LastSeen(database, life, waits.last_seen_every_s),
        roster=roster,
        telephony=telephony,
        call_journal=CallJournal(writer, roster.user_at, telephony.calls.calls.keys),
        agent_journal=AgentJournal(writer, roster.user_at),
        push=Push(
            settings=settings,
            database=database,
            store=store,
            definitions=definitions,
            languages=languages,
            templates=templates,
            telephony=telephony,
            writer=writer,
            metrics=metrics,
        ),
        set_aside=set_aside,
        writer=writer,
        give_back=GiveBack(
            database, set_aside, lambda: writer.keeps_up, look_every_s=waits.giving_back_looks_every_s
        ),
        supervisor=Supervisor(),
        metrics=metrics,
        only_server=OnlyServer(settings.database_url),
        server_key=server_key,
        webhook_secrets=SecretsOfWebhooks(lambda: server_key.of("webhooks")),
        demo_logins=demo_logins,
    )
    metrics.watch(house)
    _connect(house)
    return house


def ami_settings(settings: Settings, waits: Waits = AS_EVER) -> AmiSettings:
    return AmiSettings(
        host=settings.ami_host,
        port=settings.ami_port,
        username=settings.ami_username,
        secret=settings.ami_secret.get_secret_value(),
        tls=settings.ami_tls,
        ca_file=settings.ami_ca_file,
        dial_context=settings.dial_context,
        ping_interval_s=waits.ami_ping_interval_s,
        silence_limit_s=waits.ami_silence_limit_s,
        answer_timeout_s=waits.ami_answer_timeout_s,
        first_retry_s=waits.ami_first_retry_s,
    )


def _connect(house: House) -> None:
    """Who hears what, of the rooms that are there in any case."""

    def on_roster_changed(_event: RosterChanged) -> None:
        house.telephony.set_agent_devices(house.roster.devices)

    def on_pop_rules_changed(event: PopRulesChanged) -> None:
        house.telephony.agents.set_wrap_up(event.rules.wrap_up_s)

    house.metrics.listen(house.bus)
    house.push.listen(house.bus)
    house.call_journal.listen(house.bus)
    house.agent_journal.listen(house.bus)
    house.bus.subscribe(RosterChanged, on_roster_changed)
    house.bus.subscribe(PopRulesChanged, on_pop_rules_changed)
