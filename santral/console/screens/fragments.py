"""Renders views to fragments, each only once however many screens show it."""

from __future__ import annotations

from collections import OrderedDict
from typing import Protocol

from santral.console.push.stream import Fragment

KEEP_BYTES = 32 * 1024 * 1024


class Renderer(Protocol):
    """`Templates` of the house, and simpler ones in tests."""

    def render(self, template: str, language: str, **values: object) -> str: ...


class Fragments:
    """`view` is a frozen dataclass: equal views in one language are one fragment, so that all the phones that
    ring for a call share it. The least used go first when they are more than `keep_bytes`."""

    def __init__(self, renderer: Renderer, keep_bytes: int = KEEP_BYTES) -> None:
        self._renderer = renderer
        self._keep_bytes = keep_bytes
        self._bytes = 0
        self._kept: OrderedDict[tuple[str, str, object], Fragment] = OrderedDict()

    def of(self, template: str, language: str, view: object) -> Fragment:
        """`template` without folder and suffix, as `call_card` for `desk/call_card.html`."""
        key = (template, language, view)
        fragment = self._kept.get(key)
        if fragment is not None:
            self._kept.move_to_end(key)
            return fragment
        html = self._renderer.render(f"desk/{template}.html", language, view=view).strip()
        fragment = self._kept[key] = Fragment(html)
        self._bytes += len(fragment.literal)
        while self._bytes > self._keep_bytes:
            self._bytes -= len(self._kept.popitem(last=False)[1].literal)
        return fragment

    def forget(self) -> None:
        """Equal views give other texts from now on, as where something is called otherwise."""
        self._kept.clear()
        self._bytes = 0
