"""Solved cases like one that is being written, found by the words index of both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert

from santral.crm_core.applications.edit import find_application
from santral.crm_core.applications.having_stems import LOOKED_THROUGH
from santral.crm_core.applications.similar import find_similar
from santral.crm_core.applications.tables import Application
from santral.crm_core.db import Database
from santral.crm_core.folding import words
from tests.integration.crm_core.cases import BOOK, case
from tests.integration.crm_core.people import NOW, person, user


@pytest.fixture
async def past(database: Database) -> dict[str, int]:
    """Cases by subject; the last two have nothing to learn from."""
    made = {}
    async with database.session() as session:
        ayse, elif_ = await person(session, "Ayşe Çelik"), await user(session, "Elif")
        for nr, (subject, resolution, fields) in enumerate(
            (
                ("Çamaşır makinesi su kaçırıyor", "Conta değişti.", {"category": "late"}),
                ("Bulaşık makinesi su kaçırdı", "Hortum sıkıldı.", {"product": "BM60"}),
                ("Kargo gelmedi", "Kargo bulundu.", {"category": "delivery"}),
                ("Çamaşır makinesi su kaçırıyor gene", "", {}),
                ("Makine su kaçırıyor", "Bakılıyor.", {}),
            )
        ):
            at = NOW - timedelta(days=30 - nr)
            made[subject] = await case(session, ayse, elif_, subject, at=at, resolution=resolution, **fields)
            if resolution != "Bakılıyor.":
                (await find_application(session, made[subject])).solved_at = at
    return made


async def similar(database: Database, **asked: str | int) -> list[str]:
    async with database.reading() as session:
        found = await find_similar(session, BOOK, NOW, **{"subject": ""} | asked)  # type: ignore[arg-type]
    return [one.resolution for one in found]


async def test_the_words_decide_whatever_their_endings(database: Database, past: dict[str, int]) -> None:
    assert await similar(database, subject="ÇAMAŞIR makineniz kaçırmış") == [
        "Conta değişti.",
        "Hortum sıkıldı.",
    ]
    assert await similar(database, subject="Kargom yok") == ["Kargo bulundu."]


async def test_category_and_its_neighbours_and_the_product(database: Database, past: dict[str, int]) -> None:
    assert await similar(database, category="delivery") == ["Kargo bulundu."]
    assert await similar(database, subject="kargo", category="late") == ["Kargo bulundu.", "Conta değişti."]
    assert await similar(database, product="BM60") == ["Hortum sıkıldı."]
    both = await similar(database, subject="makine su kaçırıyor", product="bm60")
    assert both == ["Hortum sıkıldı.", "Conta değişti."]


async def test_never_itself_and_nothing_for_nothing(database: Database, past: dict[str, int]) -> None:
    itself = past["Kargo gelmedi"]
    assert await similar(database, subject="Kargo gelmedi", but_not=itself) == []
    for text in ("", "a 12 %", "' OR \" & | ! :* (", "zürafa", "NOT AND NEAR"):
        assert await similar(database, subject=text) == []


async def test_among_thousands_a_rare_word_is_found_however_old_and_common_ones_in_the_newest(
    database: Database, past: dict[str, int]
) -> None:
    async with database.session() as session:
        first = await find_application(session, past["Kargo gelmedi"])
        like_it = {"type": "complaint", "priority": "normal", "stage": "closed", "member_id": first.member_id}
        moments = {"opened_at": NOW, "changed_at": NOW, "solved_at": NOW}
        said = [("Zürafa için servis bekleniyor", "Zürafa doydu.")]
        said += [("Servis bekleniyor", "Teknisyen gitti.")] * (LOOKED_THROUGH + 100)
        rows = [
            {"number": f"E-{nr}", "subject": subject, "resolution": resolution}
            | {"search_words": " ".join(words(subject))}
            for nr, (subject, resolution) in enumerate(said)
        ]
        await session.execute(insert(Application), [row | like_it | moments for row in rows])
    assert await similar(database, subject="servis bekliyor") == ["Teknisyen gitti."]
    assert await similar(database, subject="zürafa bekliyor, servis gelsin") == ["Zürafa doydu."]
    assert await similar(database, subject="kargo servisi bekliyorum") == ["Kargo bulundu."]
