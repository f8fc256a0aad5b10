"""The house: everything that lives as long as the server does, under one roof.

Made once by `santral.console.app`; routes find it with `house_of(request)`.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import HTTPConnection

from santral.console.account.last_seen import LastSeen
from santral.console.floor.roster import Roster
from santral.console.metrics import Metrics
from santral.console.only_server import OnlyServer
from santral.console.push.push import Push
from santral.console.server_key import ServerKey
from santral.console.settings import Settings
from santral.console.supervisor import Supervisor
from santral.console.web.language import Languages
from santral.console.web.static_urls import StaticUrls
from santral.console.web.templating import Templates
from santral.console.write_behind.background_writer import BackgroundWriter
from santral.console.write_behind.give_back import GiveBack
from santral.console.write_behind.set_aside import SetAside
from santral.crm_core.bus import Bus
from santral.crm_core.custom_fields.store import CustomFieldStore
from santral.crm_core.db import Database
from santral.crm_core.definitions.store import DefinitionStore
from santral.crm_core.feature import MenuEntry
from santral.crm_core.processes.store import ProcessStore
from santral.crm_core.service_levels.store import ServiceLevelStore
from santral.crm_core.settings_store import SettingsStore
from santral.crm_core.users.passwords import Passwords
from santral.crm_core.users.sessions import SessionLife
from santral.crm_core.users.sign_in import SignIn
from santral.crm_core.webhooks.seeds import SecretsOfWebhooks
from santral.cti.agent_journal import AgentJournal
from santral.cti.journal import CallJournal
from santral.cti.telephony import Telephony


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """Shown on the sign-in page of the demo, and nowhere else."""

    username: str
    password: str
    role: str


@dataclass(slots=True)
class House:
    settings: Settings
    database: Database
    bus: Bus
    store: SettingsStore
    definitions: DefinitionStore
    custom_fields: CustomFieldStore
    processes: ProcessStore
    service_levels: ServiceLevelStore
    languages: Languages
    static: StaticUrls
    templates: Templates
    passwords: Passwords
    door: SignIn
    session_life: SessionLife
    last_seen: LastSeen
    roster: Roster
    telephony: Telephony
    call_journal: CallJournal
    agent_journal: AgentJournal
    push: Push
    set_aside: SetAside
    writer: BackgroundWriter
    give_back: GiveBack
    supervisor: Supervisor
    metrics: Metrics
    only_server: OnlyServer
    server_key: ServerKey
    webhook_secrets: SecretsOfWebhooks
    menu: tuple[MenuEntry, ...] = ()
    demo_logins: tuple[DemoLogin, ...] = ()


def house_of(connection: HTTPConnection) -> House:
    house: House = connection.app.state.house
    return house
