"""A case is changed by several people at a time, and nobody's words are lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from santral.crm_core.applications.fields import Value
from santral.crm_core.applications.history import HistoryRow, changes_since, next_version, note_change
from santral.crm_core.applications.owner_told import tell_owner
from santral.crm_core.applications.people import check_people
from santral.crm_core.applications.search_words import set_search_words
from santral.crm_core.applications.tables import Application
from santral.crm_core.applications.values import put_value, value_of
from santral.crm_core.errors import Conflict, NotFound
from santral.crm_core.promises.keep import clock_priority_changed
from santral.crm_core.users.audit import Actor, record


class EditConflict(Conflict):
    """Somebody else changed the same fields first. Both versions are in it: `theirs` by field, and the caller
    still has its own."""

    def __init__(self, theirs: Mapping[str, HistoryRow], version: int) -> None:
        super().__init__("A colleague changed this meanwhile. Choose what should stay.")
        self.theirs = theirs
        self.version = version


@dataclass(frozen=True, slots=True)
class Edited:
    """`changed` names the fields that have another value now."""

    application: Application
    changed: tuple[str, ...]


async def find_application(session: AsyncSession, application_id: int, *, lock: bool = False) -> Application:
    """Raises `NotFound`. `lock` it before changing it: two changes come one after the other."""
    application = await session.get(Application, application_id, with_for_update=lock or None)
    if application is None:
        raise NotFound("There is no such application.")
    return application


async def lock_both(session: AsyncSession, one: int, two: int) -> tuple[Application, Application]:
    """Two cases that change together; in one order, so that nobody waits for each other. Raises
    `NotFound`."""
    locked = {row_id: await find_application(session, row_id, lock=True) for row_id in sorted({one, two})}
    return locked[one], locked[two]


async def edit_application(
    session: AsyncSession,
    application_id: int,
    values: Mapping[str, Value],
    *,
    based_on: int,
    by: Actor,
    at: datetime,
) -> Edited:
    """Write checked `values` (see `fields.check_fields`, `CustomFieldBook.check`), typed by somebody who saw
    version `based_on`.

    What others changed since then stays where it is another field; where it is the same, nothing is saved and
    `EditConflict` tells both. Values that are the same as before are no change. Raises `NotFound`,
    `InvalidInput`.
    """
    application = await find_application(session, application_id, lock=True)
    wanted = {name: value for name, value in values.items() if value != value_of(application, name)}
    if not wanted:
        return Edited(application, ())
    if based_on != application.version:
        theirs = await changes_since(session, application_id, based_on, tuple(wanted))
        if theirs:
            raise EditConflict(theirs, application.version)
    await check_people(session, application.member_id, wanted)
    next_version(application, at)
    for name, value in wanted.items():
        note_change(session, application, by, at, "changed", name, value_of(application, name), value)
        put_value(application, name, value)
    if "owner_id" in wanted:
        await tell_owner(session, application, by, at)
    if "priority" in wanted:
        await clock_priority_changed(session, application, at)
    set_search_words(application)
    await record(session, by, "changed", "application", application_id, {"fields": sorted(wanted)}, at)
    await session.flush()
    return Edited(application, tuple(wanted))
