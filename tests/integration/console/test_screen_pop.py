"""Calls ring on a simulated exchange; browsers show who calls before the phone is picked up."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from santral.cti.pbx_simulator import PhoneBehaviour
from tests.integration.console.centre import Centre, call_id_of, key

AYSE, MEHMET, ZEYNEP = "PJSIP/1001", "PJSIP/1002", "PJSIP/1003"
NUMBER = "+905321112233"


async def test_a_call_from_ring_to_saved_note_and_the_note_at_the_next_call(centre: Centre) -> None:
    await centre.member("Şükrü Işık", NUMBER, "Modem değişti", "Fatura soruldu", "Yeni abonelik")
    ayse = await centre.agent("Ayşe Yılmaz", AYSE)
    mehmet = await centre.agent("Mehmet Demir", MEHMET)

    call = centre.pbx.call("05321112233", name="SUKRU")
    for browser in (ayse, mehmet):
        await browser.has(lambda b: any(k.startswith("call-") for k in b.shown))
        first = next(f for f in browser.frames if any(k.startswith("call-") for k in f.get("put", {})))
        page = next(html for k, html in first["put"].items() if k.startswith("customer-"))
        for text in ("Şükrü Işık", "Modem değişti", "Fatura soruldu", "Yeni abonelik"):
            assert text in page, "the first frame of a ring is complete"
        assert first["tell"]["title"] == "Şükrü Işık"
    assert not call.is_talking

    this = call_id_of(ayse)
    centre.pbx.phone(AYSE).answer()
    await ayse.shows(key("call", this), 'data-state="talking"')
    await mehmet.shows(key("call", this), 'data-state="elsewhere"', "Ayşe Yılmaz")
    assert not mehmet.shown[key("customer", this)]

    draft = await ayse.send(f"/calls/{this}/draft", "PUT", notes="Hat kesik", result="", version="0")
    assert draft.json() == {"version": 1}
    await ayse.shows(key("work", this), "Hat kesik", 'data-version="1"')

    centre.pbx.phone(AYSE).hang_up()
    await ayse.shows(key("call", this), 'data-state="wrap-up"')
    saved = await ayse.send(
        f"/calls/{this}/interaction", notes="Hat kesik, ekip gitti", result="solved", version="1"
    )
    assert saved.status_code == 200, saved.text
    await ayse.shows_not(key("call", this))
    await ayse.shows_not(key("work", this))
    again = await ayse.send(
        f"/calls/{this}/interaction", notes="Hat kesik, ekip gitti", result="solved", version="1"
    )
    assert again.status_code == 204, "a second click changes nothing"
    centre.house.push.floor.tick(datetime.now(UTC) + timedelta(seconds=8))
    await mehmet.shows_not(key("call", this))

    centre.pbx.call("05321112233")
    await ayse.has(lambda b: any("Hat kesik, ekip gitti" in html for html in b.shown.values()))


async def test_a_transfer_brings_the_page_and_the_notes_so_far(centre: Centre) -> None:
    await centre.member("Oya Öz", NUMBER, "İade istendi")
    ayse = await centre.agent("Ayşe Yılmaz", AYSE)
    zeynep = await centre.agent("Zeynep Kaya", ZEYNEP)
    centre.pbx.call(NUMBER)
    await ayse.has(lambda b: b.told)
    this = call_id_of(ayse)
    centre.pbx.phone(AYSE).answer()
    await ayse.shows(key("call", this), 'data-state="talking"')
    await ayse.send(f"/calls/{this}/draft", "PUT", notes="iade onaylandı", result="", version="0")

    sent = await ayse.send(f"/calls/{this}/transfer", to="1003", kind="blind")
    assert sent.status_code == 204, sent.text
    await zeynep.shows(key("call", this), 'data-state="ringing"', "Ayşe Yılmaz", "Oya Öz")
    await zeynep.shows(key("customer", this), "İade istendi")
    await zeynep.shows(key("work", this), "iade onaylandı", "Ayşe Yılmaz")
    await ayse.shows(key("call", this), 'data-state="wrap-up"')
    centre.pbx.phone(ZEYNEP).answer()
    await zeynep.shows(key("call", this), 'data-state="talking"')
    saved = await ayse.send(f"/calls/{this}/interaction", notes="iade onaylandı", result="", version="1")
    assert saved.status_code == 200
    await zeynep.shows(key("work", this), "iade onaylandı")
    await zeynep.shows(key("customer", this), "iade onaylandı")


async def test_a_consultation_hands_the_customer_over(centre: Centre) -> None:
    await centre.member("Oya Öz", NUMBER)
    ayse = await centre.agent("Ayşe Yılmaz", AYSE)
    zeynep = await centre.agent("Zeynep Kaya", ZEYNEP)
    centre.pbx.call(NUMBER)
    await ayse.has(lambda b: b.told)
    this = call_id_of(ayse)
    centre.pbx.phone(AYSE).answer()
    await ayse.shows(key("call", this), 'data-state="talking"')
    sent = await ayse.send(f"/calls/{this}/transfer", to="1003", kind="attended")
    assert sent.status_code == 204, sent.text
    await zeynep.shows(key("call", this), 'data-state="ringing"', "Oya Öz", "Ayşe Yılmaz")
    await ayse.shows(key("call", this), 'data-state="held"', "Zeynep Kaya", "/take-back")
    assert (await ayse.send(f"/calls/{this}/take-back")).status_code == 204
    await ayse.shows(key("call", this), 'data-state="talking"')
    sent = await ayse.send(f"/calls/{this}/transfer", to="1003", kind="attended")
    assert sent.status_code == 204, sent.text
    await zeynep.shows(key("call", this), 'data-state="ringing"', "Oya Öz", "Ayşe Yılmaz")
    centre.pbx.phone(ZEYNEP).answer()
    await zeynep.shows(key("call", this), 'data-state="talking"')
    centre.pbx.phone(AYSE).hang_up()
    await zeynep.shows(key("call", this), 'data-state="talking"', "Oya Öz", "Ayşe Yılmaz")
    await ayse.shows(key("call", this), 'data-state="wrap-up"')


async def test_a_caller_who_gives_up_is_missed_until_put_away(centre: Centre) -> None:
    ayse = await centre.agent("Ayşe Yılmaz", AYSE)
    call = centre.pbx.call("02163334455")
    await ayse.has(lambda b: b.told)
    this = call_id_of(ayse)
    call.hang_up()
    await ayse.shows(key("call", this), 'data-state="missed"')
    await ayse.shows("idle", "<dd")
    assert (await ayse.send(f"/calls/{this}/dismiss")).status_code == 204
    await ayse.shows_not(key("call", this))


async def test_several_have_the_number_and_the_choice_goes_with_the_call(centre: Centre) -> None:
    await centre.member("Ali Öz", NUMBER)
    oya = await centre.member("Oya Öz", NUMBER, "Oya ile görüşüldü")
    ayse = await centre.agent("Ayşe Yılmaz", AYSE)
    zeynep = await centre.agent("Zeynep Kaya", ZEYNEP)
    centre.pbx.call(NUMBER)
    await ayse.has(lambda b: b.told)
    this = call_id_of(ayse)
    await ayse.shows(key("customer", this), "Ali Öz", "Oya Öz")
    centre.pbx.phone(AYSE).answer()
    await ayse.shows(key("call", this), 'data-state="talking"')
    assert (await ayse.send(f"/calls/{this}/member", member_id=str(oya))).status_code == 204
    await ayse.shows(key("customer", this), "Oya ile görüşüldü")
    await ayse.send(f"/calls/{this}/transfer", to="1003", kind="blind")
    await zeynep.shows(key("customer", this), "Oya ile görüşüldü")


async def test_a_withheld_number_pops_too(centre: Centre) -> None:
    ayse = await centre.agent("Ayşe Yılmaz", AYSE)
    centre.pbx.call("")
    await ayse.has(lambda b: b.told)
    assert ayse.told[0]["title"] == "Number withheld"
    await ayse.shows(key("customer", call_id_of(ayse)), "Number withheld")


async def test_an_internal_call_does_not_pop(centre: Centre) -> None:
    ayse = await centre.agent("Ayşe Yılmaz", AYSE)
    zeynep = await centre.agent("Zeynep Kaya", ZEYNEP)
    centre.pbx.phone(AYSE).dial("1003")
    await centre.pbx.phone(ZEYNEP).wait_ringing()
    centre.pbx.phone(ZEYNEP).answer()
    await zeynep.shows("me", "state-on-call")
    assert not [k for b in (ayse, zeynep) for k in b.shown if k.startswith("call-")]


async def test_a_click_to_call_pops_at_the_agents_own_phone(centre: Centre) -> None:
    await centre.member("Oya Öz", NUMBER, "Geri aranacak")
    ayse = await centre.agent("Ayşe Yılmaz", AYSE)
    centre.pbx.behave(AYSE, PhoneBehaviour(answer_after_s=0.1))
    assert (await ayse.send("/dial", number="+90 532 111 22 33")).status_code == 204
    await ayse.has(lambda b: any("Geri aranacak" in html for html in b.shown.values()))
    this = call_id_of(ayse)
    await ayse.shows(key("call", this), 'data-state="talking"', "Oya Öz")
    assert not ayse.told, "one's own dialling is no news"
    assert (await ayse.send(f"/calls/{this}/hang-up")).status_code == 204
    await ayse.shows(key("call", this), 'data-state="wrap-up"')


async def test_the_lost_link_is_told_and_the_calls_are_back_with_it(centre: Centre) -> None:
    await centre.member("Oya Öz", NUMBER)
    ayse = await centre.agent("Ayşe Yılmaz", AYSE)
    centre.pbx.call(NUMBER)
    await ayse.has(lambda b: b.told)
    this = call_id_of(ayse)
    centre.pbx.phone(AYSE).answer()
    await ayse.shows(key("call", this), 'data-state="talking"')
    await centre.pbx.stop()
    await ayse.shows("link", "Telephony link lost")
    refused = await ayse.send(f"/calls/{this}/hang-up")
    assert refused.status_code == 503
    assert refused.json()["error"]
    assert (await ayse.send(f"/calls/{this}/draft", "PUT", notes="not", version="0")).status_code == 200
    await centre.pbx.start()
    await ayse.shows_not("link")
    await ayse.shows(key("call", this), 'data-state="talking"', "Oya Öz")
    await ayse.shows(key("work", this), "not")
    assert centre.pbx.phone(AYSE).is_talking


async def test_after_a_restart_of_the_server_the_calls_and_notes_are_back(centre: Centre) -> None:
    oya = await centre.member("Oya Öz", NUMBER)
    await centre.member("Ali Öz", NUMBER)
    ayse = await centre.agent("Ayşe Yılmaz", AYSE)
    centre.pbx.call(NUMBER)
    await ayse.has(lambda b: b.told)
    first = call_id_of(ayse)
    centre.pbx.phone(AYSE).answer()
    await ayse.shows(key("call", first), 'data-state="talking"')
    await ayse.send(f"/calls/{first}/draft", "PUT", notes="ilk arama", version="0")
    centre.pbx.phone(AYSE).hang_up()
    await ayse.shows(key("call", first), 'data-state="wrap-up"')
    assert (await ayse.send("/me/ready")).status_code == 204

    centre.pbx.call(NUMBER)
    await ayse.has(lambda b: len(b.told) == 2)
    second = call_id_of(ayse)
    centre.pbx.phone(AYSE).answer()
    await ayse.shows(key("call", second), 'data-state="talking"')
    assert (await ayse.send(f"/calls/{second}/member", member_id=str(oya))).status_code == 204
    await ayse.send(f"/calls/{second}/draft", "PUT", notes="ikinci arama", version="0")

    await centre.stop()
    await ayse.has(lambda b: b.closed_with == 1012)
    await centre.start_again()
    before = ayse.epoch
    await ayse.open()
    await ayse.has(lambda b: b.epoch != before)
    await ayse.shows(key("call", first), 'data-state="wrap-up"')
    await ayse.shows(key("work", first), "ilk arama")
    await ayse.shows(key("call", second), 'data-state="talking"', "Oya Öz")
    await ayse.shows(key("work", second), "ikinci arama")
    saved = await ayse.send(f"/calls/{first}/interaction", notes="ilk arama", version="1")
    assert saved.status_code == 200, saved.text
    await ayse.shows_not(key("call", first))


async def test_after_a_restart_missed_calls_and_the_customers_seen_last_are_back(centre: Centre) -> None:
    await centre.member("Oya Öz", NUMBER)
    ayse = await centre.agent("Ayşe Yılmaz", AYSE)
    talk = centre.pbx.call(NUMBER)
    await ayse.has(lambda b: b.told)
    centre.pbx.phone(AYSE).answer()
    await ayse.shows(key("call", call_id_of(ayse)), 'data-state="talking"')
    talk.hang_up()
    await ayse.shows("idle", "Oya Öz")
    missed: list[str] = []
    for number in ("02163334455", "02163334466"):
        call = centre.pbx.call(number, to="1001")
        await ayse.has(lambda b: len(b.told) == len(missed) + 2)
        missed.append(call_id_of(ayse))
        call.hang_up()
        await ayse.shows(key("call", missed[-1]), 'data-state="missed"')
    assert (await ayse.send(f"/calls/{missed[0]}/dismiss")).status_code == 204
    await ayse.shows_not(key("call", missed[0]))

    await centre.stop()
    await ayse.has(lambda b: b.closed_with == 1012)
    await centre.start_again()
    before = ayse.epoch
    await ayse.open()
    await ayse.has(lambda b: b.epoch != before)
    await ayse.shows(key("call", missed[1]), 'data-state="missed"', "66")
    await ayse.has(lambda b: 'href="/customers/' in b.shown["idle"] and "Oya Öz" in b.shown["idle"])
    assert not ayse.shown[key("call", missed[0])]
    assert (await ayse.send(f"/calls/{missed[1]}/dismiss")).status_code == 204
    await ayse.shows_not(key("call", missed[1]))


async def test_two_tabs_write_over_a_save_in_mid_call_and_neither_overwrites_the_other(
    centre: Centre,
) -> None:
    ayse = await centre.agent("Ayşe Yılmaz", AYSE)
    tab = await centre.tab("ayse")
    centre.pbx.call(NUMBER)
    await ayse.has(lambda b: b.told)
    this = call_id_of(ayse)
    draft, interaction = f"/calls/{this}/draft", f"/calls/{this}/interaction"
    centre.pbx.phone(AYSE).answer()
    await tab.shows(key("call", this), 'data-state="talking"')
    await ayse.send(draft, "PUT", notes="Hat kesik", version="0")
    assert (await ayse.send(interaction, notes="Hat kesik", version="1")).status_code == 200
    await tab.shows(key("work", this), "Hat kesik", 'data-version="2"')

    assert (await ayse.send(draft, "PUT", notes="Hat kesik, ekip yolda", version="2")).json() == {
        "version": 3
    }
    late = await tab.send(draft, "PUT", notes="Hat kesik değil", version="2")
    assert late.status_code == 409
    assert (late.json()["notes"], late.json()["version"]) == ("Hat kesik, ekip yolda", 3)
    late = await tab.send(interaction, notes="Hat kesik değil", version="2")
    assert late.status_code == 409
    both = "Hat kesik, ekip yolda\nHat kesik değil"
    assert (await tab.send(interaction, notes=both, version="3")).status_code == 200
    await ayse.shows(key("work", this), "Hat kesik değil", 'data-version="4"')
    late = await ayse.send(draft, "PUT", notes="Ekip gelmedi", version="3")
    assert (late.status_code, late.json()["notes"]) == (409, both)


async def test_two_tabs_show_the_same_and_one_that_was_away_catches_up(centre: Centre) -> None:
    ayse = await centre.agent("Ayşe Yılmaz", AYSE)
    tab = await centre.tab("ayse")
    centre.pbx.call("02163334455")
    await ayse.has(lambda b: b.told)
    await tab.has(lambda b: b.told)
    this = call_id_of(ayse)
    centre.pbx.phone(AYSE).answer()
    await tab.shows(key("call", this), 'data-state="talking"')
    assert tab.socket is not None
    await tab.socket.close()
    centre.pbx.phone(AYSE).hold()
    await ayse.shows(key("call", this), 'data-state="held"')
    before = len(tab.frames)
    await tab.open()
    await tab.shows(key("call", this), 'data-state="held"')
    assert not any("all" in frame for frame in tab.frames[before:]), "it got what it missed, not everything"
    await asyncio.sleep(0)
    await ayse.has(lambda b: b.n == tab.n)
    assert tab.shown == ayse.shown
