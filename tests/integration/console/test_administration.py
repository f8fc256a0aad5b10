"""An administrator hires, changes and lets go; sets what pops; and reads who did what."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from santral.crm_core.interactions.save import save_interaction
from santral.crm_core.pop_rules import PopAt
from santral.crm_core.settings_store import PopRulesChanged, SettingsStore
from santral.crm_core.users.accounts import UserAccount
from santral.crm_core.users.audit import AuditEntry, record
from santral.crm_core.users.roles import Role
from santral.crm_core.users.sessions import SessionsEnded
from tests.integration.console.house import PASSWORD, SCRIPT, Console, Person
from tests.integration.crm_core.people import person

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
NEW = {
    "username": "Zeynep",
    "display_name": "Zeynep Işık",
    "password": "sarı-defter-72",
    "role": "supervisor",
    "device": "PJSIP/1007",
    "extension": "1007",
    "language": "tr",
}


@pytest.fixture
async def ayse(console: Console) -> Person:
    return await console.person("ayse", Role.ADMINISTRATOR)


async def account_of(console: Console, username: str) -> UserAccount | None:
    async with console.house.database.reading() as session:
        return await session.scalar(select(UserAccount).where(UserAccount.username == username))


async def trail(console: Console) -> list[tuple[int | None, str, str, str]]:
    async with console.house.database.reading() as session:
        rows = await session.scalars(select(AuditEntry).order_by(AuditEntry.entry_id))
        return [(row.user_id, row.action, row.subject_kind, row.subject_id) for row in rows]


async def test_a_new_user_can_sign_in_and_the_exchange_knows_the_phone(
    console: Console, ayse: Person
) -> None:
    answer = await ayse.post("/administration/users/new", NEW)
    assert answer.headers["location"] == "/administration/users"
    account = await account_of(console, "zeynep")
    assert account is not None
    assert (account.display_name, account.role) == ("Zeynep Işık", "supervisor")
    assert account.password_hash.startswith("$argon2id$")
    assert "Zeynep Işık" in (await ayse.get("/administration/users")).text
    assert await trail(console) == [(ayse.user_id, "created", "user", str(account.user_id))]
    await console.house.roster.load()
    assert console.house.roster.user_at("PJSIP/1007") == account.user_id


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("username", "z", "A user name is 2 to 32 letters"),
        ("username", "zeynep ışık", "A user name is 2 to 32 letters"),
        ("username", "AYSE", "The user name ayse is taken."),
        ("display_name", "   ", "Write the person"),
        ("display_name", "x" * 81, "Write the person"),
        ("display_name", "a\nb", "Write the person"),
        ("password", "short", "A password has at least 10 characters."),
        ("password", "zeynep", "A password has at least 10 characters."),
        ("password", "zeynepzeynep1", "The password must not be the user name."),
        ("password", "password1234", "This password is too common"),
        ("password", "x" * 201, "A password has at most 200 characters."),
        ("role", "king", "Choose one of the roles."),
        ("device", "1007", "A device is written as PJSIP/1001."),
        ("device", "PJSIP/1\r\nAction: Originate", "A device is written as PJSIP/1001."),
        ("device", "PJSIP/1001", "The device belongs to Mert."),
        ("extension", "abc", "An extension is at most 16 digits."),
        ("language", "de", "Choose one of the languages."),
    ],
)
async def test_what_cannot_be_saved_is_told_at_its_field_and_nothing_is_half_saved(
    console: Console, ayse: Person, field: str, value: str, sentence: str
) -> None:
    await console.account("mert", device="PJSIP/1001")
    answer = await ayse.post("/administration/users/new", NEW | {field: value})
    assert answer.status_code == 422
    assert sentence in answer.text.replace("&#39;", "'")
    if field != "display_name":
        assert "Zeynep Işık" in answer.text
    assert NEW["password"] not in answer.text
    assert await account_of(console, "zeynep") is None
    assert await trail(console) == []


async def test_an_edit_keeps_what_was_typed_where_it_is_wrong(console: Console, ayse: Person) -> None:
    mert = await console.account("mert", device="PJSIP/1001")
    path = f"/administration/users/{mert}"
    fields = {"display_name": "Mert Kaya", "role": "agent", "extension": "1001", "language": "en"}
    wrong = await ayse.post(path, fields | {"device": "1001"})
    assert wrong.status_code == 422
    assert 'value="1001"' in wrong.text
    assert "Mert Kaya" in wrong.text
    before = await account_of(console, "mert")
    assert before is not None
    assert before.display_name == "Mert"
    right = await ayse.post(path, fields | {"device": "PJSIP/1009"})
    assert right.headers["location"] == f"{path}?saved=1"
    after = await account_of(console, "mert")
    assert after is not None
    assert (after.display_name, after.device) == ("Mert Kaya", "PJSIP/1009")


async def test_who_is_disabled_is_out_at_once_and_may_come_back(console: Console, ayse: Person) -> None:
    mert = await console.person("mert")
    ended: list[SessionsEnded] = []
    console.house.bus.subscribe(SessionsEnded, ended.append)
    await ayse.post(f"/administration/users/{mert.user_id}/disable")
    assert len(ended[0].session_ids) == 1
    assert (await mert.get("/")).status_code == 303
    await ayse.post(f"/administration/users/{mert.user_id}/enable")
    assert (await (await console.browser(mert.user_id, "mert")).get("/")).status_code == 200


async def test_a_new_password_ends_every_session_but_the_own(console: Console, ayse: Person) -> None:
    elsewhere = await console.browser(ayse.user_id, "ayse")
    path = f"/administration/users/{ayse.user_id}/password"
    assert (await ayse.post(path, {"password": "ayse"})).status_code == 422
    assert (await elsewhere.get("/")).status_code == 200
    assert (await ayse.post(path, {"password": "turuncu-kilim-9"})).status_code == 303
    assert (await elsewhere.get("/")).status_code == 303
    assert (await ayse.get("/")).status_code == 200
    account = await account_of(console, "ayse")
    assert account is not None
    assert not await console.house.passwords.is_right(account.password_hash, PASSWORD)


async def test_somebody_stays_administrator(console: Console, ayse: Person) -> None:
    path = f"/administration/users/{ayse.user_id}"
    demoted = await ayse.post(path, {"display_name": "Ayşe", "role": "agent"})
    assert demoted.status_code == 422
    assert "Somebody has to stay administrator" in demoted.text
    assert (await ayse.post(f"{path}/disable")).status_code == 422
    await console.account("veli", Role.ADMINISTRATOR)
    assert (await ayse.post(f"{path}/disable")).status_code == 303


async def test_a_user_who_does_not_exist_is_a_sentence(ayse: Person) -> None:
    for path in ("", "/password", "/disable", "/enable"):
        fields = {"password": "turuncu-kilim-9", "display_name": "x"}
        answer = await ayse.post(f"/administration/users/999{path}", fields, SCRIPT)
        assert (answer.status_code, answer.json()["error"]) == (404, "There is no such user.")


RULES = {
    "pop_at": "answer",
    "never_pop": " 0850 * \r\n+90 (212) 555 XX XX\n\n112",
    "hot_days": "14",
    "wrap_up_s": "0",
    "pause_reasons": "Çay\nYemek",
}


async def test_rules_hold_from_the_moment_they_are_saved_and_after_a_restart(
    console: Console, ayse: Person
) -> None:
    told: list[PopRulesChanged] = []
    console.house.bus.subscribe(PopRulesChanged, told.append)
    answer = await ayse.post("/administration/pop-rules", RULES)
    assert answer.headers["location"] == "/administration/pop-rules?saved=1"
    rules = console.house.store.pop_rules
    assert told == [PopRulesChanged(rules)]
    assert rules.pop_at is PopAt.ANSWER
    assert rules.never_pop == ("0850*", "+90212555XXXX", "112")
    assert (rules.hot_days, rules.wrap_up_s, rules.pause_reasons) == (14, 0, ("Çay", "Yemek"))
    again = SettingsStore(console.house.database, console.house.bus)
    await again.load()
    assert again.pop_rules == rules
    assert await trail(console) == [(ayse.user_id, "changed", "setting", "pop_rules")]
    assert "+90212555XXXX" in (await ayse.get("/administration/pop-rules")).text


async def test_reasons_that_come_with_santral_are_read_in_ones_own_language_and_kept_for_all(
    console: Console, ayse: Person
) -> None:
    await ayse.post("/preferences", {"language": "tr"})
    shown = (await ayse.get("/administration/pop-rules")).text
    assert "Kısa mola\nYemek\nEğitim" in shown
    assert "Lunch" not in shown

    await ayse.post("/administration/pop-rules", RULES | {"pause_reasons": "Yemek\r\n Kısa mola \r\nÇay"})

    assert console.house.store.pop_rules.pause_reasons == ("Lunch", "Break", "Çay")
    await ayse.post("/preferences", {"language": "en"})
    assert "Lunch\nBreak\nÇay" in (await ayse.get("/administration/pop-rules")).text


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("pop_at", "", "Choose when the customer appears."),
        ("never_pop", "0850*\n*", "“*” is no number or pattern."),
        ("never_pop", "[0-9]+", "“[0-9]+” is no number or pattern."),
        ("never_pop", "9" * 33, "is no number or pattern."),
        ("never_pop", "\n".join(str(n) for n in range(501)), "At most 500 numbers"),
        ("hot_days", "-1", "Write a whole number from 0 to 365."),
        ("hot_days", "366", "Write a whole number from 0 to 365."),
        ("hot_days", "٣", "Write a whole number from 0 to 365."),
        ("wrap_up_s", "", "Write a whole number from 0 to 3600."),
        ("pause_reasons", " \n ", "Write at least one reason"),
        ("pause_reasons", "x" * 41, "At most 20 reasons"),
    ],
)
async def test_rules_that_make_no_sense_are_refused_at_their_field(
    console: Console, ayse: Person, field: str, value: str, sentence: str
) -> None:
    before = console.house.store.pop_rules
    answer = await ayse.post("/administration/pop-rules", RULES | {field: value})
    assert answer.status_code == 422
    assert sentence in answer.text
    if field != "pause_reasons":
        assert "Yemek" in answer.text
    assert console.house.store.pop_rules == before


async def test_the_record_is_read_in_pages_and_can_be_narrowed(console: Console, ayse: Person) -> None:
    async with console.house.database.session() as session:
        for n in range(150):
            await record(session, None, "viewed" if n % 2 else "changed", "member", n)
    first = await ayse.get("/administration/audit")
    assert first.text.count("<tr") >= 100
    narrowed = await ayse.get("/administration/audit?action=viewed&subject_kind=member&subject_id=31")
    assert narrowed.status_code == 200
    assert ">31<" in narrowed.text.replace(" ", "").replace("\n", "") or "31" in narrowed.text
    for odd in ("user_id=x", "before=-1", "before=99999999999999999999", "subject_id=%00", "user_id=٣"):
        assert (await ayse.get(f"/administration/audit?{odd}")).status_code == 200


async def test_the_record_names_people_and_speaks_the_readers_language(
    console: Console, ayse: Person
) -> None:
    mert = await console.person("mert", Role.AGENT)
    await ayse.post("/preferences", {"language": "tr"})
    async with console.house.database.session() as session:
        member_id = await person(session, "Şükrü Öz")
        await record(session, ayse, "viewed", "member", member_id, {"part": "timeline"})
        await record(session, None, "signed in", "user", mert.user_id, {"address": "127.0.0.1", "session": 3})
        await record(session, ayse, "changed", "setting", "pop_rules", {"pause_reasons": ["Lunch", "Çay"]})
        await record(session, ayse, "changed", "user", 4711, {"role": "supervisor"})
    shown = (await ayse.get("/administration/audit")).text
    for text in (
        f'<a href="/customers/{member_id}">Şükrü Öz</a>',
        f'<a href="/administration/users/{mert.user_id}">',
        "Bölüm: Geçmiş",
        "Ağ adresi: 127.0.0.1",
        "Mola nedenleri: Yemek, Çay",
        "kullanıcı 4711",
    ):
        assert text in shown, text
    for raw in ("address:", "session:", "part:", "pop_rules", "supervisor:"):
        assert raw not in shown


async def test_the_record_says_with_whom_and_when_an_interaction_was(console: Console, ayse: Person) -> None:
    async with console.house.database.session() as session:
        member_id = await person(session, "Şükrü Öz")
        for call, known in (("c1", member_id), ("c2", None)):
            saved = await save_interaction(
                session, user_id=ayse.user_id, call_id=call, member_id=known, notes="Fatura sordu.", at=AT
            )
            await record(session, ayse, "saved", "interaction", saved.interaction_id)
        await record(session, ayse, "saved", "interaction", 4711)
    shown = " ".join((await ayse.get("/administration/audit?action=saved")).text.split())
    when = f'<time class="time" datetime="{AT:%Y-%m-%dT%H:%M:%S}'
    assert f'interaction · <a href="/customers/{member_id}">Şükrü Öz</a> · {when}' in shown
    assert f">interaction · {when}" in shown, "nobody said who it was"
    assert "interaction 4711" in shown, "it is no longer there"

    menu = console.house.menu
    console.house.menu = tuple(entry for entry in menu if entry.path != "/customers")
    shown = (await ayse.get("/administration/audit?action=saved")).text
    assert "Şükrü Öz" in shown
    assert f"/customers/{member_id}" not in shown, "a role that may not open it gets no link"
