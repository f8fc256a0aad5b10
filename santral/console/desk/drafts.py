"""What agents write during calls: in the database first, then on every screen that shows it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from santral.console.desk import draft_store
from santral.console.desk.draft_store import Typed
from santral.console.floor.board import Board
from santral.console.floor.call_sheet import CallSheet, Draft
from santral.console.floor.desk import LIVE, Card
from santral.console.floor.floor import Floor
from santral.console.restart.put_away import put_away
from santral.console.screens.screen_pop import ScreenPop
from santral.console.screens.view_models import CardState
from santral.console.service_levels.house_zone import house_zone
from santral.crm_core.db import Database
from santral.crm_core.definitions.book import DefinitionBook
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.errors import CommandRefused, InvalidInput, NotFound, TelephonyUnavailable
from santral.crm_core.interactions.details import Details, TypedDetails, check_typed
from santral.crm_core.interactions.drafts import delete_draft
from santral.crm_core.interactions.save import attach_to_member, read_call_notes, save_interaction
from santral.crm_core.users import audit
from santral.crm_core.users.signed_in_user import SignedInUser
from santral.crm_core.write_later import WriteLater
from santral.cti.call_events import CallId


class Notebook:
    """Keeps and saves notes. Everybody writes only on calls of the own desk."""

    def __init__(
        self,
        database: Database,
        floor: Floor,
        board: Board,
        pop: ScreenPop,
        definitions: Callable[[], DefinitionBook],
        rows: WriteLater,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._floor = floor
        self._board = board
        self._pop = pop
        self._definitions = definitions
        self._rows = rows
        self._now = now

    async def keep(self, user: SignedInUser, call_id: CallId, typed: Typed) -> int:
        """Keep what was typed so far; its version. Raises `DraftConflict`, `InvalidInput`, `NotFound`, or
        `TelephonyUnavailable` while it is not known which calls live."""
        _, sheet = self.on_desk(user, call_id)
        self._check(user, sheet, typed)
        at = self._now()
        async with self._database.session() as session:
            kept, version = await draft_store.keep(session, sheet, user.user_id, typed, at)
        self._write(user.user_id, sheet, Draft(kept.notes, kept.result, version, at, details=kept.details))
        return version

    async def save(
        self, user: SignedInUser, call_id: CallId, typed: Typed, member_id: int | None
    ) -> int | None:
        """The notes become an interaction and the card leaves the desk, at once or with the call; the
        interaction's id.

        A second time nothing more happens, and there is no id. Without anything typed the card is only put
        away. Raises as `keep`; `member_id` counts only where the desk does not know who called.
        """
        if self._floor.on_desk(user.user_id, call_id) is None and await self._is_saved(user, call_id):
            return None
        card, sheet = self.on_desk(user, call_id)
        self._check(user, sheet, typed)
        if typed.is_blank and card.state in LIVE:
            raise InvalidInput("notes", "Write a note or choose a result before you save.")
        member = sheet.caller.member
        at = self._now()
        async with self._database.session() as session:
            typed = await draft_store.not_stale(session, sheet.call_id, user.user_id, typed)
            details = self._check(user, sheet, typed)
            above = max(typed.based_on or 0, draft_store.version_known(sheet, user.user_id))
            if typed.is_blank:  # and no other window has anything either
                version = max(above, await delete_draft(session, sheet.call_id, user.user_id)) + 1
                interaction_id, follows_up = None, None
            else:
                saved = await save_interaction(
                    session,
                    user_id=user.user_id,
                    call_id=sheet.call_id,
                    member_id=member.member_id if member else member_id,
                    notes=typed.notes,
                    result=typed.result,
                    direction=sheet.direction.value,
                    details=details,
                    at=at,
                    above=above,
                )
                version, interaction_id, follows_up = saved.version, saved.interaction_id, saved.follows_up
                await audit.record(session, user, "saved", "interaction", saved.interaction_id, at=at)
        draft = Draft(
            typed.notes, typed.result, version, at, details=typed.details,
            interaction_id=interaction_id, follow_up_at=details.follow_up_at, follows_up=follows_up,
        )  # fmt: skip
        if self._write(user.user_id, sheet, draft):
            self._done_with(user, card, sheet)
            self._floor.finish(user.user_id, sheet, at)
            self._pop.changed()
        await self._pop.reread(sheet.call_id)
        return interaction_id

    async def put_away(self, user: SignedInUser, call_id: CallId) -> None:
        """Take the card off the desk. Raises `CommandRefused` while the call lives or notes are unsaved."""
        card, sheet = self.on_desk(user, call_id)
        if card.state in LIVE:
            raise CommandRefused("This call is still going on.")
        if sheet.has_unsaved(user.user_id):
            raise CommandRefused("There are notes here that are not saved. Save them first.")
        if user.user_id in sheet.drafts:
            async with self._database.session() as session:
                await delete_draft(session, sheet.call_id, user.user_id)
        self._done_with(user, card, sheet)
        self._floor.act(user.user_id, sheet, self._now(), lambda desk, call: desk.remove(call))
        self._pop.changed()

    async def choose(self, user: SignedInUser, call_id: CallId, member_id: int) -> None:
        """Somebody says who calls: it holds for the call, on every desk, after a restart too, and for what is
        already written. Raises `NotFound`."""
        _, sheet = self.on_desk(user, call_id)
        await self._pop.choose(sheet.call_id, member_id)
        at = self._now()
        async with self._database.session() as session:
            await attach_to_member(session, sheet.call_id, member_id)
            if await draft_store.read(session, sheet.call_id, user.user_id) is None:
                await draft_store.keep(session, sheet, user.user_id, Typed("", "", None), at)
            await audit.record(session, user, "chosen", "member", member_id, {"call_id": sheet.call_id}, at)

    async def grew(self, call_id: CallId) -> None:
        """Something was written about the caller elsewhere: show it on every desk that has the call."""
        await self._pop.reread(call_id)

    def on_desk(self, user: SignedInUser, call_id: CallId) -> tuple[Card, CallSheet]:
        """The user's own card of the call. Raises `NotFound`, or `TelephonyUnavailable` where it may yet turn
        up."""
        found = self._floor.on_desk(user.user_id, call_id)
        if found is not None:
            return found
        if not self._board.link_up:
            raise TelephonyUnavailable("The telephony link is down; nothing can be changed until it is back.")
        raise NotFound("This call is not on your desk any more.")

    def has_work_left(self, user_id: int) -> bool:
        """Whether calls wait on the desk for their notes."""
        desk = self._floor.desks.get(user_id)
        return desk is not None and any(card.state is CardState.WRAP_UP for card in desk)

    def _done_with(self, user: SignedInUser, card: Card, sheet: CallSheet) -> None:
        """A missed call that leaves the desk stays away after a restart too."""
        if card.state is CardState.MISSED:
            self._rows.submit(put_away(user.user_id, sheet.call_id, self._now()))

    def _write(self, user_id: int, sheet: CallSheet, draft: Draft) -> bool:
        """Show it, unless a faster save has brought later words by now; whether it is shown."""
        if draft.version < draft_store.version_known(sheet, user_id):
            return False
        self._floor.write(user_id, sheet, draft)
        self._pop.changed()
        return True

    def _check(self, user: SignedInUser, sheet: CallSheet, typed: Typed) -> Details:
        """What was retired after it was chosen may stay."""
        before = sheet.drafts.get(user.user_id)
        book = self._definitions()
        book.check(DefinitionKind.RESULT, typed.result, "result", before.result if before else "")
        return check_typed(typed.details, book, house_zone(), before.details if before else TypedDetails())

    async def _is_saved(self, user: SignedInUser, call_id: CallId) -> bool:
        async with self._database.reading() as session:
            notes = await read_call_notes(session, call_id)
        return any(note.user_id == user.user_id for note in notes)
