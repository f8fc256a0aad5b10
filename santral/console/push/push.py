"""The push room put together. Its routes are in `socket.py` and `desk/commands.py`."""

from __future__ import annotations

from datetime import UTC, datetime

from santral.console.desk.dialling import Dialling
from santral.console.desk.drafts import Notebook
from santral.console.floor.board import Board
from santral.console.floor.call_sheet import CallSheet
from santral.console.floor.directory import DatabaseDirectory
from santral.console.floor.floor import Floor
from santral.console.metrics import Metrics
from santral.console.notifications.bells import Bells, Unread
from santral.console.push.hub import Hub
from santral.console.push.places import Places
from santral.console.push.stream import Change
from santral.console.restart.bring_back import BringBack
from santral.console.screens.composer import Composer
from santral.console.screens.fragments import Fragments
from santral.console.screens.screen_pop import ScreenPop
from santral.console.screens.screens import Screens
from santral.console.settings import Settings
from santral.console.web.language import Languages
from santral.console.web.templating import Templates
from santral.console.write_behind.background_writer import BackgroundWriter
from santral.crm_core.bus import Bus
from santral.crm_core.db import Database
from santral.crm_core.definitions.store import DefinitionsChanged, DefinitionStore
from santral.crm_core.errors import SantralError
from santral.crm_core.feature import BackgroundTask
from santral.crm_core.members.numbers import DEFAULT_TRUNK_PREFIXES
from santral.crm_core.one_trip import OneTrip
from santral.crm_core.settings_store import SettingsStore
from santral.crm_core.users import audit
from santral.cti.telephony import Telephony


class Push:
    """`notebook` is what other rooms ask: who calls was chosen, or made, on one of their pages."""

    def __init__(
        self,
        *,
        settings: Settings,
        database: Database,
        store: SettingsStore,
        definitions: DefinitionStore,
        languages: Languages,
        templates: Templates,
        telephony: Telephony,
        writer: BackgroundWriter,
        metrics: Metrics,
    ) -> None:
        trip = OneTrip(database)
        directory = DatabaseDirectory(
            trip,
            settings.default_region,
            settings.trunk_prefixes or DEFAULT_TRUNK_PREFIXES,
            lambda: store.pop_rules.hot_days,
        )
        self._directory = directory
        board = Board()
        self.floor = Floor(store.pop_rules, directory.write_number)
        self._writer = writer
        self._metrics = metrics
        self._languages = languages
        self._fragments = Fragments(templates)
        unread = Unread()
        self._composer = Composer(
            self.floor,
            board,
            self._fragments,
            definitions=lambda: definitions.book,
            started_at=datetime.now(UTC),
            on_viewed=self._on_viewed,
            unread=unread,
        )
        self.hub = Hub(self._composer.everything, metrics=metrics.sockets)
        self._bells = Bells(
            database, unread, self.hub, languages, self._composer.language_of, self._composer.bell
        )
        self.places = Places(self.hub.publish)
        self.screens = Screens(
            self.floor, self._composer, self.hub, lambda language, text: languages[language].translate(text)
        )
        self.pop = ScreenPop(self.floor, board, self.screens, self.hub, directory)
        self.notebook = Notebook(database, self.floor, board, self.pop, lambda: definitions.book, writer)
        self._bring_back = BringBack(database, trip, self.floor, self.pop)
        self.dialling = Dialling(telephony.actions.originate, self._tell)

    async def warm_up(self) -> None:
        """So that the first call does not wait longer than the next ones. Before the house is open."""
        await self._directory.warm_up()

    def listen(self, bus: Bus) -> None:
        """Hear what happens. Before telephony does: whoever is new has a desk when his calls are told."""
        self.pop.subscribe(bus)
        self._bring_back.subscribe(bus)
        self._bells.listen(bus)
        bus.subscribe(DefinitionsChanged, self.on_definitions_changed)

    def on_definitions_changed(self, _event: DefinitionsChanged) -> None:
        self._fragments.forget()
        self.screens.show_again()

    @property
    def tasks(self) -> tuple[BackgroundTask, ...]:
        """One that fails is begun again by itself; the others go on."""
        return (
            BackgroundTask("screens", self.pop.run),
            BackgroundTask("bringing back", self._bring_back.run),
            BackgroundTask("bells", self._bells.run),
            BackgroundTask("dialling", self.dialling.run),
        )

    def _on_viewed(self, user_id: int, sheet: CallSheet) -> None:
        member = sheet.caller.member
        if member is not None:
            who, call = self.floor.colleagues[user_id], {"call_id": sheet.call_id}
            self._metrics.pops.inc()
            self._writer.submit(audit.as_pending_row(who, "viewed", "member", member.member_id, call))

    def _tell(self, user_id: int, error: SantralError) -> None:
        """What went wrong after its command was answered."""
        if user_id in self.floor.colleagues:
            language = self._languages[self._composer.language_of(user_id)]
            notice = {"kind": "notice", "text": language.sentence(error)}
            self.hub.publish(user_id, Change({}, tell=notice))
