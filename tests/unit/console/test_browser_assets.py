"""What the browser gets: nothing from elsewhere, nothing inline, colours from one place, every icon there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from santral.console.web.import_map import import_map
from santral.console.web.language import Languages
from santral.console.web.static_urls import StaticUrls
from santral.console.web.templating import Templates
from scripts.vendor_assets import ROOT, icon_names, sprite

STATIC = ROOT / "santral" / "static"
TEMPLATES = sorted((ROOT / "santral/console/templates").rglob("*.html"))
SHEETS = sorted((STATIC / "css").glob("*.css"))
SCRIPTS = sorted((STATIC / "js").glob("*.js"))


def test_the_lock_names_no_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert all("resolved" not in package for package in packages.values())
    assert all("integrity" in package for name, package in packages.items() if name)


def test_every_icon_that_is_used_is_in_the_sprite() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (*TEMPLATES, *SCRIPTS))
    calls = re.findall(r"\bicon\(([^()]*)\)", sources)
    used = {name for call in calls for name in re.findall(r'"([a-z0-9-]+)"', call)}
    used |= set(re.findall(r'MenuEntry\([^)]*?"[^"]*", "[^"]*", "([a-z-]+)"', _python()))
    words = {"icon-small", "menu-check", "several", "withheld", "failed", "brand"}
    assert used - words - {"Branch", "Department"} <= set(icon_names())


def test_no_icon_is_shipped_that_nothing_uses() -> None:
    sources = _python() + "".join(path.read_text(encoding="utf-8") for path in (*TEMPLATES, *SCRIPTS))
    assert [name for name in icon_names() if f'"{name}"' not in sources] == []


def _python() -> str:
    return "".join(path.read_text(encoding="utf-8") for path in (ROOT / "santral").rglob("*.py"))


def test_a_sprite_holds_each_icon_as_a_symbol(tmp_path: Path) -> None:
    (tmp_path / "bell.svg").write_text(
        '<svg viewBox="0 0 24 24">\n  <path d="M1 2"/>\n</svg>', encoding="utf-8"
    )
    assert '<symbol id="bell" viewBox="0 0 24 24"><path d="M1 2"/></symbol>' in sprite(["bell"], tmp_path)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_script_or_style(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", source)
    for tag in re.findall(r"<script[^>]*>", source):
        data = 'type="application/json"' in tag or 'type="importmap"' in tag
        assert "src=" in tag or data


@pytest.mark.parametrize("path", [p for p in SHEETS if p.name != "tokens.css"], ids=lambda path: path.name)
def test_colours_come_from_the_tokens(path: Path) -> None:
    assert not re.search(r"#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(|\boklch\(", path.read_text(encoding="utf-8"))


def test_scripts_import_each_other_by_addresses_that_change_with_their_content() -> None:
    known = json.loads(str(import_map().text))["imports"]
    assert set(known) == {f"/static/js/{path.name}" for path in SCRIPTS}
    for path in SCRIPTS:
        assert re.fullmatch(rf"/static/js/{path.name}\?v=[0-9a-f]{{12}}", known[f"/static/js/{path.name}"])
        for name in re.findall(r'^(?:import|export) .*from "([^"]+)"', path.read_text("utf-8"), re.MULTILINE):
            assert f"/static/js/{name.removeprefix('./')}" in known


def test_icons_have_the_address_that_browsers_keep(tmp_path: Path) -> None:
    """One that is asked after again would not appear while the server is away."""
    sprite_file = tmp_path / "vendor" / "icons.svg"
    sprite_file.parent.mkdir()
    sprite_file.write_text("<svg/>", encoding="utf-8")
    static = StaticUrls(tmp_path)
    templates = Templates(Languages("tr"), static)
    source = '{% from "components/icon.html" import icon %}{{ icon("bell") }}'
    shown = templates._environments["tr"].from_string(source).render()
    address = static.url("vendor/icons.svg")
    assert "?v=" in address
    assert f'href="{address}#bell"' in shown
    assert f'<meta name="icons" content="{address}">' in templates.render(
        "error.html",
        "tr",
        status=404,
        sentence="",
        user=None,
        csrf_token="",
        theme="light",
        path="/",
        menu=(),
    )
    assert "/static/vendor/icons.svg" not in "".join(path.read_text("utf-8") for path in SCRIPTS)


def test_every_sheet_is_linked() -> None:
    base = (ROOT / "santral/console/templates/base.html").read_text(encoding="utf-8")
    assert {path.stem for path in SHEETS} == set(
        re.findall(r'"([a-z]+)"', base.split("{% for sheet in")[1].split("%}")[0])
    )


def test_every_token_that_is_used_exists() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in SHEETS)
    defined = set(re.findall(r"(--[a-z0-9-]+)\s*:", sources))
    assert set(re.findall(r"var\((--[a-z0-9-]+)", sources)) <= defined


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_speak_no_language_of_their_own(path: Path) -> None:
    """Sentences come from components/texts.html, and every one that is asked for is there."""
    holder = (ROOT / "santral/console/templates/components/texts.html").read_text(encoding="utf-8")
    known = set(re.findall(r'^  "(\w+)":', holder, re.MULTILINE))
    source = path.read_text(encoding="utf-8")
    assert set(re.findall(r'\btext\("(\w+)"', source)) <= known
