"""What is defined is what the desk offers and how a history is told, at once and in the reader's words."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import partial

from santral.crm_core.definitions.changes import create, move, rename, retire
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.definitions.store import Change
from santral.crm_core.timeline import append
from tests.integration.console.centre import Browser, Centre
from tests.integration.crm_core.people import NOW

RESULT = DefinitionKind.RESULT
AYSE = "PJSIP/1001"
NUMBER = "+905321112233"


class Deniz:
    user_id = 7


def region(browser: Browser, kind: str) -> str:
    return next((html for key, html in browser.shown.items() if key.startswith(f"{kind}-")), "")


def work(browser: Browser) -> str:
    return region(browser, "work")


def offered(browser: Browser) -> list[str]:
    return re.findall(r'name="result" value="([^"]+)"', work(browser))


async def define(centre: Centre, *changes: Change) -> None:
    for change in changes:
        await centre.house.definitions.change(change, Deniz(), datetime.now(UTC))


async def test_an_open_desk_offers_what_is_defined_now(centre: Centre) -> None:
    ayse = await centre.agent("Ayşe Yılmaz", AYSE)
    member_id = await centre.member("Şükrü Öz", NUMBER)
    async with centre.house.database.session() as session:
        await append(session, member_id, at=NOW, kind="call", title="Fatura.", result="passed-on")
    centre.pbx.call(NUMBER)
    await ayse.has(lambda b: offered(b)[:2] == ["solved", "information-given"])
    centre.pbx.phone(AYSE).answer()
    call_id = re.search(r'action="(/calls/[^"]+)/interaction"', work(ayse))
    assert call_id
    chosen = await ayse.send(
        f"{call_id[1]}/draft", method="PUT", notes="Oldu", result="order-taken", version="0"
    )
    assert chosen.status_code == 200
    await define(
        centre,
        partial(create, kind=RESULT, name_tr="Teklif verildi", name_en="Quote given"),
        partial(move, kind=RESULT, code="quote-given", parent="", position=0),
        partial(retire, kind=RESULT, code="solved"),
        partial(retire, kind=RESULT, code="order-taken"),
        partial(rename, kind=RESULT, code="passed-on", name_tr="Aktarıldı", name_en="Handed over"),
    )
    await ayse.has(lambda b: "Handed over" in work(b) and "Handed over" in region(b, "customer"))
    assert offered(ayse)[:2] == ["quote-given", "information-given"]
    assert "solved" not in offered(ayse)
    assert offered(ayse)[-1] == "order-taken", "what was chosen while it could be is still there"
    saved = await ayse.send(f"{call_id[1]}/interaction", notes="Oldu", result="order-taken", version="1")
    assert saved.status_code == 200, saved.text
