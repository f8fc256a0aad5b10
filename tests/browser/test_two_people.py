"""Two people on one application, each in a browser: who is here, what they change, and nothing is lost."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser, FilePayload, expect

from santral.crm_core.custom_fields.changes import put
from tests.browser.conftest import FOLDER
from tests.browser.people import at, somebody
from tests.integration.console.centre import Centre
from tests.integration.crm_core.cases import Somebody, case
from tests.integration.crm_core.people import NOW

pytestmark = pytest.mark.browser


async def test_both_see_each_other_and_what_the_other_changes_and_lose_nothing(
    centre: Centre, chromium: Browser, complaints: list[str]
) -> None:
    ayse = await somebody(chromium, centre, "Ayşe Yılmaz", "PJSIP/1001")
    mert = await somebody(chromium, centre, "Mert Aydın", "PJSIP/1002")
    member = await centre.member("Şükrü Öz", "+905321112233")
    async with centre.house.database.session() as session:
        number = await case(session, member, centre.people["ayse"], "Makine su kaçırıyor")
    typed = {"name_tr": "Kat", "name_en": "Floor", "kind": "text"}
    chief = Somebody(centre.people["ayse"])
    await centre.house.custom_fields.change(lambda b: put(b, "service", "", typed)[0], chief, NOW)
    address = f"http://{centre.address}/applications/{number}"

    hers, his = await at(ayse, address, complaints), await at(mert, address, complaints)
    await expect(hers.locator("[data-looking]")).to_contain_text("Mert Aydın")
    await expect(his.locator("[data-looking]")).to_contain_text("Ayşe Yılmaz")
    await expect(his.locator("[data-looking]")).not_to_contain_text("Mert Aydın")

    # He writes a follow-up and begins to edit, she changes something else and writes a follow-up of her own.
    await his.get_by_label("What was done, what comes next").fill("Ustayı aradım, yarın")
    await his.locator(".record-edit > summary").click()
    await his.locator('[data-application-form] [name="subject"]').fill("Makine su kaçırıyor, mutfak ıslak")
    await his.locator('[data-application-form] [name="product"]').focus()

    await hers.locator(".record-edit > summary").click()
    await hers.locator('[data-application-form] [name="priority"]').select_option("high")
    await hers.locator("[data-application-form] button[type=submit]").click()
    await expect(hers.locator(".application-marks")).to_contain_text("High")

    await expect(his.locator(".application-marks")).to_contain_text("High")
    await expect(his.locator("#toasts")).to_contain_text("Ayşe Yılmaz changed Priority: Normal → High")
    await expect(his.locator('[data-application-form] [name="priority"]')).to_have_value("high")
    await expect(his.locator('[data-application-form] [name="product"]')).to_be_focused()
    subject = his.locator('[data-application-form] [name="subject"]')
    await expect(subject).to_have_value("Makine su kaçırıyor, mutfak ıslak")
    await expect(his.get_by_label("What was done, what comes next")).to_have_value("Ustayı aradım, yarın")
    await his.screenshot(path=FOLDER / "two-people.png")

    # The same field: he is told, and saving shows both. Of another kind, he has its own fields before him.
    await expect(his.get_by_label("Floor")).to_be_hidden()
    await hers.locator(".record-edit > summary").click()
    await hers.locator('[data-application-form] [name="type"]').select_option("service")
    await hers.locator('[data-application-form] [name="subject"]').fill("Makine su akıtıyor")
    await hers.locator("[data-application-form] button[type=submit]").click()
    await expect(his.locator(".sheet-title")).to_contain_text("Makine su akıtıyor")
    await expect(his.locator("#toasts")).to_contain_text("Your text stays")
    await expect(his.get_by_label("Floor")).to_be_visible()
    await expect(subject).to_have_value("Makine su kaçırıyor, mutfak ıslak")
    await his.locator("[data-application-form] button[type=submit]").click()
    await expect(his.locator(".conflict-pair")).to_contain_text("Makine su akıtıyor")
    await expect(subject).to_have_value("Makine su kaçırıyor, mutfak ıslak")

    # While he looks at both, she goes on: nothing he typed is gone, and what she changed then is shown too.
    await his.locator('[data-application-form] [name="priority"]').select_option("urgent")
    await his.locator("[data-application-form] button[type=submit]").click()
    await expect(his.locator(".application-marks")).to_contain_text("Urgent")
    await expect(hers.locator(".application-marks")).to_contain_text("Urgent")  # or she would be told of it
    await hers.locator(".record-edit > summary").click()
    await his.locator(".record-edit > summary").click()
    await subject.fill("Makine su kaçırıyor, salon da ıslak")
    for text in ("Şimdi salon ıslak", "Salon ve hol ıslak"):
        await hers.locator('[data-application-form] [name="subject"]').fill(text)
        await hers.locator("[data-application-form] button[type=submit]").click()
        await expect(his.locator(".sheet-title")).to_contain_text(text)
        await expect(subject).to_have_value("Makine su kaçırıyor, salon da ıslak")
        await his.locator("[data-application-form] button[type=submit]").click()
        await expect(his.locator(".conflict-pair")).to_contain_text(text)
        await expect(subject).to_have_value("Makine su kaçırıyor, salon da ıslak")
        await hers.locator(".record-edit > summary").click()
    await his.locator("[data-application-form] button[type=submit]").click()
    await expect(his.locator(".sheet-title")).to_contain_text("Makine su kaçırıyor, salon da ıslak")
    assert [text for text in complaints if "409" not in text] == []


async def test_who_closes_the_last_tab_is_gone(
    centre: Centre, chromium: Browser, complaints: list[str]
) -> None:
    ayse = await somebody(chromium, centre, "Ayşe Yılmaz", "PJSIP/1001")
    mert = await somebody(chromium, centre, "Mert Aydın", "PJSIP/1002", timezone_id="America/New_York")
    member = await centre.member("Şükrü Öz", "+905321112233")
    async with centre.house.database.session() as session:
        number = await case(session, member, centre.people["ayse"])
    address = f"http://{centre.address}/applications/{number}"
    hers = await at(ayse, address, complaints)
    first, second = await at(mert, address, complaints), await at(mert, address, complaints)
    lookers = hers.locator("[data-looking]")
    await expect(lookers.locator(".person-chip")).to_have_text(["Mert Aydın"])
    await first.close()
    await second.get_by_label("What was done, what comes next").fill("Aradım")
    await second.get_by_label("Look again on").fill("2199-01-15T00:30")
    await expect(second.get_by_text("By the clock of Europe/Istanbul").first).to_be_visible()
    await expect(hers.get_by_text("By the clock of Europe/Istanbul").first).to_be_hidden()
    await second.get_by_role("button", name="Write down").click()
    await expect(hers.locator(".notes")).to_contain_text("Aradım")
    for page in (hers, second):  # one clock, wherever one sits
        due = page.locator('.notes time[data-time="clock"]')
        await expect(due).to_have_text("Jan 15, 2199 12:30 AM")
        await expect(due).to_have_attribute("title", re.compile(r"January 15.*\(Europe/Istanbul, GMT\+3\)"))
    await second.screenshot(path=FOLDER / "another-zone.png")
    chosen = [
        FilePayload(name=name, mimeType="", buffer=b"Tamam\n") for name in ("teslim.txt", "tutanak.txt")
    ]
    await second.locator("#documents input[type=file]").set_input_files(chosen)
    await expect(hers.locator("#documents .documents-row")).to_have_count(2)
    await expect(hers.locator("#toasts")).to_contain_text("added the document tutanak.txt")
    refused = [chosen[0], FilePayload(name="bos.txt", mimeType="", buffer=b"")]
    await expect(second.locator("#documents .documents-row")).to_have_count(2)
    await second.locator("#documents input[type=file]").set_input_files(refused)
    await expect(second.locator("[data-refused]")).to_have_text("bos.txt: The file is empty.")
    await expect(second.locator("#documents .documents-row")).to_have_count(3)
    await expect(second.locator("[data-refused]")).to_have_text("bos.txt: The file is empty.")
    await expect(lookers.locator(".person-chip")).to_have_text(["Mert Aydın"])
    await second.close()
    await expect(lookers.locator(".person-chip")).to_have_count(0)

    # A whole browser that ends says no goodbye.
    await at(mert, address, complaints)
    await expect(lookers).to_contain_text("Mert Aydın")
    await mert.close()
    await expect(lookers.locator(".person-chip")).to_have_count(0)
    assert complaints == []
