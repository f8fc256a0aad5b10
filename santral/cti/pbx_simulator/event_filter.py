"""Which events a manager asked for: the `Filter` action, in its old form (a regular expression, with `!` for
"not") and in the one of Asterisk 22 (`MatchCriteria: action(exclude),name(VarSet)`).

An event passes if it matches one of the including filters, or there is none, and none of the excluding ones.
Source: `eventfilter` in Asterisk's sample manager.conf.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_Rule = Callable[[str, bytes], bool]
_CRITERION = re.compile(r"(\w+)\(([^)]*)\)")


class EventFilter:
    def __init__(self) -> None:
        self._including: list[_Rule] = []
        self._excluding: list[_Rule] = []

    def passes(self, event: str, text: bytes) -> bool:
        if self._including and not any(rule(event, text) for rule in self._including):
            return False
        return not any(rule(event, text) for rule in self._excluding)

    def add_expression(self, expression: str) -> None:
        """Raises `re.error` when it is none."""
        rules = self._excluding if expression.startswith("!") else self._including
        expression = expression.removeprefix("!")
        if name := re.fullmatch(r"Event: (\w+)", expression):
            wanted = name[1]
            rules.append(lambda event, _: event.startswith(wanted))
        else:
            pattern = re.compile(expression.encode())
            rules.append(lambda _, text: pattern.search(text) is not None)

    def add_criteria(self, criteria: str, expression: str) -> None:
        """Raises ValueError for what Asterisk would refuse."""
        given = dict(_CRITERION.findall(criteria))
        if not given or given.keys() - {"action", "name", "header", "method"}:
            raise ValueError(criteria)
        rules = self._excluding if given.get("action", "include") == "exclude" else self._including
        rules.append(
            _rule(given.get("name", ""), given.get("header", ""), given.get("method", "none"), expression)
        )


def _rule(name: str, header: str, method: str, expression: str) -> _Rule:
    tests: dict[str, Callable[[str], bool]] = {
        "none": lambda value: True,
        "exact": lambda value: value == expression,
        "starts_with": lambda value: value.startswith(expression),
        "ends_with": lambda value: value.endswith(expression),
        "contains": lambda value: expression in value,
        "regex": re.compile(expression).search if method == "regex" else lambda value: False,  # type: ignore[dict-item]
    }
    if method not in tests:
        raise ValueError(method)
    test = tests[method]

    def matches(event: str, text: bytes) -> bool:
        if name and event != name:
            return False
        if method == "none":
            return True
        body = text.decode()
        if not header:
            return bool(test(body))
        return any(
            bool(test(line.partition(": ")[2])) for line in body.splitlines() if line.startswith(f"{header}:")
        )

    return matches
