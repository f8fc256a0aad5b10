"""Jinja2 without what only development needs: a pop renders pieces of a page, and every microsecond counts.

Templates are read once and never looked at again; edit one, and start the server anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, MutableMapping
from functools import lru_cache
from types import CodeType, FunctionType
from typing import Any, Final

from jinja2 import BytecodeCache, Environment, Template
from jinja2.bccache import Bucket
from jinja2.runtime import Context, Macro
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]

REMEMBERED: Final = 4096
"""Results kept of each macro."""


class CompiledOnce(BytecodeCache):
    """Templates are compiled once for all environments that share it; they have the same options."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._codes[bucket.key, bucket.checksum] = bucket.code


class QuickContext(Context):
    """Calls macros and plain functions at once: Jinja2 asks each of them each time what it wants besides."""

    def call(self, callee: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        is_macro = type(callee) is Macro
        # What a function wants besides (`pass_context`) is written on it.
        if not is_macro and (type(callee) is not FunctionType or callee.__dict__):
            return super().call(callee, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return callee(self.eval_ctx, *args, **kwargs) if is_macro else callee(*args, **kwargs)


def quick_escape(value: Any) -> str:
    """What a template writes for a value. `markupsafe.escape` makes markup of each first, only for the
    template to join it to the rest: a third of the time that a page takes."""
    if type(value) is str:
        return _escape_inner(value)
    return value if type(value) is Markup else escape(value)


class QuickTemplate(Template):
    @classmethod
    def from_code(cls, *args: Any, **kwargs: Any) -> Template:
        template = super().from_code(*args, **kwargs)
        template.root_render_func.__globals__["escape"] = quick_escape
        return template


class QuickEnvironment(Environment):
    """All templates share one plain dictionary of globals: an import then compares no chains of them."""

    context_class = QuickContext
    template_class = QuickTemplate

    def __init__(self, **options: Any) -> None:
        super().__init__(auto_reload=False, cache_size=-1, **options)
        self._by_name: dict[object, Template] = {}

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **d} if d else self.globals

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - Jinja2's name
    ) -> Template:
        if globals:
            return super().get_template(name, parent, globals)
        found = self._by_name.get(name)
        if found is None:
            found = self._by_name[name] = super().get_template(name, parent)
        return found

    def load(self, *folders: str) -> None:
        """Compile all that is in there now, rather than in the middle of the first call that needs it."""
        for name in self.list_templates(filter_func=lambda name: name.partition("/")[0] in folders):
            self.get_template(name)

    def remember(self, templates: Iterable[str]) -> None:
        """Keep what the macros of these templates give. Only for macros whose result depends on nothing but
        their arguments. Call it when globals and filters are there."""
        for name in templates:
            module = self.get_template(name).module
            for key, macro in vars(module).items():
                if isinstance(macro, Macro):
                    setattr(module, key, _remembering(macro))


def _remembering(macro: Macro) -> Callable[..., Any]:
    # Typed: text and markup may be equal, and are written differently.
    kept = lru_cache(maxsize=REMEMBERED, typed=True)(macro)

    def call(*args: Any, **kwargs: Any) -> Any:
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        try:
            return kept(*args, **kwargs)
        except TypeError:  # an argument that cannot be remembered, or a fault the macro itself will tell
            return macro(*args, **kwargs)

    return call
