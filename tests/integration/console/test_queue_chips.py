"""An agent's screen shows the queues the exchange has the agent in; a supervisor's shows all."""

from __future__ import annotations

from santral.crm_core.users.roles import Role
from tests.integration.console.centre import Browser, Centre

MEHMET, ZEYNEP = "PJSIP/1002", "PJSIP/1003"


def chips(browser: Browser) -> list[str]:
    return [queue for queue in ("sales", "support") if f">{queue}<" in browser.shown["queues"]]


async def test_everybody_sees_the_queues_that_are_theirs(centre: Centre) -> None:
    mehmet = await centre.agent("Mehmet Demir", MEHMET)
    oya = await centre.agent("Oya Öz", "", Role.SUPERVISOR)
    await oya.has(lambda b: chips(b) == ["sales", "support"])
    await mehmet.has(lambda b: chips(b) == ["support"])

    centre.pbx.call("05321112233", to="support")
    for browser in (mehmet, oya):
        await browser.has(lambda b: 'data-waiting="1"' in b.shown["queues"])
    centre.pbx.exchange.queues["support"].members.clear()
    centre.pbx.drop_links()
    await mehmet.has(lambda b: chips(b) == [])
    assert chips(oya) == ["sales", "support"]
