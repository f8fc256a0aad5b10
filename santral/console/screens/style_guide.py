"""Invented calls and customers, one for every state a component can be in: what `/styleguide` shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from santral.console.screens.view_models import (
    Callback,
    CallCard,
    CardState,
    LinkBanner,
    Match,
    OwnState,
    PastCall,
    QueueChip,
    QueueChips,
)
from santral.crm_core.customer_page import MemberHeader, MemberKind, OpenItem, TimelinePage, TimelineRow
from santral.cti.agent_events import AgentState
from santral.cti.call_events import Unreached

PERSON: Final = MemberHeader(
    1,
    MemberKind.PERSON,
    "Gülşen Çiçek",
    "Örnek Lojistik A.Ş.",
    "gold",
    ("active", "contract ending"),
    "İzmir",
    "+905320000001",
)
COMPANY: Final = MemberHeader(
    2,
    MemberKind.COMPANY,
    "Örnek Lojistik Sanayi ve Ticaret Anonim Şirketi",
    "",
    "platinum",
    ("buyer", "supplier", "debt"),
    "Kahramanmaraş",
    "+903440000002",
)
FLAGS: Final = (
    "active",
    "prospect",
    "buyer",
    "supplier",
    "affiliate",
    "contract ending",
    "debt",
    "blacklisted",
)
TIERS: Final = ("silver", "gold", "platinum")
PRIORITIES: Final = ("urgent", "high", "normal", "low")
KINDS: Final = ("call", "interaction", "application", "sms", "email", "visit", "order", "payment", "note")


@dataclass(frozen=True, slots=True)
class Samples:
    """Everything the page needs; times lie a little before `now`."""

    cards: tuple[CallCard, ...]
    own_states: tuple[OwnState, ...]
    queues: QueueChips
    link: LinkBanner
    matches: tuple[str, ...]
    open_items: tuple[OpenItem, ...]
    timeline: TimelinePage
    members: tuple[MemberHeader, ...]
    calls: tuple[PastCall, ...]
    callbacks: tuple[Callback, ...]
    flags: tuple[str, ...] = FLAGS
    tiers: tuple[str, ...] = TIERS
    priorities: tuple[str, ...] = PRIORITIES


def samples(now: datetime | None = None) -> Samples:
    at = now or datetime.now(UTC)
    return Samples(
        cards=_cards(at),
        own_states=tuple(
            OwnState(
                state, at - timedelta(minutes=3), "Lunch" if state is AgentState.PAUSED else "", "", (), True
            )
            for state in AgentState
        ),
        queues=QueueChips(
            (
                QueueChip("destek", 4, at - timedelta(seconds=110)),
                QueueChip("satis", 1, at - timedelta(seconds=40)),
                QueueChip("iade", 2, at - timedelta(seconds=5)),
                QueueChip("gece", 0, None),
            )
        ),
        link=LinkBanner(at - timedelta(seconds=20), ""),
        matches=tuple(match.value for match in Match),
        open_items=tuple(_open_item(number, priority, at) for number, priority in enumerate(PRIORITIES)),
        timeline=TimelinePage(tuple(_row(number, kind, at) for number, kind in enumerate(KINDS)), ""),
        members=(PERSON, COMPANY),
        calls=_past_calls(at),
        callbacks=_callbacks(at),
    )


def _cards(at: datetime) -> tuple[CallCard, ...]:
    ringing = CallCard(
        call_id="sample-ringing",
        state=CardState.RINGING,
        since=at - timedelta(seconds=6),
        direction="inbound",
        number="05320000001",
        number_display="0532 000 00 01",
        caller_name="",
        match=Match.EXACT,
        member=PERSON,
        queue="destek",
        waiting_since=at - timedelta(seconds=40),
        answered_by="",
        transferred_by="",
        can_hang_up=False,
        can_transfer=False,
    )
    cards = [
        ringing,
        replace(ringing, state=CardState.RINGING, direction="outbound", queue="", member=COMPANY),
        replace(
            ringing,
            state=CardState.DIALLING,
            direction="outbound",
            queue="",
            member=COMPANY,
            can_hang_up=True,
        ),
        replace(ringing, state=CardState.TALKING, can_hang_up=True, can_transfer=True),
        replace(
            ringing, state=CardState.HELD, can_hang_up=True, can_transfer=True, transferred_by="Deniz Öztürk"
        ),
        replace(ringing, state=CardState.WRAP_UP, member=None, match=Match.NONE, caller_name="G CICEK"),
        replace(ringing, state=CardState.WRAP_UP, direction="outbound", queue="", unreached=Unreached.BUSY),
        replace(
            ringing, state=CardState.MISSED, member=None, match=Match.WITHHELD, number="", number_display=""
        ),
        replace(ringing, state=CardState.MISSED, answered_by="Burak Çınar"),
        replace(ringing, state=CardState.ELSEWHERE, answered_by="Burak Çınar"),
    ]
    return tuple(replace(card, call_id=f"sample-{number}") for number, card in enumerate(cards))


def _past_calls(at: datetime) -> tuple[PastCall, ...]:
    answered = PastCall(
        "past-1", at - timedelta(hours=1), "inbound", PERSON.phone, "0532 000 00 01", "", PERSON, 221
    )
    return (
        answered,
        replace(answered, direction="outbound", member=COMPANY, talked_s=3725),
        replace(answered, talked_s=None),
        replace(answered, member=None, caller_name="G CICEK"),
        replace(answered, member=None, number="", number_display=""),
    )


def _callbacks(at: datetime) -> tuple[Callback, ...]:
    about = "Vade farkı faturası muhasebeye soruldu, yanıt gelince aranacak."
    known = Callback("back-1", at - timedelta(days=1), PERSON.phone, "0532 000 00 01", "", COMPANY, about)
    return known, replace(known, member=None, about="")


def _open_item(number: int, priority: str, at: datetime) -> OpenItem:
    changed = at - timedelta(days=number * 4, hours=2)
    return OpenItem(
        number,
        f"2026-00000{number}",
        "Hasarlı koli, değişim bekliyor",
        priority,
        "New",
        "",
        changed,
        changed,
        number == 0,
    )


def _row(number: int, kind: str, at: datetime) -> TimelineRow:
    return TimelineRow(
        entry_id=number,
        at=at - timedelta(hours=9 * number * number, minutes=4),
        kind=kind,
        direction="inbound" if kind in ("call", "email") else "",
        title="Teslimat saati soruldu",
        body="Aracın öğleden sonra çıkacağı söylendi." if number % 2 == 0 else "",
        by="Deniz Öztürk",
        result="solved" if kind == "call" else "",
    )
