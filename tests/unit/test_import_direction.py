"""The rooms may only look one way: console sees all, features see the core, the core sees nobody."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "santral"

MAY_IMPORT = {
    "crm_core": {"crm_core"},
    "cti": {"cti", "crm_core"},
    "console": {"console", "cti", "crm_core"},
    "migrations": {"migrations", "crm_core"},
}
"""Which rooms a file of each may import. A feature, when one is added, sees only itself and `crm_core`."""

TELEPHONY_SEES_OF_THE_CORE = {
    "santral.crm_core.bus",
    "santral.crm_core.errors",
    "santral.crm_core.db",
    "santral.crm_core.write_later",
}
"""Telephony knows no customer: of the core it sees the bus, the errors and the database's plumbing."""


def rooms() -> set[str]:
    return {path.name for path in ROOT.iterdir() if (path / "__init__.py").exists()}


def imports_of(path: Path) -> set[str]:
    """Dotted names of every module of ours that the file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports out in full"
            found.add(node.module or "")
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in found if name.startswith("santral.")}


def files() -> list[Path]:
    return sorted(ROOT.rglob("*.py"))


def test_every_room_is_named_here() -> None:
    assert rooms() == set(MAY_IMPORT)


@pytest.mark.parametrize("path", files(), ids=lambda p: str(p.relative_to(ROOT)))
def test_arrows_point_one_way(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]
    seen = {name.split(".")[1] for name in imports_of(path)} & rooms()
    if room in MAY_IMPORT:
        assert seen <= MAY_IMPORT[room], f"{room} may not import {seen - MAY_IMPORT[room]}"


@pytest.mark.parametrize("path", sorted((ROOT / "cti").rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_telephony_knows_no_customer(path: Path) -> None:
    of_the_core = {name for name in imports_of(path) if name.startswith("santral.crm_core")}
    strangers = {
        name
        for name in of_the_core - {"santral.crm_core"}
        if not any(name == known or name.startswith(f"{known}.") for known in TELEPHONY_SEES_OF_THE_CORE)
    }
    assert not strangers
