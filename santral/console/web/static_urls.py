"""Addresses of our own styles, scripts and icons."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

STATIC: Final = Path(__file__).parents[2] / "static"


class StaticUrls:
    """Addresses of static files that change with their content, so that browsers may keep them for ever."""

    def __init__(self, directory: Path = STATIC) -> None:
        self._directory = directory
        self._known: dict[str, tuple[int, str]] = {}

    def url(self, path: str) -> str:
        """`css/console.css` → `/static/css/console.css?v=<hash of its content>`."""
        file = self._directory / path
        try:
            changed_ns = file.stat().st_mtime_ns
        except FileNotFoundError:
            return f"/static/{path}"
        known = self._known.get(path)
        if known is None or known[0] != changed_ns:
            known = changed_ns, hashlib.sha256(file.read_bytes()).hexdigest()[:12]
            self._known[path] = known
        return f"/static/{path}?v={known[1]}"
