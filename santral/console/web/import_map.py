"""Tells browsers where scripts import each other from: addresses with the hash of their content, which a
browser keeps for ever. Without it each change of page would ask after forty files again.

It stands in the page itself, since browsers take it from nowhere else, and is the one script that the
Content-Security-Policy lets stand there: by the hash of its text.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

from santral.console.web.static_urls import STATIC, StaticUrls


@dataclass(frozen=True, slots=True)
class ImportMap:
    """`text` is JSON of names of our own files, as it stands in a page; `source` is how a policy names it."""

    text: Markup
    source: str


@lru_cache(maxsize=1)
def import_map(directory: Path = STATIC) -> ImportMap:
    """Made once: whoever edits a script starts the server anew, as with templates."""
    static = StaticUrls(directory)
    names = sorted(f"js/{path.name}" for path in (directory / "js").glob("*.js"))
    text = json.dumps({"imports": {f"/static/{name}": static.url(name) for name in names}})
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return ImportMap(Markup(text), f"'sha256-{digest}'")
