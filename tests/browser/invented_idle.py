"""An invented day of an agent, as the idle desk shows it."""

from __future__ import annotations

from santral.console.screens.view_models import Callback, CardState, IdleDesk, PastCall
from tests.browser.invented_views import AYSE, DEBTOR, ISIL, SUKRU, ago, card

IDLE = IdleDesk(
    (card("1763749000.12", CardState.WRAP_UP, since=ago(minutes=26)),),
    2,
    31,
    6874,
    (ISIL, SUKRU, DEBTOR, AYSE),
    tuple(
        PastCall(f"past-{n}", ago(minutes=17 * n + 3), direction, number, display, name, member, talked_s)
        for n, (member, direction, number, display, name, talked_s) in enumerate(
            (
                (AYSE, "inbound", "05321110041", "0532 111 00 41", "", 221),
                (SUKRU, "inbound", "05551110112", "0555 111 01 12", "", None),
                (ISIL, "outbound", "02321110007", "0232 111 00 07", "", 74),
                (None, "inbound", "02163334455", "0216 333 44 55", "G INCE", 618),
                (DEBTOR, "inbound", "03441110300", "0344 111 03 00", "", 1404),
                (None, "inbound", "", "", "", 39),
                (None, "inbound", "05051112233", "0505 111 22 33", "", None),
                (AYSE, "outbound", "05321110041", "0532 111 00 41", "", 182),
                (SUKRU, "inbound", "05551110112", "0555 111 01 12", "", 97),
                (ISIL, "inbound", "02321110007", "0232 111 00 07", "", 3725),
            )
        )
    ),
    (
        Callback(
            "b1", ago(hours=21), "03441110300", "0344 111 03 00", "", DEBTOR,
            "Vade farkı faturası için muhasebeye soruldu, yanıt gelince aranacak.",
        ),
        Callback("b2", ago(minutes=95), "05551110112", "0555 111 01 12", "", SUKRU, "Teklif hazır olunca."),
        Callback("b3", ago(minutes=40), "02163334455", "0216 333 44 55", "G INCE", None, ""),
    ),
)  # fmt: skip
IDLE_EMPTY = IdleDesk((), 0, 0, 0, ())
