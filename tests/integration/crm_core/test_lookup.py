from __future__ import annotations

import pytest

from santral.crm_core.db import Database
from santral.crm_core.members.lookup import Confidence, NumberMatch, find_by_number
from tests.integration.crm_core.people import AYSE, SWITCHBOARD, company, employee, person


async def who_calls(database: Database, number: str) -> NumberMatch:
    async with database.reading() as session:
        return await find_by_number(session, number)


def names(match: NumberMatch) -> list[str]:
    return [member.name for member in match.members]


@pytest.mark.parametrize(
    "dialled", ["+905321112233", "05321112233", "905321112233", "5321112233", "95321112233", "0532 111 22 33"]
)
async def test_a_caller_is_known_in_every_form_of_the_number(database: Database, dialled: str) -> None:
    async with database.session() as session:
        await person(session, "Ayşe Çelik", AYSE, "+902163334455", city="İzmir", tier="gold", debt=True)
        await person(session, "Somebody Else", "+905321112234")
    match = await who_calls(database, dialled)
    assert (match.confidence, match.e164, match.display) == (Confidence.EXACT, AYSE, "0532 111 22 33")
    (ayse,) = match.members
    assert (ayse.name, ayse.city, ayse.tier, ayse.phone) == ("Ayşe Çelik", "İzmir", "gold", AYSE)
    assert ayse.flags == ("active", "debt")


async def test_a_number_that_lost_its_country_is_still_likely_known(database: Database) -> None:
    async with database.session() as session:
        await person(session, "John Smith", "+14155550100")
    match = await who_calls(database, "4155550100")
    assert (match.confidence, names(match), match.e164) == (
        Confidence.LIKELY,
        ["John Smith"],
        "+14155550100",
    )
    assert match.display == "+1 415-555-0100"


async def test_the_number_itself_wins_over_its_national_digits(database: Database) -> None:
    async with database.session() as session:
        for index in range(25):
            await person(session, f"Abroad {index}", "+495321112233")
        await person(session, "Ayşe Çelik", AYSE)
    match = await who_calls(database, AYSE)
    assert (match.confidence, names(match)) == (Confidence.EXACT, ["Ayşe Çelik"])


async def test_a_number_that_means_two_things_is_whose_it_is(database: Database) -> None:
    async with database.session() as session:
        await person(session, "Ayşe Çelik", AYSE)
    match = await who_calls(database, "005321112233")  # Cuba, or a mobile behind a trunk zero
    assert (match.confidence, names(match), match.e164) == (Confidence.LIKELY, ["Ayşe Çelik"], AYSE)


async def test_a_shared_number_gives_everybody_who_has_it_once(database: Database) -> None:
    async with database.session() as session:
        await person(session, "Ali Kaya", SWITCHBOARD)
        aydin = await company(session, "Aydın Ticaret", SWITCHBOARD)
        await employee(session, aydin, "Nur Ak", SWITCHBOARD)
        await person(session, "Veli Kaya", SWITCHBOARD)
    match = await who_calls(database, "0212 333 44 55")
    assert (match.confidence, names(match)) == (Confidence.EXACT, ["Ali Kaya", "Aydın Ticaret", "Veli Kaya"])


async def test_the_number_of_an_employee_finds_the_company(database: Database) -> None:
    async with database.session() as session:
        aydin = await company(session, "Aydın Ticaret", SWITCHBOARD)
        await employee(session, aydin, "Nur Ak", AYSE)
    match = await who_calls(database, AYSE)
    assert (match.confidence, names(match)) == (Confidence.EXACT, ["Aydın Ticaret"])
    assert match.members[0].phone == SWITCHBOARD


async def test_a_person_is_told_with_the_company(database: Database) -> None:
    async with database.session() as session:
        ayse = await person(session, "Ayşe Çelik", AYSE)
        aydin = await company(session, "Aydın Ticaret", SWITCHBOARD)
        await employee(session, aydin, "Ayşe Çelik", person_id=ayse)
    assert (await who_calls(database, AYSE)).members[0].company == "Aydın Ticaret"


@pytest.mark.parametrize(
    ("number", "confidence", "display"),
    [
        ("anonymous", Confidence.WITHHELD, ""),
        ("", Confidence.WITHHELD, ""),
        ("05330000000", Confidence.NONE, "0533 000 00 00"),
        ("112", Confidence.NONE, "112"),
        ("1001", Confidence.NONE, "1001"),
        ("'; DROP TABLE phone; --", Confidence.NONE, "'"),
    ],
)
async def test_who_is_not_known_is_said_to_be_so(
    database: Database, number: str, confidence: Confidence, display: str
) -> None:
    async with database.session() as session:
        await person(session, "Ayşe Çelik", AYSE)
    match = await who_calls(database, number)
    assert (match.confidence, match.members, match.display) == (confidence, (), display)
