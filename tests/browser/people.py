"""People of the house, each in a browser of their own, before the real server."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Browser, BrowserContext, Page

from santral.crm_core.users.roles import Role
from tests.integration.console.centre import Browser as Tab
from tests.integration.console.centre import Centre


async def somebody(
    chromium: Browser, centre: Centre, name: str, device: str, role: Role = Role.AGENT, **options: Any
) -> BrowserContext:
    """The browser of somebody who is new in the house, signed in. `options` as Playwright names them."""
    return await signed_in(chromium, centre, await centre.agent(name, device, role), **options)


async def signed_in(chromium: Browser, centre: Centre, tab: Tab, **options: Any) -> BrowserContext:
    """A browser of the one whose tab it is."""
    usual = {"timezone_id": "Europe/Istanbul", "viewport": {"width": 1440, "height": 900}}
    context = await chromium.new_context(**{"reduced_motion": "reduce", **usual, **options})
    cookie, _, value = tab.cookie.partition("=")
    await context.add_cookies([{"name": cookie, "value": value, "url": f"http://{centre.address}"}])
    return context


async def at(context: BrowserContext, address: str, complaints: list[str]) -> Page:
    """A new page at `address`; what its console says goes to the `complaints`."""
    page = await context.new_page()
    page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(address)
    return page
