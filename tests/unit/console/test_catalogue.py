"""Everything people read exists in Turkish, and nothing in the catalogue is left over or half-done."""

from __future__ import annotations

import ast
import re

import pytest
from babel.messages.catalog import Message

from scripts.catalogue import ROOT, VALUE_IDS, read_catalogue, texts

PLACEHOLDER = re.compile(r"%\(\w+\)s")
TEXTS = {text.singular: text for text in texts()}


def _messages() -> list[Message]:
    return [message for message in read_catalogue() if message.id]


def _first(value: str | tuple[str, ...] | list[str] | None) -> str:
    return value if isinstance(value, str) else (value or [""])[0]


def test_every_text_is_in_the_turkish_catalogue() -> None:
    known = {_first(message.id) for message in _messages() if message.string}
    missing = [f"{text.place}: {text.singular!r}" for text in TEXTS.values() if text.singular not in known]
    assert not missing, "run `python scripts/catalogue.py` and write the Turkish:\n" + "\n".join(missing)


def test_what_the_audit_log_tells_of_is_told_in_words() -> None:
    written: set[str] = set()
    for path in (ROOT / "santral").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match call:
                case ast.Call(func=ast.Attribute(ast.Name("audit"), "record" | "as_pending_row")):
                    ids = (one.value for one in call.args if isinstance(one, ast.Constant))
                    written.update(one for one in ids if isinstance(one, str) and one)
    assert "application" in written
    assert written <= {*VALUE_IDS, "unknown", "pop_rules"}, "ids without a text in scripts/catalogue.py"


def test_nothing_in_the_catalogue_is_fuzzy_empty_or_said_no_more() -> None:
    for message in _messages():
        assert not message.fuzzy, message.id
        assert all(message.string) if isinstance(message.string, tuple) else message.string, message.id
        assert _first(message.id) in TEXTS, (
            f"{message.id!r} is said nowhere; run `python scripts/catalogue.py`"
        )


def test_the_turkish_has_the_same_placeholders() -> None:
    for message in _messages():
        wanted = set(PLACEHOLDER.findall(_first(message.id)))
        assert set(PLACEHOLDER.findall(_first(message.string))) == wanted, message.id


@pytest.mark.parametrize(
    "path", sorted((ROOT / "santral/console/templates").rglob("*.html")), ids=lambda p: p.name
)
def test_no_template_holds_words_that_are_not_translated(path: object) -> None:
    """Letters between tags, outside of expressions, are words somebody forgot: but for names, the same in
    every language."""
    source = (ROOT / str(path)).read_text(encoding="utf-8")
    source = re.sub(r"\{% block \w+_class %\}.*?\{% endblock %\}", " ", source)
    bare = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", source, flags=re.DOTALL)
    bare = re.sub(r"<!doctype html>|<script.*?</script>", " ", bare, flags=re.DOTALL | re.IGNORECASE)
    words = {word for text in re.findall(r">([^<>]*)<", bare) for word in re.findall(r"[^\W\d_]{2,}", text)}
    assert words <= {"Santral", "Türkçe", "English", "PDF"}
