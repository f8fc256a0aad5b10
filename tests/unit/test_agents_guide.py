"""docs/agents-guide.md tells the keys that the console has."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_keys_of_the_guide_are_those_of_the_console() -> None:
    guide = (ROOT / "docs/agents-guide.md").read_text(encoding="utf-8")
    dialog = (ROOT / "santral/console/templates/dialogs/shortcuts.html").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `([^`]+)` \| (.+) \|$", guide, re.MULTILINE))
    shown = set(re.findall(r'\("([^"]+)", _\("([^"]+)"\)\)', dialog))
    assert len(shown) > 10
    assert told == shown


def test_the_words_of_the_guide_are_those_on_the_screen() -> None:
    guide = (ROOT / "docs/agents-guide.md").read_text(encoding="utf-8")
    catalogue = (ROOT / "santral/console/locale/tr/LC_MESSAGES/santral.po").read_text(encoding="utf-8")
    quoted = re.findall(r"^\| \*([^*]+)\* \|", guide, re.MULTILINE)
    assert len(quoted) > 5
    for words in quoted:
        assert f'msgid "{words}' in catalogue, words
