"""WCAG 2.2 AA as far as a program can tell: axe-core on the page that a browser shows."""

from __future__ import annotations

from axe_playwright_python.base import AxeResults
from playwright.sync_api import Page

from tests.browser.stage_server import AXE

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def assert_accessible(page: Page, rules: tuple[str, ...] = (), part: str = "") -> None:
    """By all the rules, or by those named; of the whole page, or of `part` (a selector) and what it holds."""
    only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": TAGS}
    if not page.evaluate("'axe' in window"):
        # From an address, it is kept and compiled by the browser; as a text it would be read on every page.
        page.add_script_tag(url=AXE)
    # What is right is not told in detail: it would be megabytes a page.
    options = {"runOnly": only, "resultTypes": ["violations"]}
    found = AxeResults(page.evaluate(_RUN, [part, options]))
    assert found.violations_count == 0, found.generate_report()


_RUN = (
    """([part, options]) => axe.run(part || document, options).then(({ violations }) => ({ violations }))"""
)
