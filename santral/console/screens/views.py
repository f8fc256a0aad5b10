"""From the floor to what the templates show: one function for each view model of a call. Pure."""

from __future__ import annotations

from santral.console.floor.call_sheet import CallSheet, Draft
from santral.console.floor.desk import IN_TALK, ON_THE_PHONE, Card
from santral.console.floor.floor import Floor
from santral.console.screens.view_models import (
    CallCard,
    CardState,
    CustomerPanel,
    EarlierNotes,
    IdleDesk,
    PromisedWork,
    WorkPanel,
)
from santral.crm_core.definitions.book import DefinitionBook
from santral.crm_core.definitions.definition import Definition
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.interactions.details import NO_DETAILS, TypedDetails

STAYS_WITH_CUSTOMER = ON_THE_PHONE | {CardState.RINGING, CardState.WRAP_UP, CardState.MISSED}
STAYS_WITH_WORK = ON_THE_PHONE | {CardState.RINGING, CardState.WRAP_UP}


def call_card(floor: Floor, user_id: int, card: Card, sheet: CallSheet) -> CallCard:
    """Whole seconds in `since`: all who ring then share one rendering, and nobody reads milliseconds."""
    asked = sheet.asked_by(user_id) if card.state is CardState.HELD else ""
    sent_to = card.transferred_to if card.state is CardState.WRAP_UP else ""
    return CallCard(
        call_id=sheet.call_id,
        state=card.state,
        since=card.since.replace(microsecond=0),
        direction=sheet.direction.value,
        number=sheet.number,
        number_display=sheet.number_display,
        caller_name=sheet.name,
        match=sheet.caller.match,
        member=sheet.caller.member,
        queue=sheet.queue,
        waiting_since=sheet.waiting_since,
        answered_by=floor.name_of(card.answered_by, sheet) if card.answered_by else "",
        transferred_by=floor.name_of(card.transferred_by, sheet) if card.transferred_by else "",
        can_hang_up=card.state in ON_THE_PHONE,
        can_transfer=card.state in IN_TALK and not asked,
        asks=floor.name_of(asked, sheet) if asked else "",
        transferred_to=floor.name_of(sent_to, sheet) if sent_to else "",
        untaken=card.untaken and bool(sent_to),
        unreached=card.unreached if card.state is CardState.WRAP_UP else None,
    )


def customer_panel(floor: Floor, sheet: CallSheet) -> CustomerPanel:
    member = sheet.caller.member
    return CustomerPanel(
        call_id=sheet.call_id,
        match=sheet.caller.match,
        number=sheet.number,
        number_display=sheet.number_display,
        caller_name=sheet.name,
        page=sheet.caller.page,
        choices=sheet.caller.choices,
        land_on=sheet.caller.land_on,
        promised=promised_work(floor, member.member_id, sheet.call_id) if member is not None else (),
    )


def promised_work(floor: Floor, member_id: int, call_id: str = "") -> tuple[PromisedWork, ...]:
    """What the house still has to do about a customer, but for what this very call left to do."""
    return tuple(
        PromisedWork(who.display_name, one.due, one.about, one.interaction_id)
        for user_id, one in floor.callbacks.with_member(member_id)
        if one.call_id != call_id and (who := floor.colleagues.get(user_id)) is not None
    )


def work_panel(floor: Floor, user_id: int, card: Card, sheet: CallSheet, book: DefinitionBook) -> WorkPanel:
    draft = sheet.drafts.get(user_id)
    result = draft.result if draft else ""
    contacts = _contacts(sheet)
    return WorkPanel(
        call_id=sheet.call_id,
        state=card.state,
        member_id=sheet.caller.member.member_id if sheet.caller.member else None,
        notes=draft.notes if draft else "",
        result=result,
        results=_results(book, result),
        version=draft.version if draft else 0,
        earlier=_earlier_notes(floor, user_id, sheet),
        transferred_by=floor.name_of(card.transferred_by, sheet) if card.transferred_by else "",
        details=_details(sheet, draft, contacts),
        contacts=contacts,
        applications=_applications(sheet),
        interaction_id=draft.interaction_id if draft else None,
    )


def idle_desk(floor: Floor, user_id: int) -> IdleDesk:
    day = floor.days[user_id]
    unsaved = []
    for card in floor.desks[user_id]:
        sheet = floor.sheets[card.call_id]
        if card.state is CardState.WRAP_UP and floor.shows(user_id, card, sheet):
            unsaved.append(call_card(floor, user_id, card, sheet))
    return IdleDesk(
        unsaved=tuple(unsaved),
        missed_today=day.missed,
        answered_today=day.answered,
        talk_seconds_today=round(day.talk_s),
        recent=tuple(day.recent),
        calls=tuple(day.calls),
        callbacks=floor.callbacks.of(user_id),
    )


def _results(book: DefinitionBook, chosen: str) -> tuple[Definition, ...]:
    """Those that can be chosen, and the one that was chosen while it still could."""
    live, own = book.live(DefinitionKind.RESULT), book.find(DefinitionKind.RESULT, chosen)
    return live if own is None or own in live else (*live, own)


def _contacts(sheet: CallSheet) -> tuple[tuple[int, str], ...]:
    page = sheet.caller.page
    people = page.related if page is not None else ()
    return tuple((one.employee_id, one.name) for one in people if one.employee_id is not None)


def _applications(sheet: CallSheet) -> tuple[tuple[int, str], ...]:
    page = sheet.caller.page
    items = page.open_items if page is not None else ()
    return tuple((item.application_id, f"{item.number} {item.subject}") for item in items)


def _details(sheet: CallSheet, draft: Draft | None, contacts: tuple[tuple[int, str], ...]) -> TypedDetails:
    """As they were typed; before that, whose number it is that calls."""
    if draft is not None and not (draft.is_blank and draft.details == NO_DETAILS):
        return draft.details
    name = sheet.caller.page.employee if sheet.caller.page is not None else ""
    callers = [str(employee_id) for employee_id, of in contacts if of == name] if name else []
    return TypedDetails(employee_id=callers[0]) if callers else NO_DETAILS


def _earlier_notes(floor: Floor, user_id: int, sheet: CallSheet) -> tuple[EarlierNotes, ...]:
    """What everybody else wrote in this call, saved or not, oldest first."""
    notes = []
    for author, draft in sheet.drafts.items():
        colleague = floor.colleagues.get(author)
        if author != user_id and colleague is not None and draft.notes.strip():
            notes.append(EarlierNotes(colleague.display_name, draft.at, draft.notes))
    return tuple(sorted(notes, key=lambda note: note.at))
