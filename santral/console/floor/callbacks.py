"""Who is to be called back, and by whom. Pure.

A call back is promised by the result of an interaction, and done as soon as anybody of the house talks with
the same customer or number in another call. One with a date waits for whoever gave it to say that it is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from santral.console.floor.call_sheet import CallSheet, Draft
from santral.console.screens.view_models import Callback
from santral.crm_core.customer_page import MemberHeader
from santral.crm_core.definitions.defaults import CALL_BACK_PROMISED
from santral.cti.call_events import CallId


class Callbacks:
    """Where something becomes different, the methods give for which users."""

    def __init__(self, resolve: Callable[[CallId], CallId]) -> None:
        """`resolve` gives the id under which a call lives now."""
        self._resolve = resolve
        self._open: dict[int, dict[str, Callback]] = {}  # by user and call

    def of(self, user_id: int) -> tuple[Callback, ...]:
        """What the user promised, the oldest first; what has a date stands where its date is."""
        callbacks = self._open.get(user_id, {}).values()
        return tuple(sorted(callbacks, key=lambda callback: callback.due or callback.at))

    def has(self, interaction_id: int) -> bool:
        """Whether anybody still has to call because of an interaction."""
        open_now = (one for callbacks in self._open.values() for one in callbacks.values())
        return any(one.interaction_id == interaction_id for one in open_now)

    def add(self, user_id: int, callback: Callback) -> None:
        self._open.setdefault(user_id, {})[callback.call_id] = callback

    def add_all(self, callbacks: Iterable[tuple[int, Callback]]) -> set[int]:
        """By user, what was promised before."""
        made = list(callbacks)
        for user_id, callback in made:
            self.add(user_id, callback)
        return {user_id for user_id, _ in made}

    def on_saved(self, user_id: int, sheet: CallSheet, draft: Draft) -> set[int]:
        """The interaction of a call was written: by its result it is a promise, or no longer one."""
        before = self._open.get(user_id, {}).pop(sheet.call_id, None)
        promised = draft.result == CALL_BACK_PROMISED or draft.follow_up_at is not None
        if promised:
            self.add(user_id, _callback(sheet, draft))
        return {user_id} if before is not None or promised else set()

    def on_corrected(self, user_id: int, interaction_id: int, callback: Callback | None) -> set[int]:
        """An interaction says something else now, was given to the user, or was followed up: what it leaves
        to do, if anything. It stands on nobody else's desk then."""
        users = set()
        for other, callbacks in self._open.items():
            for one in [each for each in callbacks.values() if each.interaction_id == interaction_id]:
                del callbacks[one.call_id]
                users.add(other)
        if callback is not None:
            self.add(user_id, callback)
            users.add(user_id)
        return users

    def on_talked(self, sheet: CallSheet) -> set[int]:
        """A talk is over: whoever promised this party a call need not call any more."""
        users = set()
        for user_id, callbacks in self._open.items():
            for callback in tuple(callbacks.values()):
                if self._is_done_by(sheet, callback):
                    del callbacks[callback.call_id]
                    users.add(user_id)
        return users

    def on_known(self, sheet: CallSheet) -> set[int]:
        """It turned out who it was that was promised a call."""
        users = {user_id for user_id in sheet.drafts if sheet.call_id in self._open.get(user_id, {})}
        for user_id in users:
            callback = self._open[user_id][sheet.call_id]
            self.add(user_id, replace(callback, member=sheet.caller.member))
        return users

    def _is_done_by(self, sheet: CallSheet, callback: Callback) -> bool:
        if callback.due is not None:
            return False  # a date was given: who gave it says when it is done
        if self._resolve(CallId(callback.call_id)) == sheet.call_id:
            return False  # the talk in which it was promised
        return _same_member(sheet.caller.member, callback.member) or (
            bool(callback.number_display) and sheet.number_display == callback.number_display
        )


def _same_member(one: MemberHeader | None, other: MemberHeader | None) -> bool:
    return one is not None and other is not None and one.member_id == other.member_id


def _callback(sheet: CallSheet, draft: Draft) -> Callback:
    return Callback(
        call_id=sheet.call_id,
        at=draft.at.replace(microsecond=0),
        number=sheet.number,
        number_display=sheet.number_display,
        caller_name=sheet.name,
        member=sheet.caller.member,
        about=draft.notes.strip(),
        due=draft.follow_up_at,
        interaction_id=draft.interaction_id,
    )
