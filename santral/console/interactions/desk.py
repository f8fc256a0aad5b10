"""What an interaction leaves to do stands on the desk of who follows it up, whoever wrote or corrected it."""

from __future__ import annotations

from collections.abc import Collection

from santral.console.house import House
from santral.console.restart.promised_before import key_of_interaction
from santral.console.screens.view_models import Callback
from santral.crm_core.definitions.defaults import CALL_BACK_PROMISED
from santral.crm_core.interactions.page import InteractionPage, read_interaction_page
from santral.cti.call_records import CallRecord

SAYS_WHAT = frozenset({"result", "follow_up_at", "follow_up_done_at", "notes", "responsible_id", "member_id"})
SAYS_WHEN = frozenset({"result", "follow_up_at"})


async def show_on_desk(
    house: House, interaction_id: int, changed: Collection[str] = ("follow_up_at",)
) -> None:
    """Bring the desks up to date where one of the `changed` fields says what is to be done, or by whom."""
    if not SAYS_WHAT.intersection(changed):
        return
    async with house.database.reading() as session:
        page = await read_interaction_page(session, interaction_id)
        record = await session.get(CallRecord, page.call_id) if page.call_id else None
    is_due = page.follow_up_at is not None and page.follow_up_done_at is None
    is_promised = page.follow_up_at is None and page.result == CALL_BACK_PROMISED and page.call_id is not None
    callbacks = house.push.floor.callbacks
    if is_promised and not SAYS_WHEN.intersection(changed) and not callbacks.has(interaction_id):
        return  # it was kept by now, which the desk knows
    number = (record.number if record else "") or ""
    callback = _callback(house, page, number, (record.name if record else "") or "")
    house.push.floor.follow_up(page.follows_up, interaction_id, callback if is_due or is_promised else None)
    house.push.pop.changed()


def _callback(house: House, page: InteractionPage, number: str, name: str) -> Callback:
    return Callback(
        call_id=page.call_id or key_of_interaction(page.interaction_id),
        at=page.at.replace(microsecond=0),
        number=number,
        number_display=house.push.floor.write_number(number).display if number else "",
        caller_name=name,
        member=page.member,
        about=page.notes.strip(),
        due=page.follow_up_at,
        interaction_id=page.interaction_id,
    )
