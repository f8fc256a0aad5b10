"""An administrator at the tree of definitions, with keys and with a pointer, before the real server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

from santral.crm_core.db import Database
from santral.crm_core.definitions.csv_import import apply_import
from santral.crm_core.definitions.kinds import DefinitionKind
from santral.crm_core.migrate import upgrade
from santral.crm_core.users.roles import Role
from tests.browser.chromium import launch_options
from tests.browser.conftest import FOLDER, chromium_or_skip
from tests.integration.console.centre import Centre, open_centre

pytestmark = pytest.mark.browser

CATEGORY, RESULT = DefinitionKind.CATEGORY, DefinitionKind.RESULT


class Deniz:
    user_id = 7


@dataclass
class Office:
    centre: Centre
    page: Page
    complaints: list[str] = field(default_factory=list)

    async def open(self, path: str) -> None:
        await self.page.goto(f"http://{self.centre.address}/administration/definitions/{path}")
        await expect(self.page.locator("#me")).to_be_visible()

    def name(self, code: str) -> Locator:
        return self.page.locator(f"#open-{code}")

    def order(self, kind: DefinitionKind, parent: str = "") -> list[str]:
        """What the server has."""
        return [one.code for one in self.centre.house.definitions.book.children(kind, parent)]

    async def shown(self, parent: str = "") -> list[str]:
        """What the page shows below one."""
        where = f"#definition-{parent} > ul > li" if parent else ".definition-roots > li"
        codes = await self.page.locator(where).evaluate_all("items => items.map((i) => i.dataset.code)")
        return [str(code) for code in codes]

    async def press(self, keys: str, answer: str = "/move") -> None:
        """A key that asks the server; back when the page has its answer."""
        async with self.page.expect_response(lambda r: r.url.endswith(answer) and r.ok):
            await self.page.keyboard.press(keys)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    chromium_or_skip()
    url = f"sqlite:///{tmp_path / 'house.db'}"
    database = Database(url)
    await upgrade(database)
    await database.dispose()
    async with open_centre(url, tmp_path) as centre, async_playwright() as playwright:
        browser = await playwright.chromium.launch(**launch_options())
        context = await browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        tab = await centre.agent("Deniz Öztürk", "", Role.ADMINISTRATOR)
        cookie, _, value = tab.cookie.partition("=")
        await context.add_cookies([{"name": cookie, "value": value, "url": f"http://{centre.address}"}])
        office = Office(centre, await context.new_page())
        office.page.on(
            "console",
            lambda m: office.complaints.append(m.text) if m.type in ("error", "warning") else None,
        )
        office.page.on("pageerror", lambda error: office.complaints.append(str(error)))
        yield office
        await browser.close()


async def test_adding_renaming_moving_and_retiring_need_no_mouse(office: Office) -> None:
    page = office.page
    await office.open("result")
    await page.locator(".definition-add > summary").press("Enter")
    await page.get_by_label("English name").press_sequentially("Quote given")
    await page.get_by_label("Turkish name").press_sequentially("Teklif verildi")
    await office.press("Enter", "/definitions/result")
    await expect(office.name("quote-given")).to_be_visible()
    await expect(page.get_by_label("English name")).to_have_value("")
    await expect(page.get_by_label("English name")).to_be_focused()

    await page.locator(".definition-name").first.focus()
    await page.keyboard.press("End")
    await expect(office.name("quote-given")).to_be_focused()
    await office.press("Alt+ArrowUp")
    await expect(office.name("quote-given")).to_be_focused()
    await expect(page.locator("#announce")).to_have_text("Quote given: 9 of 10")
    assert office.order(RESULT)[-2:] == ["quote-given", "wrong-number"]
    assert await office.shown() == office.order(RESULT)

    await page.keyboard.press("Enter")
    field_ = page.locator("#edit-name_en")
    await expect(field_).to_be_focused()
    await field_.fill("Solved")
    await page.keyboard.press("Enter")
    await expect(page.locator(".definition-editor .field-error")).to_have_text("“Solved” is here already.")
    await expect(field_).to_be_focused()
    await expect(field_).to_have_attribute("aria-invalid", "true")
    await field_.fill("Offer made")
    await office.press("Enter", "/quote-given")
    await expect(office.name("quote-given")).to_contain_text("Offer made")

    async with page.expect_response(lambda r: r.url.endswith("/retire")):
        await page.get_by_role("button", name="Retire").press("Enter")
    await expect(page.locator("#definition-quote-given .badge")).to_have_text("Retired")
    assert not office.centre.house.definitions.book.is_live(RESULT, "quote-given")
    await page.locator("#edit-name_en").press("Escape")
    await expect(page.locator(".definition-editor")).to_have_count(0)
    await expect(office.name("quote-given")).to_be_focused()
    await page.screenshot(path=FOLDER / "server-definitions-list.png")
    assert [text for text in office.complaints if "422" not in text] == []


async def test_a_tree_is_walked_folded_and_changed_with_arrows(office: Office) -> None:
    page = office.page
    await office.open("category")
    await office.name("delivery").focus()
    await page.keyboard.press("ArrowLeft")
    await expect(office.name("delivery-late")).to_be_hidden()
    await page.keyboard.press("ArrowDown")
    await expect(office.name("installation")).to_be_focused()
    await office.press("Alt+ArrowRight")
    assert office.order(CATEGORY, "delivery")[-1] == "installation"
    await expect(office.name("installation")).to_be_focused()
    await expect(office.name("installation")).to_be_visible()
    await office.press("Alt+ArrowUp")
    await expect(page.locator("#announce")).to_have_text("Installation: 5 of 6")
    await office.press("Alt+ArrowLeft")
    assert office.order(CATEGORY)[1:3] == ["delivery", "installation"]
    await office.press("Alt+ArrowUp")
    await expect(page.locator("#announce")).to_have_text(f"Installation: 2 of {len(office.order(CATEGORY))}")
    assert await office.shown() == office.order(CATEGORY)
    assert office.order(CATEGORY)[1] == "installation"
    assert page.url.endswith("/category"), "Alt with an arrow did not leave the page"
    assert office.complaints == []


async def drag(page: Page, code: str, onto: str, part: float) -> None:
    """By its handle, to that part of the row's height."""
    handle = await page.locator(f"#definition-{code} > .definition-row > [data-handle]").bounding_box()
    row = await page.locator(f"#definition-{onto} > .definition-row").bounding_box()
    assert handle
    assert row
    await page.mouse.move(handle["x"] + 8, handle["y"] + 8)
    await page.mouse.down()
    await page.mouse.move(row["x"] + 60, row["y"] + row["height"] * part, steps=5)


async def test_a_row_is_dragged_before_after_and_into_another(office: Office) -> None:
    page = office.page
    await office.open("category")
    for code in ("product", "delivery"):
        await page.locator(f"#definition-{code} > .definition-row > button").click()
    for onto, part, parent, place in (
        ("product", 0.1, "", 0),
        ("delivery", 0.9, "", 2),
        ("delivery", 0.5, "delivery", 5),
    ):
        await drag(page, "installation", onto, part)
        await expect(page.locator(f"#definition-{onto} > .definition-row")).to_have_attribute(
            "data-drop", {0.1: "before", 0.9: "after", 0.5: "into"}[part]
        )
        async with page.expect_response(lambda r: r.url.endswith("/move") and r.ok):
            await page.mouse.up()
        assert office.order(CATEGORY, parent).index("installation") == place
    await expect(page.locator("[data-dragged], [data-drop]")).to_have_count(0)
    before = office.order(CATEGORY)
    await drag(page, "product", "delivery", 0.9)
    await page.keyboard.press("Escape")
    await page.mouse.up()
    await drag(page, "delivery", "delivery-late", 0.5)  # which lies below it
    await page.mouse.up()
    assert office.order(CATEGORY) == before
    assert office.complaints == []


async def test_two_thousand_are_folded_and_found_by_typing(office: Office) -> None:
    rows = "".join(f"category;m{n};{f'm{n // 12}' if n > 12 else ''};Model {n}\n" for n in range(2000))
    file = f"kind;code;parent;name_tr\n{rows}category;odd;m1234;Işıklı göstergeler\n"
    await office.centre.house.definitions.change(partial(apply_import, text=file), Deniz(), datetime.now(UTC))
    page = office.page
    await office.open("category")
    await expect(office.name("odd")).to_be_hidden()
    assert await page.locator(".definition-name:visible").count() < 60
    await page.get_by_label("Filter by name or code").fill("ISIKLI gos")
    await expect(office.name("odd")).to_be_visible()
    assert await page.locator(".definition-name:visible").count() == 4, "it and what it lies below"
    await page.get_by_label("Filter by name or code").fill("nothing like this")
    await expect(page.get_by_text("Nothing is called that.")).to_be_visible()
    await page.get_by_label("Filter by name or code").fill("")
    await expect(office.name("product")).to_be_visible()
    await office.name("product").focus()
    await office.press("Alt+ArrowDown")
    await expect(office.name("product")).to_be_focused()
    assert office.complaints == []


async def test_without_a_drag_on_a_telephone(office: Office) -> None:
    page = office.page
    await page.set_viewport_size({"width": 360, "height": 780})
    await office.open("category")
    await office.name("staff").click()
    await page.locator(".definition-editor").get_by_text("Move", exact=True).click()
    async with page.expect_response(lambda r: r.url.endswith("/move") and r.ok):
        await page.get_by_role("button", name="Up", exact=True).click()
    assert office.order(CATEGORY)[-5:-3] == ["staff", "return-and-exchange"]
    async with page.expect_response(lambda r: r.url.endswith("/move") and r.ok):
        await page.get_by_label("Lies below").select_option("service")
        await page.get_by_role("button", name="Move there").click()
    assert office.order(CATEGORY, "service")[-1] == "staff"
    await expect(
        page.locator("#definition-service > ul > #definition-staff .definition-editor")
    ).to_be_visible()
    await page.screenshot(path=FOLDER / "server-definitions-phone.png")
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360
    assert office.complaints == []
