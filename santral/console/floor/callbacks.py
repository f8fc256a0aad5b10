"""Who is to be called back, and by whom. Pure.

A call back is promised by the result of an interaction, and done as soon as anybody of the house talks with
the same customer or number in another call. One with a date waits for whoever gave it to say that it is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from santral.console.floor.call_sheet import CallSheet, Draft
from santral.console.screens.view_models import Callback
from santral.crm_core.customer_page import MemberHeader
from santral.crm_core.definitions.defaults import CALL_BACK_PROMISED
from santral.cti.call_events import CallId

Party = int | str
"""With whom one talks: a member, by id, or a number, as people write it."""
Key = TypeVar("Key", int, Party)


class Callbacks:
    """Where something becomes different, the methods give for which users."""

    def __init__(self, resolve: Callable[[CallId], CallId]) -> None:
        """`resolve` gives the id under which a call lives now."""
        self._resolve = resolve
        self._open: dict[int, dict[str, Callback]] = {}  # by user and call
        self._done_with: dict[Party, set[tuple[int, str]]] = {}  # by whom to talk with, which users and calls
        self._of_member: dict[int, set[tuple[int, str]]] = {}  # by whose they are, the same

    def of(self, user_id: int) -> tuple[Callback, ...]:
        """What the user promised, the oldest first; what has a date stands where its date is."""
        callbacks = self._open.get(user_id, {}).values()
        return tuple(sorted(callbacks, key=lambda callback: callback.due or callback.at))

    def with_member(self, member_id: int) -> tuple[tuple[int, Callback], ...]:
        """What anybody still has to do about a customer, by user; what has a date stands where that is."""
        found = [
            (user_id, self._open[user_id][call_id]) for user_id, call_id in self._of_member.get(member_id, ())
        ]
        return tuple(sorted(found, key=lambda one: (one[1].due or one[1].at, one[0], one[1].call_id)))

    def has(self, interaction_id: int) -> bool:
        """Whether anybody still has to call because of an interaction."""
        open_now = (one for callbacks in self._open.values() for one in callbacks.values())
        return any(one.interaction_id == interaction_id for one in open_now)

    def add(self, user_id: int, callback: Callback) -> None:
        self._drop(user_id, callback.call_id)
        self._open.setdefault(user_id, {})[callback.call_id] = callback
        for party in _done_by_talking_with(callback):
            self._done_with.setdefault(party, set()).add((user_id, callback.call_id))
        if callback.member is not None:
            places = self._of_member.setdefault(callback.member.member_id, set())
            places.add((user_id, callback.call_id))

    def add_all(self, callbacks: Iterable[tuple[int, Callback]]) -> set[int]:
        """By user, what was promised before."""
        made = list(callbacks)
        for user_id, callback in made:
            self.add(user_id, callback)
        return {user_id for user_id, _ in made}

    def on_saved(self, user_id: int, sheet: CallSheet, draft: Draft) -> set[int]:
        """The interaction of a call was written: by its result it is a promise, or no longer one. It stands
        on the desk of who follows it up, who may be somebody else by now. Put away without a word, it stays
        what it was."""
        if draft.is_blank:
            return set()
        users = self._drop_interaction(draft.interaction_id)
        if self._drop(user_id, sheet.call_id) is not None:
            users.add(user_id)
        if draft.result == CALL_BACK_PROMISED or draft.follow_up_at is not None:
            to = user_id if draft.follows_up is None else draft.follows_up
            self.add(to, _callback(sheet, draft))
            users.add(to)
        return users

    def on_corrected(self, user_id: int, interaction_id: int, callback: Callback | None) -> set[int]:
        """An interaction says something else now, was given to the user, or was followed up: what it leaves
        to do, if anything. It stands on nobody else's desk then."""
        users = self._drop_interaction(interaction_id)
        if callback is not None:
            self.add(user_id, callback)
            users.add(user_id)
        return users

    def on_talked(self, sheet: CallSheet) -> set[int]:
        """A talk is over: whoever promised this party a call need not call any more."""
        users = set()
        for party in _parties(sheet.caller.member, sheet.number_display):
            for user_id, call_id in tuple(self._done_with.get(party, ())):
                if self._resolve(CallId(call_id)) != sheet.call_id:  # else the talk in which it was promised
                    self._drop(user_id, call_id)
                    users.add(user_id)
        return users

    def on_known(self, sheet: CallSheet) -> set[int]:
        """It turned out who it was that was promised a call."""
        users = {user_id for user_id, callbacks in self._open.items() if sheet.call_id in callbacks}
        for user_id in users:
            callback = self._open[user_id][sheet.call_id]
            self.add(user_id, replace(callback, member=sheet.caller.member))
        return users

    def _drop_interaction(self, interaction_id: int | None) -> set[int]:
        """From whosoever desk it stands on; who that was."""
        users = set()
        for user_id, callbacks in self._open.items() if interaction_id is not None else ():
            for one in [each for each in callbacks.values() if each.interaction_id == interaction_id]:
                self._drop(user_id, one.call_id)
                users.add(user_id)
        return users

    def _drop(self, user_id: int, call_id: str) -> Callback | None:
        callback = self._open.get(user_id, {}).pop(call_id, None)
        if callback is None:
            return None
        for party in _done_by_talking_with(callback):
            _take_out(self._done_with, party, (user_id, call_id))
        if callback.member is not None:
            _take_out(self._of_member, callback.member.member_id, (user_id, call_id))
        return callback


def _take_out(index: dict[Key, set[tuple[int, str]]], key: Key, place: tuple[int, str]) -> None:
    index[key].discard(place)
    if not index[key]:
        del index[key]


def _done_by_talking_with(callback: Callback) -> Iterator[Party]:
    """Nobody, where a date was given: who gave it says when it is done."""
    return _parties(callback.member, callback.number_display) if callback.due is None else iter(())


def _parties(member: MemberHeader | None, number_display: str) -> Iterator[Party]:
    if member is not None:
        yield member.member_id
    if number_display:
        yield number_display


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
