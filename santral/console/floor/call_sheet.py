"""What the house knows about one call: shared by every desk that has the call, and passed on with it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from santral.console.screens.view_models import Match
from santral.crm_core.customer_page import CustomerPage, MemberHeader
from santral.crm_core.interactions.details import NO_DETAILS, TypedDetails
from santral.cti.call_events import CallId, Direction


@dataclass(frozen=True, slots=True)
class Caller:
    """Who the other party is, as far as it is known."""

    match: Match
    member: MemberHeader | None = None
    page: CustomerPage | None = None
    choices: tuple[MemberHeader, ...] = ()

    @property
    def land_on(self) -> int | None:
        """The case that changed last, where one changed in the last days."""
        hot = [item for item in self.page.open_items if item.hot] if self.page else []
        return max(hot, key=lambda item: item.changed_at).application_id if hot else None


LOOKING = Caller(Match.LOOKING)
WITHHELD = Caller(Match.WITHHELD)
FAILED = Caller(Match.FAILED)

_SURENESS = (
    Match.CHOSEN,
    Match.EXACT,
    Match.LIKELY,
    Match.SEVERAL,
    Match.NONE,
    Match.WITHHELD,
    Match.FAILED,
    Match.LOOKING,
)


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """A number for people: `display`, and the forms by which the rules may know it."""

    display: str
    forms: tuple[str, ...]
    withheld: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """What one agent wrote in this call. `version` grows with every save; `saved`: an interaction by now,
    `interaction_id`, to be followed up at `follow_up_at` by `follows_up`; None is its author."""

    notes: str
    result: str
    version: int
    at: datetime
    saved: bool = False
    details: TypedDetails = NO_DETAILS
    interaction_id: int | None = None
    follow_up_at: datetime | None = None
    follows_up: int | None = None

    @property
    def is_blank(self) -> bool:
        return not self.notes.strip() and not self.result and self.details.is_blank


@dataclass(slots=True)
class PhoneInCall:
    """A phone that rings or talks in a call. `user_id`: on whose desk that shows, None where on nobody's.
    `dials`: it is up, and the other side is called."""

    user_id: int | None
    since: datetime
    transferred_by: str = ""
    talks: bool = False
    dials: bool = False


@dataclass(slots=True)
class CallSheet:
    """One call. `number` is `""` when withheld; `muted`: the rules say that this number never pops."""

    call_id: CallId
    direction: Direction
    number: str
    number_display: str
    name: str
    waiting_since: datetime
    queue: str = ""
    muted: bool = False
    ended: bool = False
    caller: Caller = LOOKING
    asked: bool = False  # the directory was asked about this very number
    reading: int = 0  # which of the house's readings the caller's page is of; a higher one began later
    is_due: bool = False  # is to be shown now, whether the directory has answered or not
    drafts: dict[int, Draft] = field(default_factory=dict)  # by user
    phones: dict[str, PhoneInCall] = field(default_factory=dict)  # by device
    seats: dict[str, int] = field(default_factory=dict)  # by device, who was at it in this call
    holders: set[int] = field(default_factory=set)  # the users whose desk has a card of this call
    viewed: set[tuple[int, int]] = field(default_factory=set)  # user and member: pages that were shown

    @property
    def pops(self) -> bool:
        return self.direction is not Direction.INTERNAL and not self.muted

    @property
    def needs_lookup(self) -> bool:
        return self.pops and not self.asked and self.caller.match is Match.LOOKING

    @property
    def may_wait(self) -> bool:
        """Whether the directory's answer is worth waiting for before anything is shown."""
        return self.asked and not self.is_due and self.caller.match is Match.LOOKING

    def phone_of(self, user_id: int) -> str:
        """The device by which the user is in the call: the one that talks before one that rings; or ""."""
        mine = [(phone.talks, device) for device, phone in self.phones.items() if phone.user_id == user_id]
        return max(mine)[1] if mine else ""

    def asked_by(self, user_id: int) -> str:
        """The device of a colleague whom the user asks while the caller waits, whether it rings or talks; or
        ""."""
        mine = {device for device, phone in self.phones.items() if phone.user_id == user_id and phone.talks}
        return next((device for device, phone in self.phones.items() if phone.transferred_by in mine), "")

    def has_unsaved(self, user_id: int) -> bool:
        draft = self.drafts.get(user_id)
        return draft is not None and not draft.saved and not draft.is_blank

    def absorb(self, other: CallSheet) -> None:
        """Take over what is known about `other`, which turned out to be this same call."""
        if _SURENESS.index(other.caller.match) < _SURENESS.index(self.caller.match):
            self.caller, self.asked, self.reading = other.caller, True, other.reading
        if self.direction is Direction.INTERNAL and other.direction is not Direction.INTERNAL:
            self.direction, self.number, self.name = other.direction, other.number, other.name
            self.number_display, self.muted, self.asked = other.number_display, other.muted, other.asked
            self.waiting_since = other.waiting_since
        self.queue = self.queue or other.queue
        self.phones = other.phones | self.phones
        self.seats = other.seats | self.seats
        for user_id, draft in other.drafts.items():
            mine = self.drafts.get(user_id)
            self.drafts[user_id] = _joined(mine, draft) if mine else draft


def _joined(mine: Draft, other: Draft) -> Draft:
    notes = "\n\n".join(notes for notes in (other.notes, mine.notes) if notes.strip())
    return replace(
        mine,
        notes=notes,
        result=mine.result or other.result,
        details=mine.details.over(other.details),
        interaction_id=mine.interaction_id or other.interaction_id,
        version=max(mine.version, other.version),
        saved=mine.saved and other.saved,
    )
