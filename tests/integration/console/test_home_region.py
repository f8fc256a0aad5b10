"""A house elsewhere than in Türkiye: its numbers are dialled and written as people there do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from santral.console.desk.dialling import number_to_dial
from santral.cti.pbx_simulator import PhoneBehaviour
from tests.integration.console.centre import Centre, open_centre

AYSE = "PJSIP/1001"
BERLIN = "+4930901820"


@pytest.fixture
async def berlin(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Centre]:
    monkeypatch.setenv("SANTRAL_DEFAULT_REGION", "DE")
    async with open_centre(sqlite_url, tmp_path) as centre:
        yield centre


async def test_a_number_at_home_is_dialled_and_shown_without_its_country(berlin: Centre) -> None:
    oya = await berlin.member("Oya Öz", BERLIN)
    ayse = await berlin.agent("Ayşe Yılmaz", AYSE)
    page = await ayse.client.get(f"/customers/{oya}", headers={"accept": "text/html"})
    assert ">030 901820<" in page.text
    berlin.pbx.behave(AYSE, PhoneBehaviour(answer_after_s=0.1))
    assert (await ayse.send("/dial", number=BERLIN)).status_code == 204
    await ayse.has(lambda b: any("Oya Öz" in html for html in b.shown.values()))
    assert [call.number for call in berlin.house.telephony.calls.calls.values()] == ["030901820"]
    assert any(">030 901820<" in html for key, html in ayse.shown.items() if key.startswith("customer-"))


@pytest.mark.parametrize(
    ("typed", "region", "dialled"),
    [
        ("+90 532 111 22 33", "TR", "05321112233"),
        ("+90 532 111 22 33", "DE", "00905321112233"),
        ("+49 30 901820", "TR", "004930901820"),
        ("0532 (111) 22-33", "DE", "05321112233"),
        ("1002", "DE", "1002"),
    ],
)
def test_what_is_dialled_depends_on_where_the_house_is(typed: str, region: str, dialled: str) -> None:
    assert number_to_dial(typed, region) == dialled
