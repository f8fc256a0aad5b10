"""An agent's desk in a real browser, seen as the agent sees it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, ConsoleMessage, Locator, Page, expect

from tests.asterisk.console import PASSWORD, Console

SCREENSHOTS = Path(__file__).parents[2] / "build/screenshots/asterisk"


class Desk:
    """One signed-in browser. `complaints` is what the browser's console said that it should not have."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"uncaught: {error}"))

    def card(self, state: str) -> Locator:
        return self.page.locator(f'.call-card[data-state="{state}"]')

    @property
    def customer(self) -> Locator:
        """The customer column's shown part."""
        return self.page.locator('[data-region="customer"]:visible')

    @property
    def work(self) -> Locator:
        return self.page.locator('[data-region="work"]:visible')

    @property
    def history(self) -> Locator:
        """The titles of the customer's timeline, newest first."""
        return self.customer.locator(".timeline-row .entry-title")

    async def sign_in(self, console: Console, username: str) -> None:
        await self.page.goto(f"{console.address}/sign-in")
        await self.page.fill("#username", username)
        await self.page.fill("#password", PASSWORD)
        await self.page.press("#password", "Enter")
        # The first frame is here, and it knows that the exchange is heard.
        await expect(self.page.locator('#me[data-telephony="yes"]')).to_be_visible()

    async def write(self, notes: str) -> None:
        """Type notes and wait until the server has them, and the browser the whole answer: of an answer that
        is cut off it would complain."""
        async with self.page.expect_response(lambda r: r.url.endswith("/draft") and r.ok) as answer:
            await self.work.locator("textarea").fill(notes)
        await (await answer.value).finished()

    async def save(self) -> None:
        await self.work.locator('button[type="submit"]').click()

    async def transfer(self, to: str, kind: str) -> None:
        await self.page.locator('[data-dialog="transfer"]').click()
        dialog = self.page.locator("dialog#transfer")
        await dialog.locator('[name="to"]').fill(to)
        await dialog.locator(f'[name="kind"][value="{kind}"]').check()
        await dialog.locator('button[type="submit"]').click()
        await expect(dialog).to_be_hidden()

    async def hang_up(self) -> None:
        await self.page.locator('form[action$="/hang-up"] button').click()

    async def dial(self, number: str) -> None:
        await self.page.fill("#dial", number)
        await self.page.press("#dial", "Enter")

    def forgive(self, *words: str) -> None:
        """Take out of the complaints what had to come."""
        self.complaints = [c for c in self.complaints if not any(word in c for word in words)]

    async def picture(self, name: str) -> None:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        await self.page.screenshot(path=SCREENSHOTS / f"{name}.png")

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")


@asynccontextmanager
async def desk(browser: Browser, console: Console, username: str) -> AsyncIterator[Desk]:
    """A browser of its own for one agent. At the end its console must have said nothing."""
    context = await browser.new_context(viewport={"width": 1440, "height": 900}, locale="tr-TR")
    try:
        seat = Desk(await context.new_page())
        await seat.sign_in(console, username)
        yield seat
        assert seat.complaints == []
    finally:
        await context.close()
