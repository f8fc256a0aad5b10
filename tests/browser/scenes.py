"""What the pictures show: an ordinary, an empty and a crowded desk, and every other page."""

from __future__ import annotations

from collections.abc import Callable

from santral.console.screens.view_models import CardState, Match
from santral.cti.agent_events import AgentState
from tests.browser import invented_views as views
from tests.browser.invented_idle import IDLE, IDLE_EMPTY
from tests.browser.stage import Stage


def empty(stage: Stage) -> None:
    """A first day: nothing rang yet."""
    stage.show(me=("me", views.own_state()), queues=("queues", views.QUEUES_QUIET), idle=("idle", IDLE_EMPTY))


def idle(stage: Stage) -> None:
    """Between two calls, with some things left to do."""
    missed = views.card(
        "m1", CardState.MISSED, views.SUKRU, since=views.ago(minutes=11), number_display="0555 111 01 12"
    )
    taken = views.card(
        "m2", CardState.MISSED, views.AYSE, since=views.ago(minutes=24), answered_by="Burak Çınar"
    )
    stage.show(
        me=("me", views.own_state()),
        queues=("queues", views.QUEUES),
        idle=("idle", IDLE),
        call_m1=("call_card", missed),
        call_m2=("call_card", taken),
        customer_m2=("customer", views.customer_panel("m2")),
        customer_m1=("customer", views.customer_panel("m1", page=views.customer_page(views.SUKRU))),
    )


def no_phone(stage: Stage) -> None:
    """An administrator, who has no phone."""
    me = views.own_state(AgentState.OFFLINE, device="", telephony=False)
    stage.show(me=("me", me), queues=("queues", views.QUEUES), idle=("idle", IDLE_EMPTY))


def ringing(stage: Stage) -> None:
    """The pop: the phone rings, the whole history is there."""
    call = "1763750000.41"
    stage.show(
        me=("me", views.own_state(AgentState.RINGING, since=views.ago(seconds=8))),
        queues=("queues", views.QUEUES),
        idle=("idle", IDLE),
        **{
            "call_1763750000-41": ("call_card", views.card(call)),
            "customer_1763750000-41": ("customer", views.customer_panel(call)),
            "work_1763750000-41": ("work", views.work_panel(call)),
        },
    )


def talking(stage: Stage) -> None:
    """In a call that a colleague handed over, half-way through the notes."""
    call = "1763750000.41"
    card = views.card(
        call, CardState.TALKING, since=views.ago(minutes=2, seconds=41), transferred_by="Burak Çınar"
    )
    work = views.work_panel(
        call,
        CardState.TALKING,
        notes="Değişim onaylandı, yeni koli yarın 14:00 öncesi çıkacak.\nFotoğraflar başvuruya eklenecek.",
        result="complaint-recorded",
        version=7,
        earlier=views.EARLIER,
        transferred_by="Burak Çınar",
    )
    stage.show(
        me=("me", views.own_state(AgentState.ON_CALL, since=views.ago(minutes=2, seconds=41))),
        queues=("queues", views.QUEUES),
        idle=("idle", IDLE),
        **{
            "call_1763750000-41": ("call_card", card),
            "customer_1763750000-41": ("customer", views.customer_panel(call)),
            "work_1763750000-41": ("work", work),
        },
    )


def crowded(stage: Stage) -> None:
    """Everything at once: five calls, a company with everything, and no telephony link."""
    cards = {
        "a": views.card(
            "a",
            CardState.TALKING,
            views.DEBTOR,
            since=views.ago(minutes=64),
            queue="kurumsal-destek-oncelikli",
        ),
        "b": views.card(
            "b",
            CardState.RINGING,
            views.SUKRU,
            Match.LIKELY,
            since=views.ago(seconds=5),
            number_display="+49 30 123456",
        ),
        "c": views.card(
            "c", CardState.HELD, views.ISIL, since=views.ago(minutes=3), transferred_by="Deniz Öztürk"
        ),
        "d": views.card(
            "d", CardState.WRAP_UP, None, Match.NONE, since=views.ago(minutes=6), caller_name="G INCE"
        ),
        "e": views.card(
            "e",
            CardState.MISSED,
            None,
            Match.WITHHELD,
            since=views.ago(minutes=9),
            number="",
            number_display="",
        ),
        "f": views.card(
            "f", CardState.ELSEWHERE, views.AYSE, since=views.ago(seconds=4), answered_by="Burak Çınar"
        ),
    }
    longest = views.customer_page(views.DEBTOR, rows=40, items=4, people=5)  # the one that is shown
    shown: dict[str, tuple[str, object]] = {f"call_{key}": ("call_card", card) for key, card in cards.items()}
    for key, card in cards.items():
        page = longest if key == "a" else views.customer_page(views.DEBTOR, rows=6)
        shown[f"customer_{key}"] = ("customer", views.customer_panel(key, page=page))
        if card.state not in (CardState.MISSED, CardState.ELSEWHERE):
            shown[f"work_{key}"] = ("work", views.work_panel(key, card.state))
    stage.show(
        me=("me", views.own_state(AgentState.ON_CALL, since=views.ago(minutes=64))),
        queues=("queues", views.QUEUES_MANY),
        link=("link", views.LINK),
        idle=("idle", IDLE),
        **shown,
    )


def _caller(match: Match) -> Callable[[Stage], None]:
    def scene(stage: Stage) -> None:
        withheld = match is Match.WITHHELD
        number = {"number": "", "number_display": "", "caller_name": ""} if withheld else {}
        card = views.card("a", CardState.TALKING, None, match, since=views.ago(seconds=19), **number)
        stage.show(
            me=("me", views.own_state(AgentState.ON_CALL, since=views.ago(seconds=19))),
            queues=("queues", views.QUEUES),
            idle=("idle", IDLE),
            call_a=("call_card", card),
            customer_a=("customer", views.customer_panel("a", match, **number)),
            work_a=("work", views.work_panel("a", CardState.TALKING)),
        )

    return scene


SCENES: dict[str, Callable[[Stage], None]] = {
    "empty": empty,
    "idle": idle,
    "no-phone": no_phone,
    "ringing": ringing,
    "talking": talking,
    "crowded": crowded,
    "unknown": _caller(Match.NONE),
    "several": _caller(Match.SEVERAL),
    "withheld": _caller(Match.WITHHELD),
    "looking": _caller(Match.LOOKING),
    "failed": _caller(Match.FAILED),
}
