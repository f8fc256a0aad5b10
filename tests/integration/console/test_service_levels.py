"""Calendar, targets and rules over HTTP: what is saved holds at once, what is wrong is said at its field."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from santral.crm_core.service_levels.escalation import EscalationAct
from santral.crm_core.service_levels.targets import TargetKind
from santral.crm_core.users.audit import AuditFilter, read_audit
from santral.crm_core.users.roles import Role
from tests.integration.console.house import Console, Person
from tests.integration.crm_core.people import person

PLACE = "/administration/service-levels"


@pytest.fixture
async def admin(console: Console) -> Person:
    return await console.person("deniz", Role.ADMINISTRATOR)


def fields_of(text: str, form: str) -> dict[str, str]:
    """What a browser would send of one of the page's forms as it stands."""
    [part] = re.findall(rf'action="{PLACE}/{form}">(.*?)</form>', text, re.DOTALL)
    found = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]*? value="([^"]*)"', part))
    found |= dict.fromkeys(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*></textarea>', part), "")
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', part, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        first = re.search(r'<option value="([^"]*)"', options)
        assert first
        found[name] = (chosen or first)[1]
    return found


async def forms(admin: Person, form: str) -> dict[str, str]:
    answer = await admin.get(PLACE)
    assert answer.status_code == 200
    return fields_of(answer.text, form)


@pytest.mark.parametrize("form", ["calendar", "targets", "rules"])
async def test_what_is_sent_as_it_stands_changes_nothing(console: Console, admin: Person, form: str) -> None:
    before = console.house.service_levels.levels
    answer = await admin.post(f"{PLACE}/{form}", await forms(admin, form))
    assert (answer.status_code, answer.headers.get("location")) == (303, f"{PLACE}?saved=1#{form}"), (
        answer.text
    )
    assert console.house.service_levels.levels == before


async def test_another_calendar_holds_at_once_and_is_in_the_audit_log(
    console: Console, admin: Person
) -> None:
    typed = await forms(admin, "calendar") | {
        "time_zone": "Europe/Berlin",
        "country": "",
        "week.5.0.opens": "",
        "week.5.0.closes": "",
        "week.0.0.closes": "12:00",
        "week.0.1.opens": "13:00",
        "week.0.1.closes": "24:00",
        "own_days": "2026-12-31 Sayım\n2026-12-30 09:00-11:00 13:00-14:00 Kısa gün",
    }
    assert (await admin.post(f"{PLACE}/calendar", typed)).status_code == 303
    calendar = console.house.service_levels.levels.calendar
    assert (calendar.time_zone, calendar.country) == ("Europe/Berlin", "")
    assert calendar.is_open(datetime(2026, 11, 23, 22, 30, tzinfo=UTC))  # Monday, half past eleven at night
    assert not calendar.is_open(datetime(2026, 11, 23, 11, 30, tzinfo=UTC))
    assert [own.name for own in calendar.own_days] == ["Kısa gün", "Sayım"]
    kept = await forms(admin, "calendar")
    assert kept["week.0.1.closes"] == "24:00"
    async with console.house.database.reading() as session:
        rows, _ = await read_audit(session, AuditFilter(subject_kind="setting"))
    assert rows[0].subject_id == "business_calendar"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def who_changes_nothing(shared_console: Console) -> Person:
    return await shared_console.person("admin", Role.ADMINISTRATOR)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("name", "value", "said_at"),
    [
        ("time_zone", "Mars/Olympus", "time_zone"),
        ("week.1.0.opens", "25:00", "week.1.0.opens"),
        ("week.1.0.closes", "08:00", "week.1.0.closes"),
        ("half_day_closes", "", "half_day_closes"),
        ("own_days", "31.12.2026 Sayım", "own_days"),
        ("own_days", "2026-12-31 9-13 Sayım", "own_days"),
        ("country", "QQ", "country"),
    ],
)
async def test_a_calendar_that_cannot_be_is_refused_at_its_field_with_what_was_typed(
    shared_console: Console, who_changes_nothing: Person, name: str, value: str, said_at: str
) -> None:
    before = shared_console.house.service_levels.levels
    typed = await forms(who_changes_nothing, "calendar") | {name: value}
    answer = await who_changes_nothing.post(f"{PLACE}/calendar", typed)
    assert answer.status_code == 422
    assert f'id="error-{said_at}"' in answer.text
    assert value in answer.text
    assert shared_console.house.service_levels.levels == before


async def test_a_preview_tells_what_it_would_mean_and_saves_nothing(console: Console, admin: Person) -> None:
    before = console.house.service_levels.levels
    typed = await forms(admin, "targets") | {"rows.3.first_answer_min": "", "preview": "1"}
    answer = await admin.post(f"{PLACE}/targets", typed)
    assert answer.status_code == 200
    assert "It is not saved yet" in answer.text
    assert "not promised" in answer.text
    assert "not promised" not in (await admin.get(PLACE)).text
    assert console.house.service_levels.levels == before


async def test_of_two_administrators_who_save_the_same_the_second_is_told(
    console: Console, admin: Person
) -> None:
    other = await console.person("burak", Role.ADMINISTRATOR)
    mine, theirs = await forms(admin, "targets"), await forms(other, "targets")
    assert (await other.post(f"{PLACE}/targets", theirs | {"warning_percent": "50"})).status_code == 303
    mine |= {"warning_percent": "60"}
    looked_at_again = fields_of(
        (await admin.post(f"{PLACE}/targets", mine | {"preview": "1"})).text, "targets"
    )
    for typed in (mine, looked_at_again):
        refused = await admin.post(f"{PLACE}/targets", typed)
        assert refused.status_code == 409
        assert "A colleague changed this meanwhile." in refused.text
        assert f'formaction="{PLACE}/targets#targets"' in refused.text, "the browser stays where it was"
        assert console.house.service_levels.levels.targets.warning_percent == 50
    mine = fields_of(refused.text, "targets")
    assert mine["warning_percent"] == "60"
    # What else there is was nobody's; and whoever has read it decides.
    rules = await forms(admin, "rules")
    assert (await admin.post(f"{PLACE}/targets", mine)).status_code == 303
    assert (await admin.post(f"{PLACE}/rules", rules)).status_code == 303
    assert console.house.service_levels.levels.targets.warning_percent == 60


async def test_other_targets_move_what_is_open_already(console: Console, admin: Person) -> None:
    async with console.house.database.session() as session:
        member = await person(session, "Ayşe Çelik")
    new = {"type": "service", "subject": "Su kaçırıyor", "priority": "high", "member": str(member)}
    opened = await admin.post("/applications/new", new)
    page = opened.headers["location"].split("?")[0]
    typed = await forms(admin, "targets")
    row = next(name.split(".")[1] for name, value in typed.items() if value == "high")
    typed |= {f"rows.{row}.{name}": "" for name in ("first_answer_min", "next_update_min", "solution_min")}
    assert (await admin.post(f"{PLACE}/targets", typed)).status_code == 303
    assert "Nothing is promised for this priority" in (await admin.get(page)).text


async def test_a_target_is_added_and_one_is_left_out(console: Console, admin: Person) -> None:
    typed = await forms(admin, "targets")
    low = next(name.split(".")[1] for name, value in typed.items() if value == "low")
    typed |= {f"rows.{low}.priority": "", "warning_percent": "50"}
    typed |= {"rows.6.priority": "normal", "rows.6.tier": "gold", "rows.6.first_answer_min": "7"}
    assert (await admin.post(f"{PLACE}/targets", typed)).status_code == 303
    targets = console.house.service_levels.levels.targets
    assert targets.target("normal", "gold").minutes(TargetKind.FIRST_ANSWER) == 7
    assert targets.target("low", "") == targets.target("", "")
    assert targets.warning_percent == 50
    twice = typed | {"rows.7.priority": "normal", "rows.7.tier": "gold", "rows.7.solution_min": "9"}
    answer = await admin.post(f"{PLACE}/targets", twice)
    assert answer.status_code == 422
    assert 'id="error-rows.7.priority"' in answer.text


async def test_a_rule_is_added_and_one_that_cannot_be_is_refused(console: Console, admin: Person) -> None:
    typed = await forms(admin, "rules")
    last = max(int(name.split(".")[1]) for name in typed if name.startswith("rules."))
    own = {"target": "solution", "when": "late_min", "number": "30", "then": "raise_priority:urgent"}
    typed |= {f"rules.{last}.{name}": value for name, value in own.items()} | {"rules.0.target": ""}
    assert (await admin.post(f"{PLACE}/rules", typed)).status_code == 303
    rules = console.house.service_levels.levels.escalation
    assert (rules[-1].act, rules[-1].to, rules[-1].late_min) == (EscalationAct.RAISE_PRIORITY, "urgent", 30)
    assert "answer-soon-owner" not in {rule.code for rule in rules}
    for wrong in ("assign_to_person:999999", "assign_to_team:nobody", "raise_priority:sky"):
        answer = await admin.post(f"{PLACE}/rules", typed | {f"rules.{last}.then": wrong})
        assert answer.status_code == 422, wrong
        assert f'id="error-rules.{last}.then"' in answer.text, wrong


async def test_the_year_of_a_number_and_typed_times_follow_the_calendars_zone(
    console: Console, admin: Person
) -> None:
    async with console.house.database.session() as session:
        member = await person(session, "Ayşe Çelik")
    new = {"type": "service", "subject": "Su kaçırıyor", "priority": "high", "member": str(member)}
    page = (await admin.post("/applications/new", new)).headers["location"].split("?")[0]
    typed = await forms(admin, "calendar") | {"time_zone": "Asia/Tokyo"}
    assert (await admin.post(f"{PLACE}/calendar", typed)).status_code == 303
    await admin.post(f"{page}/follow-ups", {"follow_up": "Aranacak", "due_at": "2036-05-04T09:30"})
    assert "2036-05-04T00:30:00.000Z" in (await admin.get(page)).text


async def test_only_administrators_see_it(console: Console) -> None:
    boss = await console.person("boss", Role.SUPERVISOR)
    assert (await boss.get(PLACE)).status_code == 403


async def test_an_application_shows_what_is_promised_and_a_told_customer_moves_it(
    console: Console, admin: Person
) -> None:
    async with console.house.database.session() as session:
        member = await person(session, "Ayşe Çelik")
    new = {"type": "service", "subject": "Su kaçırıyor", "priority": "high", "member": str(member)}
    page = (await admin.post("/applications/new", new)).headers["location"].split("?")[0]
    text = (await admin.get(page)).text
    assert 'data-promise data-state="ok"' in text
    assert "News to the customer" not in text.split('id="promises-title"')[1].split("</section>")[0]
    note = {"follow_up": "Aradım", "customer_told": "1"}
    assert (await admin.post(f"{page}/follow-ups", note)).status_code == 303
    told = (await admin.get(page)).text.split('id="promises-title"')[1].split("</section>")[0]
    assert "News to the customer" in told
    assert "in time" in told
    for query in ("sort=due", "promise=soon", "promise=late", "promise=paused&sort=due"):
        listed = (await admin.get(f"/applications?{query}")).text
        assert ("Su kaçırıyor" in listed) == (query == "sort=due"), query
    customer = (await admin.get(f"/customers/{member}")).text
    assert "data-promise " in customer
