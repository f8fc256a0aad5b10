"""Every text people read, and the Turkish catalogue kept in step with them: python scripts/catalogue.py

Texts are found where they are written: `_()` and `ngettext()` in templates, the sentences of errors, titles
of menu entries, reasons of a lost link, and ids that are values, as the results of a call.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from santral.cti.loss import LossReason

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGE: Final = ROOT / "santral"
TEMPLATES: Final = PACKAGE / "console" / "templates"
CATALOGUE: Final = PACKAGE / "console" / "locale" / "tr" / "LC_MESSAGES" / "santral.po"

KEYWORDS: Final = {"_": None, "gettext": None, "ngettext": (1, 2)}
SENTENCE_AT: Final = {
    "InvalidInput": 1,
    "MenuEntry": 1,
    "LinkLost": 1,
    "DocumentRefused": 1,
    "DocumentTooLarge": 1,
    "BadHeader": 1,
    "WrongValue": 0,
    "tell": 3,
}
"""Which argument is the text, where it is not the first."""
VALUES: Final = {
    "santral/crm_core/pop_rules.py": "pause_reasons",
    "santral/console/web/answers.py": "SENTENCES",
    "santral/console/api/documents.py": "SENTENCES",
    "santral/crm_core/promises/telling.py": "PROMISE_TEXTS",
    "santral/cti/queue_silence.py": "NOTHING_OF_QUEUES",
    "santral/cti/telephony.py": "MAY_NOT_LIST",
    "santral/cti/actions.py": "NOT_DIALLED",
}
"""Names whose literals are ids that are translated as values."""


class Text(NamedTuple):
    """`plural` is `""` where there is one form only."""

    singular: str
    plural: str
    place: str


def texts() -> Iterator[Text]:
    """All texts; one that is written in several places comes several times."""
    for path in sorted(TEMPLATES.rglob("*.html")):
        yield from _in_template(path)
    errors = _error_names()
    for path in sorted(PACKAGE.rglob("*.py")):
        yield from _in_python(path, errors)
    for name in VALUE_IDS:
        yield Text(name, "", "scripts/catalogue.py")


VALUE_IDS: Final = (
    *(reason.value for reason in LossReason),
    # Kinds of numbers and addresses
    *("mobile", "work", "home", "fax", "other", "head office", "branch", "invoice", "delivery"),
    # What a company is to another
    *("Head office", "Sub-company", "Branch", "Department"),
    # Stages of an application
    *("New", "In progress", "Waiting for customer", "Waiting for supplier", "Solved", "Closed", "Open"),
    # Who did what to what, in the audit log
    *("viewed", "created", "changed", "saved", "chosen", "disabled", "enabled", "changed password"),
    *("corrected", "followed up"),
    *("signed in", "signed out", "sign-in refused", "member", "user", "interaction", "setting"),
    "application",
    *("renamed", "moved", "retired", "brought back", "deleted", "definition"),
    *("downloaded", "removed", "document", "custom field"),
    *("webhook", "renewed secret", "tested", "sent again", "switched on", "switched off"),
    *("assignment rule", "skill", "absence"),
    *("team", "process"),
    *("listed", "revoked", "api-key"),
    # How calls ended, in the history
    *("Answered", "Missed", "No answer", "Busy", "Abandoned"),
)
"""Ids that come out of the database."""


def _in_template(path: Path) -> Iterator[Text]:
    options = {"newstyle_gettext": "true", "trimmed": "false", "silent": "false"}
    for line, found, _, _ in extract_from_file("jinja2.ext:babel_extract", path, KEYWORDS, options=options):
        singular, plural = (found[0], found[1]) if isinstance(found, tuple) else (found, "")
        yield Text(str(singular), str(plural), f"{path.relative_to(ROOT)}:{line}")


def _error_names() -> frozenset[str]:
    """The names of all error classes, found by their bases."""
    bases: dict[str, list[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                bases[node.name] = [base.id for base in node.bases if isinstance(base, ast.Name)]
    names = {"SantralError"}
    while more := {name for name, over in bases.items() if names & set(over)} - names:
        names |= more
    return frozenset(names)


def _in_python(path: Path, errors: frozenset[str]) -> Iterator[Text]:
    place = str(path.relative_to(ROOT))
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = _constants(tree)
    wanted = VALUES.get(place)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            name = node.func.id
            if name in errors or name in SENTENCE_AT:
                yield from _argument(node, SENTENCE_AT.get(name, 0), place, constants)
        elif isinstance(node, ast.ClassDef) and node.name in errors:
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "super().__init__":
                    yield from _argument(call, 0, place, constants)
        elif isinstance(node, ast.AnnAssign | ast.Assign) and wanted and node.value is not None:
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            if isinstance(target, ast.Name) and target.id == wanted:
                yield from _literals(node.value, place)


def _constants(tree: ast.Module) -> dict[str, ast.expr]:
    """What the module's names stand for, where that is written in it."""
    return {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    } | {
        node.target.id: node.value
        for node in tree.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value
    }


def _argument(call: ast.Call, index: int, place: str, constants: dict[str, ast.expr]) -> Iterator[Text]:
    given = call.args[index] if len(call.args) > index else None
    for keyword in call.keywords:
        if keyword.arg in ("sentence", "reason", "title"):
            given = keyword.value
    if isinstance(given, ast.Name):
        given = constants.get(given.id)
    if given is not None:
        yield from _literals(given, f"{place}:{call.lineno}")


def _literals(node: ast.expr, place: str) -> Iterator[Text]:
    if isinstance(node, ast.IfExp):
        yield from _literals(node.body, place)
        yield from _literals(node.orelse, place)
    elif isinstance(node, ast.Tuple):
        for element in node.elts:
            yield from _literals(element, place)
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from _literals(value, place)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield Text(node.value, "", place)


def read_catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="tr")


def main() -> None:
    """Adds what is new, without a text; takes out what is said no more."""
    old = read_catalogue() if CATALOGUE.exists() else Catalog(locale="tr")
    new = Catalog(locale="tr", project="santral", fuzzy=False, creation_date=datetime(2026, 1, 1, tzinfo=UTC))
    for text in texts():
        known = old.get(text.singular)
        said = known.string if known is not None else ("", "") if text.plural else ""
        new.add((text.singular, text.plural) if text.plural else text.singular, said)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, new, width=110, sort_output=True, omit_header=False, include_lineno=False)
    missing = [message.id for message in new if message.id and not message.string]
    sys.stdout.write(f"{len(list(new))} texts, {len(missing)} without Turkish\n")
    for text_id in missing:
        sys.stdout.write(f"  {text_id!r}\n")


if __name__ == "__main__":
    main()
