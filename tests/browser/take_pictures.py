"""Takes pictures of the pages to judge them by: python -m tests.browser.take_pictures [scene …] [--all].

They are written to build/screenshots/. Without --all: two widths, light and dark, Turkish; with --both also
English, with --light no dark ones, with --tall what one would scroll to, with --768 and the like that width.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Error, sync_playwright

from tests.browser.chromium import launch_options
from tests.browser.pages import PAGES
from tests.browser.scenes import SCENES
from tests.browser.stage import Stage

FOLDER = Path("build/screenshots/stage")
WIDTHS = {360: 780, 768: 1024, 1440: 900, 1920: 1080}
TALL = 2400


def _say_message(message: ConsoleMessage) -> None:
    sys.stderr.write(f"console: {message.text}\n")


def _say_error(error: Error) -> None:
    sys.stderr.write(f"error: {error}\n")


def main(arguments: list[str]) -> None:
    everything = "--all" in arguments
    names = [name for name in arguments if not name.startswith("--")] or [*SCENES, *PAGES]
    widths = [int(a[2:]) for a in arguments if a[2:].isdigit()] or (
        list(WIDTHS) if everything else [360, 1440]
    )
    languages = ("tr", "en") if everything or "--both" in arguments else ("tr",)
    themes = ("light", "dark") if "--light" not in arguments else ("light",)
    FOLDER.mkdir(parents=True, exist_ok=True)
    stage = Stage()
    stage.pages = {
        "/": ("console.html", {}),
        **{path: (template, values) for path, template, values in PAGES.values()},
    }
    with sync_playwright() as playwright, stage.open():
        browser = playwright.chromium.launch(**launch_options())
        page = browser.new_page(reduced_motion="reduce")
        page.on("console", _say_message)
        page.on("pageerror", _say_error)
        for name in names:
            for stage.language in languages:
                SCENES.get(name, SCENES["idle"])(stage)
                path = PAGES[name][0] if name in PAGES else "/"
                for stage.theme in themes:
                    for width in widths:
                        height = TALL if "--tall" in arguments else WIDTHS[width]
                        page.set_viewport_size({"width": width, "height": height})
                        page.goto(stage.address + path)
                        if page.locator("[data-holds=me]").count():
                            page.locator("#me").wait_for()
                        page.screenshot(path=FOLDER / f"{name}-{width}-{stage.theme}-{stage.language}.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
