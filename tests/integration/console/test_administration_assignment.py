"""Rules, skills and absences over HTTP, as an administrator uses them, and what comes of them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from santral.crm_core.assignment.rules import read_rules
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.users.roles import Role
from tests.integration.console.house import Console, Person
from tests.integration.crm_core.people import AYSE, person

PLACE = "/administration/assignment"
RULE = {"application_type": "", "category": "", "team": "", "way": "in_turn", "least_level": "1"}
NEW = {"type": "complaint", "subject": "Makine su kaçırıyor", "priority": "high"}


@pytest.fixture
async def chief(console: Console) -> Person:
    return await console.person("sef", Role.ADMINISTRATOR)


@pytest.fixture
async def mert(console: Console) -> Person:
    return await console.person("mert")


async def opened(console: Console, who: Person, **fields: str) -> str:
    """The page of a new application nobody was named for."""
    async with console.house.database.session() as session:
        member = await person(session, "Ayşe Çelik", AYSE)
    answer = await who.post("/applications/new", NEW | {"member": str(member), "owner_id": ""} | fields)
    assert answer.status_code == 303, answer.text
    return (await who.get(answer.headers["location"])).text


async def test_a_rule_is_written_and_gives_out_the_next_application(
    console: Console, chief: Person, mert: Person
) -> None:
    assert "Mert" not in facts(await opened(console, chief))
    answer = await chief.post(PLACE, RULE)
    assert answer.status_code == 303
    assert "all agents" in (await chief.get(PLACE)).text
    async with console.house.database.session() as session:
        member = await person(session, "Şükrü Öz")
    assert "Whoever the rules choose" in (await chief.get(f"/applications/new?member={member}")).text
    page = await opened(console, chief)
    assert "Mert" in facts(page)
    assert "changed Owner: nothing → Mert" in page


async def test_the_form_proposes_the_rules_for_what_they_cover_and_the_opener_for_the_rest(
    console: Console, chief: Person, mert: Person
) -> None:
    async with console.house.database.session() as session:
        member = await person(session, "Şükrü Öz")
    form = f"/applications/new?member={member}"

    def proposed(page: str) -> tuple[str, str]:
        """What is chosen as owner, and what the choice of nobody in particular is called."""
        [(_, options)] = re.findall(r'<select[^>]* name="owner_id"([^>]*)>(.*?)</select>', page, re.DOTALL)
        chosen = re.search(r'<option value="(\d*)" selected', options)
        nobody = re.search(r'<option value="">([^<]*)', options)
        assert nobody
        return chosen[1] if chosen else "", nobody[1]

    his = str(mert.user_id)
    assert proposed((await mert.get(form)).text) == (his, "Nobody yet")
    assert "data-rules" not in (await mert.get(form)).text
    await chief.post(PLACE, RULE | {"category": "product"})
    assert proposed((await mert.get(form)).text) == (his, "Nobody yet")
    wrong = {"member": str(member), "type": "complaint", "subject": "", "priority": "normal", "owner_id": ""}
    refused = await mert.post("/applications/new", wrong | {"category": "washing-machine"})
    assert (refused.status_code, proposed(refused.text)) == (422, ("", "Whoever the rules choose"))
    await chief.post(PLACE, RULE)
    assert proposed((await mert.get(form)).text) == ("", "Whoever the rules choose")
    refused = await mert.post("/applications/new", wrong | {"owner_id": his})
    assert proposed(refused.text) == (his, "Whoever the rules choose")


async def test_rules_change_places_and_go(console: Console, chief: Person) -> None:
    for way in ("in_turn", "by_hand"):
        await chief.post(PLACE, RULE | {"way": way})
    async with console.house.database.reading() as session:
        first, second = [rule.rule_id for rule in await read_rules(session)]
    assert (await chief.post(f"{PLACE}/rules/{second}/earlier", {})).status_code == 303
    assert (await chief.post(f"{PLACE}/rules/{first}/remove", {})).status_code == 303
    assert (await chief.post(f"{PLACE}/rules/{first}/remove", {})).status_code == 404
    async with console.house.database.reading() as session:
        assert [rule.rule_id for rule in await read_rules(session)] == [second]


@pytest.mark.parametrize(("field", "typed"), [("way", "last_owner"), ("team", "x"), ("category", "x")])
async def test_a_rule_that_cannot_be_comes_back_with_a_sentence(
    console: Console, chief: Person, field: str, typed: str
) -> None:
    answer = await chief.post(PLACE, RULE | {field: typed})
    assert answer.status_code == 422
    assert f'id="error-{field}"' in answer.text
    async with console.house.database.reading() as session:
        assert not await read_rules(session)


async def test_who_knows_it_gets_it_and_while_they_are_away_the_supervisors_are_told(
    console: Console, chief: Person, mert: Person
) -> None:
    category = console.house.definitions.book.live(DefinitionKind.CATEGORY)[0]
    his = f"{PLACE}/people/{mert.user_id}"
    await chief.post(PLACE, RULE | {"way": "by_skill"})
    assert "Mert" not in facts(await opened(console, chief, category=category.code))
    skill = {"category": category.code, "product": "", "level": "3"}
    assert (await chief.post(his, skill)).status_code == 303
    assert f"{category.name_en} · expert" in (await chief.get(PLACE)).text
    assert "Mert" in facts(await opened(console, chief, category=category.code))

    tomorrow = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    assert (await chief.post(f"{his}/away", {"until": tomorrow})).status_code == 303
    assert "away until" in (await chief.get(his)).text
    page = await opened(console, chief, category=category.code)
    assert "Mert" not in facts(page)
    assert "found nobody to give it to" in page
    told = (await chief.get("/notifications")).text
    assert "Nobody fits for" in told

    assert (await chief.post(f"{his}/back", {})).status_code == 303
    assert "Mert" in facts(await opened(console, chief, category=category.code))
    await chief.post(f"{his}/forget", skill)
    assert category.name_en not in (await chief.get(his)).text.split("<form", 1)[0]


@pytest.mark.parametrize(
    ("path", "typed", "field"),
    [
        ("", {"category": "", "product": "", "level": "2"}, "category"),
        ("", {"category": "", "product": "X-20", "level": "9"}, "level"),
        ("/away", {"until": "2001-01-01T10:00"}, "until"),
        ("/away", {"until": "soon"}, "until"),
    ],
)
async def test_what_cannot_be_kept_of_somebody_comes_back_with_a_sentence(
    chief: Person, mert: Person, path: str, typed: dict[str, str], field: str
) -> None:
    answer = await chief.post(f"{PLACE}/people/{mert.user_id}{path}", typed)
    assert answer.status_code == 422
    assert f'id="error-{field}"' in answer.text


async def test_nobody_is_nobody(chief: Person) -> None:
    assert (await chief.get(f"{PLACE}/people/999999")).status_code == 404


def facts(page: str) -> str:
    """What a page says of the application itself: with the owner's name, if it has one."""
    found = re.search(r'<dl class="facts record-facts">(.*?)</dl>', page, re.DOTALL)
    assert found
    return found[1]
