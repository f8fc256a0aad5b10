"""Renders views to fragments, each only once however many screens show it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import Protocol

from santral.console.push.stream import Fragment

KEEP_BYTES = 32 * 1024 * 1024

Key = tuple[str, str, object]
"""Template, language, view."""


class Renderer(Protocol):
    """`Templates` of the house, and simpler ones in tests."""

    def pieces(self, template: str, language: str, **values: object) -> Iterator[str]: ...


class Fragments:
    """`view` is a frozen dataclass: equal views in one language are one fragment, so that all the phones that
    ring for a call share it. The least used go first when they are more than `keep_bytes`."""

    def __init__(self, renderer: Renderer, keep_bytes: int = KEEP_BYTES) -> None:
        self._renderer = renderer
        self._keep_bytes = keep_bytes
        self._bytes = 0
        self._kept: OrderedDict[Key, Fragment] = OrderedDict()
        self._begun: dict[Key, tuple[list[str], Iterator[str]]] = {}

    def of(self, template: str, language: str, view: object) -> Fragment:
        """`template` without folder and suffix, as `call_card` for `desk/call_card.html`."""
        key = (template, language, view)
        fragment = self._kept.get(key)
        if fragment is not None:
            self._kept.move_to_end(key)
            return fragment
        texts, rest = self._begun.pop(key) if key in self._begun else ([], self._pieces(key))
        return self._keep(key, [*texts, *rest])

    def prepare(self, template: str, language: str, view: object) -> Iterator[None]:
        """Render what will be asked for, a piece at each step. Whoever asks meanwhile has it at once: only
        what is left is rendered then, and the steps end."""
        key = (template, language, view)
        if key in self._kept or key in self._begun:
            return
        texts, rest = begun = self._begun[key] = ([], self._pieces(key))
        try:
            for text in rest:
                texts.append(text)
                yield
            if self._begun.get(key) is begun:
                self._keep(key, texts)
        finally:
            if self._begun.get(key) is begun:
                del self._begun[key]

    def forget(self) -> None:
        """Equal views give other texts from now on, as where something is called otherwise."""
        self._kept.clear()
        self._begun.clear()
        self._bytes = 0

    def _pieces(self, key: Key) -> Iterator[str]:
        template, language, view = key
        return self._renderer.pieces(f"desk/{template}.html", language, view=view)

    def _keep(self, key: Key, texts: list[str]) -> Fragment:
        fragment = self._kept[key] = Fragment("".join(texts).strip())
        self._bytes += len(fragment.literal)
        while self._bytes > self._keep_bytes:
            self._bytes -= len(self._kept.popitem(last=False)[1].literal)
        return fragment
