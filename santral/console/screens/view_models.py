"""What the desk's fragments are rendered from: one frozen dataclass for each template in `templates/desk/`.

A fragment shows values; it decides nothing. Times are UTC, shown by the house's clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from santral.crm_core.customer_page import CustomerPage, MemberHeader
from santral.crm_core.definitions.definition import Definition
from santral.crm_core.interactions.details import NO_DETAILS, TypedDetails
from santral.cti.agent_events import AgentState
from santral.cti.call_events import Unreached


class CardState(StrEnum):
    """The life of a call on one agent's screen."""

    RINGING = "ringing"
    DIALLING = "dialling"  # the agent's own phone is up, the other side is called
    TALKING = "talking"
    HELD = "held"
    WRAP_UP = "wrap-up"  # over for this agent, notes not saved yet
    MISSED = "missed"  # rang here and nobody took it, or the caller left
    ELSEWHERE = "elsewhere"  # somebody else answered; closes by itself


class Match(StrEnum):
    """How sure we are about who calls."""

    LOOKING = "looking"  # the answer is not there yet
    EXACT = "exact"  # one member has this very number (E.164)
    LIKELY = "likely"  # one member has a number with the same national digits
    CHOSEN = "chosen"  # an agent said who it is
    SEVERAL = "several"  # more than one member has it; choose
    NONE = "none"
    WITHHELD = "withheld"
    FAILED = "failed"  # the directory could not be asked; the call goes on without it


@dataclass(frozen=True, slots=True)
class CallCard:
    """`desk/call_card.html`, key `call-<call_id>`: one call in the left column."""

    call_id: str
    state: CardState
    since: datetime  # in this state
    direction: str  # "inbound" | "outbound"
    number: str  # as dialled; "" when withheld
    number_display: str  # as a person writes it
    caller_name: str  # what the exchange says
    match: Match
    member: MemberHeader | None
    queue: str
    waiting_since: datetime
    answered_by: str
    transferred_by: str
    can_hang_up: bool
    can_transfer: bool
    asks: str = ""  # a colleague who is asked while the caller waits: hanging up hands the call over
    transferred_to: str = ""
    untaken: bool = False  # who it was transferred to did not take it
    unreached: Unreached | None = None  # why the one who was called was not reached


@dataclass(frozen=True, slots=True)
class PromisedWork:
    """Somebody of the house is to come back to a customer: because of an interaction, by a day (`due`) or as
    soon as can be."""

    who: str  # display name
    due: datetime | None
    about: str  # the notes
    interaction_id: int | None


@dataclass(frozen=True, slots=True)
class CustomerPanel:
    """`desk/customer.html`, key `customer-<call_id>`: who calls, and the whole history."""

    call_id: str
    match: Match
    number: str
    number_display: str
    caller_name: str
    page: CustomerPage | None  # None until it is known who calls
    choices: tuple[MemberHeader, ...]  # where several have the number
    land_on: int | None  # application to open at once: a case that changed in the last days
    promised: tuple[PromisedWork, ...] = ()


@dataclass(frozen=True, slots=True)
class EarlierNotes:
    """What the agents before wrote during this call."""

    by: str
    at: datetime
    notes: str


@dataclass(frozen=True, slots=True)
class WorkPanel:
    """`desk/work.html`, key `work-<call_id>`: what the agent writes. `version` grows with every save."""

    call_id: str
    state: CardState
    member_id: int | None
    notes: str
    result: str
    results: tuple[Definition, ...]  # to choose from
    version: int
    earlier: tuple[EarlierNotes, ...]
    transferred_by: str
    details: TypedDetails = NO_DETAILS
    contacts: tuple[tuple[int, str], ...] = ()  # employees of the company to choose from: id and name
    applications: tuple[tuple[int, str], ...] = ()  # open ones to choose from: id, and number with subject
    interaction_id: int | None = None  # of what is saved of it by now


@dataclass(frozen=True, slots=True)
class OwnState:
    """`desk/me.html`, key `me`: the agent's own state in the top bar."""

    state: AgentState
    since: datetime
    reason: str
    device: str
    pause_reasons: tuple[str, ...]  # English message ids
    telephony: bool  # False: no device, or the link is lost; nothing can be commanded


@dataclass(frozen=True, slots=True)
class QueueChip:
    queue: str
    waiting: int
    oldest_since: datetime | None


@dataclass(frozen=True, slots=True)
class QueueChips:
    """`desk/queues.html`, key `queues`."""

    queues: tuple[QueueChip, ...]


@dataclass(frozen=True, slots=True)
class Bell:
    """`desk/bell.html`, key `bell`: how many notifications are unread."""

    unread: int


@dataclass(frozen=True, slots=True)
class LinkBanner:
    """`desk/link.html`, key `link`; the key is absent while the link is well."""

    since: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class PastCall:
    """One line of the idle desk: a call of today that is over for this agent."""

    call_id: str
    at: datetime  # answered, or missed
    direction: str  # "inbound" | "outbound"
    number: str  # to be dialled; "" when withheld
    number_display: str
    caller_name: str  # what the exchange says
    member: MemberHeader | None
    talked_s: int | None  # None: missed


@dataclass(frozen=True, slots=True)
class Callback:
    """One line of the idle desk: somebody to whom this agent promised a call."""

    call_id: str  # of the call in which it was promised
    at: datetime
    number: str
    number_display: str
    caller_name: str
    member: MemberHeader | None
    about: str  # the notes of that call
    due: datetime | None = None  # when it was said that it would be; None: as soon as can be
    interaction_id: int | None = None  # where it was written down


@dataclass(frozen=True, slots=True)
class IdleDesk:
    """`desk/idle.html`, key `idle`: what is useful between two calls."""

    unsaved: tuple[CallCard, ...]
    missed_today: int
    answered_today: int
    talk_seconds_today: int
    recent: tuple[MemberHeader, ...]  # the customers last seen by this agent
    calls: tuple[PastCall, ...] = ()  # of today, the last one first
    callbacks: tuple[Callback, ...] = ()  # the oldest promise first
