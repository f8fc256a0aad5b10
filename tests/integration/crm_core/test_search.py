from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from santral.crm_core.db import Database
from santral.crm_core.members.search import search_members
from tests.integration.crm_core.people import AYSE, SWITCHBOARD, company, person
from tests.integration.crm_core.people import employee as hire


@pytest.fixture
async def directory(database: Database) -> Database:
    async with database.session() as session:
        await person(session, "Şükrü Öğüt", "+905421234567")
        await person(session, "Işık Yılmaz", AYSE)
        await person(session, "Mehmet Işıkara")
        await person(session, "Ali Yılmaz Yıldırım")
        await person(session, "Alihan Veli", "+14155550100")
        aydin = await company(session, "AYDIN TİCARET A.Ş.", SWITCHBOARD)
        await hire(session, aydin, "Nurcan İğdır", "+905059998877")
        await company(session, "Kevin O'Neil Ltd. Şti.", "+904441234")
    return database


async def found(database: Database, text: str, limit: int = 10) -> list[str]:
    async with database.reading() as session:
        return [hit.member.name for hit in await search_members(session, text, limit)]


@pytest.mark.parametrize("typed", ["ŞÜKRÜ", "şükrü", "sukru", "SUKRU", "Sukr", "öğüt şükrü", "ogut s"])
async def test_turkish_letters_and_word_order_do_not_matter(directory: Database, typed: str) -> None:
    assert await found(directory, typed) == ["Şükrü Öğüt"]


@pytest.mark.parametrize("typed", ["ISIK", "IŞIK", "ışık", "isik", "Işık"])
async def test_a_whole_word_comes_before_a_beginning(directory: Database, typed: str) -> None:
    assert await found(directory, typed) == ["Işık Yılmaz", "Mehmet Işıkara"]


async def test_every_word_must_be_there(directory: Database) -> None:
    assert await found(directory, "ali yılmaz") == ["Ali Yılmaz Yıldırım"]
    assert await found(directory, "ali mehmet") == []


async def test_a_member_is_found_once_however_many_words_fit(directory: Database) -> None:
    assert await found(directory, "yıl") == ["Ali Yılmaz Yıldırım", "Işık Yılmaz"]


@pytest.mark.parametrize(
    "typed", ["nurcan", "igdir nur", "NURCAN İĞDIR", "aydın a.ş.", "aydin as", "nurcan aydin"]
)
async def test_a_company_is_found_by_its_people_too(directory: Database, typed: str) -> None:
    assert await found(directory, typed) == ["AYDIN TİCARET A.Ş."]


@pytest.mark.parametrize(
    ("typed", "employee"),
    [
        ("nurcan", "Nurcan İğdır"),
        ("igdir nur", "Nurcan İğdır"),
        ("nurcan aydin", "Nurcan İğdır"),
        ("0505 999", "Nurcan İğdır"),
        ("nur", "Nuri Aydın"),
        ("nur ig", "Nurcan İğdır"),
        ("aydın", ""),
        ("0212 333", ""),
    ],
)
async def test_a_company_says_whose_name_or_number_found_it(
    database: Database, typed: str, employee: str
) -> None:
    async with database.session() as session:
        aydin = await company(session, "AYDIN TİCARET A.Ş.", SWITCHBOARD)
        await hire(session, aydin, "Nuri Aydın")
        await hire(session, aydin, "Nurcan İğdır", "+905059998877")
    async with database.reading() as session:
        assert [hit.employee for hit in await search_members(session, typed)] == [employee]


@pytest.mark.parametrize("typed", ["o'neil", "ONEIL", "kevin o’neil ltd"])
async def test_apostrophes_do_not_matter(directory: Database, typed: str) -> None:
    assert await found(directory, typed) == ["Kevin O'Neil Ltd. Şti."]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("0532", ["Işık Yılmaz"]),
        ("532 111", ["Işık Yılmaz"]),
        ("90532111", ["Işık Yılmaz"]),
        ("+90 532 111 22 33", ["Işık Yılmaz"]),
        ("0090532", ["Işık Yılmaz"]),
        ("(0212) 333", ["AYDIN TİCARET A.Ş."]),
        ("0505 999", ["AYDIN TİCARET A.Ş."]),
        ("444 1", ["Kevin O'Neil Ltd. Şti."]),
        ("+1415", ["Alihan Veli"]),
        ("415555", ["Alihan Veli"]),
        ("+1 532", []),
    ],
)
async def test_a_number_is_found_by_its_beginning_in_any_form(
    directory: Database, typed: str, names: list[str]
) -> None:
    assert await found(directory, typed) == names


@pytest.mark.parametrize("typed", ["", "  ", "?!", "0", "000", "+", "zzz", "%", "_", "'", "\0", "x" * 5000])
async def test_what_finds_nobody_finds_nobody(directory: Database, typed: str) -> None:
    assert await found(directory, typed) == []


async def test_no_more_than_asked_for(directory: Database) -> None:
    assert len(await found(directory, "y", limit=1)) == 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40))
async def test_no_text_is_an_error_and_everybody_is_found_once(directory: Database, typed: str) -> None:
    names = await found(directory, typed)
    assert len(names) == len(set(names))
