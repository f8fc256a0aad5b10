"""An administrator gives agents other phones while calls ring and are talked on a simulated exchange."""

from __future__ import annotations

from santral.crm_core.users.roles import Role
from tests.integration.console.centre import Browser, Centre, call_id_of, key

AYSE, MEHMET, ZEYNEP, SPARE = "PJSIP/1001", "PJSIP/1002", "PJSIP/1003", "PJSIP/1005"
NUMBER = "+905321112233"


async def give(admin: Browser, centre: Centre, username: str, device: str, role: Role = Role.AGENT) -> None:
    """As the page of a user sends it."""
    answer = await admin.send(
        f"/administration/users/{centre.people[username]}",
        display_name=username.title(), role=role, device=device, extension="", language="en",
    )  # fmt: skip
    assert answer.status_code in (204, 303), answer.text


async def test_the_talk_stays_with_its_agent_who_commands_it_at_the_old_phone(centre: Centre) -> None:
    await centre.member("Oya Öz", NUMBER)
    admin = await centre.agent("Hakan Demir", "", Role.ADMINISTRATOR)
    ayse, zeynep = await centre.agent("Ayse Yilmaz", AYSE), await centre.agent("Zeynep Kaya", ZEYNEP)
    centre.pbx.call(NUMBER)
    await ayse.has(lambda b: b.told)
    this = call_id_of(ayse)
    centre.pbx.phone(AYSE).answer()
    await ayse.shows(key("call", this), 'data-state="talking"')

    await give(admin, centre, "ayse", SPARE)
    await ayse.shows("me", SPARE)
    await give(admin, centre, "zeynep", AYSE)
    await zeynep.shows("me", AYSE)
    centre.pbx.phone(AYSE).hold()
    await ayse.shows(key("call", this), 'data-state="held"', "Oya Öz")
    assert not zeynep.shown[key("call", this)], "the phone is hers, the call is not"
    assert (await zeynep.send(f"/calls/{this}/hang-up")).status_code == 404
    saved = await ayse.send(f"/calls/{this}/draft", "PUT", notes="iade", version="0")
    assert saved.status_code == 200
    assert (await ayse.send(f"/calls/{this}/hang-up")).status_code == 204
    await ayse.shows(key("call", this), 'data-state="wrap-up"')
    await ayse.shows(key("work", this), "iade")
    assert not zeynep.shown[key("call", this)]


async def test_rings_go_over_with_the_phone_at_once(centre: Centre) -> None:
    await centre.member("Oya Öz", NUMBER)
    admin = await centre.agent("Hakan Demir", "", Role.ADMINISTRATOR)
    chief = await centre.agent("Zeynep Kaya", SPARE, Role.SUPERVISOR)
    ayse = await centre.agent("Ayse Yilmaz", ZEYNEP)
    centre.pbx.call(NUMBER, to="1001")  # a phone of nobody's
    await centre.pbx.phone(AYSE).wait_ringing()
    centre.pbx.call("02163334455", to="1003")
    await ayse.has(lambda b: b.told)
    second = call_id_of(ayse)
    assert not any(k.startswith("call-") for k in chief.shown)

    await give(admin, centre, "ayse", AYSE)
    await ayse.has(lambda b: len(b.told) == 2)
    first = call_id_of(ayse)
    assert first != second
    assert ayse.told[-1]["title"] == "Oya Öz"
    await ayse.shows(key("call", first), 'data-state="ringing"', "Oya Öz")
    await ayse.shows_not(key("call", second))

    await give(admin, centre, "zeynep", ZEYNEP, Role.SUPERVISOR)
    await chief.shows(key("call", second), 'data-state="ringing"')
    centre.pbx.phone(ZEYNEP).answer()
    await chief.shows(key("call", second), 'data-state="talking"')
    centre.pbx.phone(AYSE).answer()
    await ayse.shows(key("call", first), 'data-state="talking"')
