"""What agents ask for: only about their own calls, refused in plain words, and without losing a word."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from santral.crm_core.interactions.tables import Interaction, InteractionDraft
from santral.crm_core.timeline import TimelineEntry
from santral.crm_core.users.audit import AuditEntry
from santral.crm_core.users.roles import Role
from santral.cti.call_events import CallId
from tests.integration.console.centre import Browser, Centre, call_id_of, key

AYSE, MEHMET, ZEYNEP = "PJSIP/1001", "PJSIP/1002", "PJSIP/1003"
NUMBER = "+905321112233"


async def talking(centre: Centre) -> tuple[Browser, CallId]:
    """Ayşe talks with Oya Öz."""
    await centre.member("Oya Öz", NUMBER)
    ayse = await centre.agent("Ayşe Yılmaz", AYSE)
    centre.pbx.call(NUMBER)
    await ayse.has(lambda b: b.told)
    this = call_id_of(ayse)
    centre.pbx.phone(AYSE).answer()
    await ayse.shows(key("call", this), 'data-state="talking"')
    return ayse, this


COMMANDS: dict[str, tuple[str, dict[str, str]]] = {
    "hang-up": ("POST", {}),
    "transfer": ("POST", {"to": "1003", "kind": "blind"}),
    "take-back": ("POST", {}),
    "dismiss": ("POST", {}),
    "member": ("POST", {"member_id": "1"}),
    "draft": ("PUT", {"notes": "x", "version": "0"}),
    "interaction": ("POST", {"notes": "x"}),
}


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR, Role.ADMINISTRATOR])
async def test_nobody_commands_a_call_of_another_desk(centre: Centre, role: Role) -> None:
    ayse, this = await talking(centre)
    other = await centre.agent("Zeynep Kaya", ZEYNEP, role)
    for command, (method, fields) in COMMANDS.items():
        answer = await other.send(f"/calls/{this}/{command}", method, **fields)
        assert answer.status_code == 404, command
        assert answer.json()["error"] == "This call is not on your desk any more."
        assert centre.pbx.phone(AYSE).is_talking
        assert key("work", this) in ayse.shown


async def test_hang_up_ends_the_call_and_the_screen_follows(centre: Centre) -> None:
    ayse, this = await talking(centre)
    assert (await ayse.send(f"/calls/{this}/hang-up")).status_code == 204
    await ayse.shows(key("call", this), 'data-state="wrap-up"')
    assert not centre.pbx.phone(AYSE).is_talking
    late = await ayse.send(f"/calls/{this}/hang-up")
    assert late.status_code == 409
    assert late.json()["error"] == "This call is over already."


async def test_a_transfer_to_nowhere_is_refused_at_its_field(centre: Centre) -> None:
    ayse, this = await talking(centre)
    for fields, field in (
        ({"to": "", "kind": "blind"}, "to"),
        ({"to": "rm -rf", "kind": "blind"}, "to"),
        ({"to": "1003", "kind": "?"}, "kind"),
    ):
        answer = await ayse.send(f"/calls/{this}/transfer", **fields)
        assert (answer.status_code, answer.json()["field"]) == (422, field)


async def test_a_live_call_or_unsaved_notes_cannot_be_put_away(centre: Centre) -> None:
    ayse, this = await talking(centre)
    alive = await ayse.send(f"/calls/{this}/dismiss")
    assert alive.json()["error"] == "This call is still going on."
    await ayse.send(f"/calls/{this}/draft", "PUT", notes="yarım", version="0")
    centre.pbx.phone(AYSE).hang_up()
    await ayse.shows(key("call", this), 'data-state="wrap-up"')
    unsaved = await ayse.send(f"/calls/{this}/dismiss")
    assert unsaved.status_code == 409
    assert key("work", this) in ayse.shown


async def test_two_windows_do_not_overwrite_each_other(centre: Centre) -> None:
    ayse, this = await talking(centre)
    path = f"/calls/{this}/draft"
    first = await ayse.send(path, "PUT", notes="Hat kesik", version="0")
    assert first.json() == {"version": 1}
    longer = await ayse.send(path, "PUT", notes="Hat kesik, ekip gidecek", version="1")
    assert longer.json() == {"version": 2}

    stale = await ayse.send(path, "PUT", notes="Başka bir not", version="1")
    assert stale.status_code == 409
    kept = stale.json()
    assert kept["error"] == "These notes were changed in another window."
    assert (kept["notes"], kept["version"]) == ("Hat kesik, ekip gidecek", 2)

    again = await ayse.send(path, "PUT", notes="Hat kesik, ekip gidecek", version="1")
    assert again.status_code == 200, "the same text, whose answer was lost on the way"
    both = await ayse.send(path, "PUT", notes="Hat kesik, ekip gidecek\nBaşka bir not", version="1")
    assert both.status_code == 200, "a text that holds all that is kept loses nothing"

    late = await ayse.send(f"/calls/{this}/interaction", notes="Başka", version="0")
    assert late.status_code == 409
    await ayse.shows(key("work", this), "Başka bir not")


async def test_line_ends_of_any_kind_are_the_same_text(centre: Centre) -> None:
    ayse, this = await talking(centre)
    path = f"/calls/{this}/draft"
    await ayse.send(path, "PUT", notes="bir\r\niki", version="0")
    await ayse.send(path, "PUT", notes="bir\niki\nüç", version="1")
    stale = await ayse.send(path, "PUT", notes="bir\r\niki\r\nüç\r\ndört", version="1")
    assert stale.status_code == 200


async def test_what_cannot_be_kept_is_refused_at_its_field(centre: Centre) -> None:
    ayse, this = await talking(centre)
    for fields, field in (
        ({"notes": "x" * 20_001, "version": "0"}, "notes"),
        ({"notes": "x", "result": "No such result", "version": "0"}, "result"),
        ({"notes": "x", "version": "many"}, "version"),
    ):
        answer = await ayse.send(f"/calls/{this}/draft", "PUT", **fields)
        assert (answer.status_code, answer.json()["field"]) == (422, field)


async def test_saved_during_the_talk_and_again_after_it_is_one_interaction(centre: Centre) -> None:
    ayse, this = await talking(centre)
    tab = await centre.tab("ayse")
    path = f"/calls/{this}/interaction"
    empty = await ayse.send(path, notes="  ", result="")
    assert (empty.status_code, empty.json()["field"]) == (422, "notes")
    assert (await ayse.send(path, notes="Bilgi verildi", result="solved", version="0")).status_code == 200
    await ayse.shows(key("work", this), "Bilgi verildi")
    await ayse.send(f"/calls/{this}/draft", "PUT", notes="Bilgi verildi. Geri aranacak", version="1")
    centre.pbx.phone(AYSE).hang_up()
    await ayse.shows(key("call", this), 'data-state="wrap-up"')
    final = await ayse.send(path, notes="Bilgi verildi. Geri aranacak", result="solved", version="1")
    assert final.status_code == 200
    for browser in (ayse, tab):
        await browser.shows_not(key("call", this))
    async with centre.house.database.reading() as session:
        (interaction,) = await session.scalars(select(Interaction))
        (entry,) = await session.scalars(select(TimelineEntry))
        assert not (await session.scalars(select(InteractionDraft))).all()
        audited = [entry.action for entry in await session.scalars(select(AuditEntry))]
    assert interaction.notes == "Bilgi verildi. Geri aranacak"
    assert interaction.member_id == entry.member_id
    assert (entry.title, entry.body) == ("Bilgi verildi.", "Geri aranacak")
    assert audited.count("saved") == 2


async def test_nothing_written_and_saved_after_the_call_only_puts_it_away(centre: Centre) -> None:
    ayse, this = await talking(centre)
    await ayse.send(f"/calls/{this}/draft", "PUT", notes="yanlış", version="0")
    centre.pbx.phone(AYSE).hang_up()
    await ayse.shows(key("call", this), 'data-state="wrap-up"')
    assert (await ayse.send(f"/calls/{this}/interaction", notes="", version="1")).status_code == 204
    await ayse.shows_not(key("call", this))
    async with centre.house.database.reading() as session:
        assert not (await session.scalars(select(Interaction))).all()
        assert not (await session.scalars(select(InteractionDraft))).all()


async def test_the_saved_call_ends_the_wrap_up(centre: Centre) -> None:
    ayse, this = await talking(centre)
    centre.pbx.phone(AYSE).hang_up()
    await ayse.shows("me", "Wrap-up")
    await ayse.send(f"/calls/{this}/interaction", notes="tamam", version="0")
    await ayse.shows("me", "Ready")


async def test_a_break_and_back(centre: Centre) -> None:
    ayse = await centre.agent("Ayşe Yılmaz", AYSE)
    strange = await ayse.send("/me/pause", reason="Because")
    assert (strange.status_code, strange.json()["field"]) == (422, "reason")
    assert (await ayse.send("/me/pause", reason="Lunch")).status_code == 204
    await ayse.shows("me", "On a break", "Lunch")
    assert (await ayse.send("/me/ready")).status_code == 204
    await ayse.shows("me", "Ready")


async def test_a_number_that_is_none_is_not_dialled(centre: Centre) -> None:
    ayse = await centre.agent("Ayşe Yılmaz", AYSE)
    for number in ("", "abc", "+", "+90", "0532;111", "1" * 60):
        answer = await ayse.send("/dial", number=number)
        assert (answer.status_code, answer.json()["field"]) == (422, "number"), number
        assert not centre.pbx.exchange.channels


async def test_somebody_without_a_phone_is_told_so(centre: Centre) -> None:
    boss = await centre.agent("Derya Ak", "", Role.SUPERVISOR)
    for path, fields in (("/dial", {"number": "112"}), ("/me/pause", {"reason": "Lunch"}), ("/me/ready", {})):
        answer = await boss.send(path, **fields)
        assert answer.status_code == 409
        assert "no phone" in answer.json()["error"]


async def test_while_the_link_is_down_every_command_fails_at_once_with_its_reason(centre: Centre) -> None:
    ayse, this = await talking(centre)
    await centre.pbx.stop()
    await ayse.shows("link", "lost")
    for path, fields in (
        (f"/calls/{this}/hang-up", {}),
        (f"/calls/{this}/transfer", {"to": "1003", "kind": "blind"}),
        ("/dial", {"number": "112"}),
        ("/me/pause", {"reason": "Lunch"}),
        ("/me/ready", {}),
    ):
        answer = await ayse.send(path, **fields)
        assert answer.status_code == 503, path
        assert answer.json()["error"]
    await centre.pbx.start()
    await ayse.shows_not("link")
    assert centre.pbx.phone(AYSE).is_talking, "nothing was sent later"


async def test_looking_at_a_customer_is_on_record(centre: Centre) -> None:
    ayse, this = await talking(centre)
    await centre.agent("Mehmet Demir", MEHMET)
    await centre.house.writer.finish()
    async with centre.house.database.reading() as session:
        viewed = [e for e in await session.scalars(select(AuditEntry)) if e.action == "viewed"]
    assert [(e.user_id, e.subject_kind, e.detail) for e in viewed] == [(1, "member", {"call_id": this})]
    assert ayse.shown
