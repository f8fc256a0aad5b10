"""Stories of a made-up exchange, as tests of calls begin and read them."""

from __future__ import annotations

from santral.cti.calls import CallBook
from tests.call_grammar import check
from tests.made_up import Line, MadeUpExchange
from tests.replay import AGENT_DEVICES, apply_all, story


def told_story(exchange: MadeUpExchange) -> list[str]:
    told = apply_all(CallBook(AGENT_DEVICES), exchange.messages)
    check(told)
    return story(told)


def waiting_caller(exchange: MadeUpExchange) -> Line:
    customer = exchange.calls_in("PJSIP/carrier", "05321112233", "4440")
    exchange.joins(customer, "support")
    return customer


def called_member(exchange: MadeUpExchange, customer: Line, extension: str) -> tuple[Line, Line, Line]:
    """A queue calls `Local/1001@from-queue/n`, whose other half calls the phone."""
    one, two = exchange.local_pair(customer, extension)
    exchange.tell(
        "AgentCalled",
        customer,
        Queue="support",
        Interface=f"Local/{extension}@from-queue/n",
        **one.fields("Dest"),
    )
    return one, two, exchange.dials(f"PJSIP/{extension}", two)
