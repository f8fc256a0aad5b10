"""Which numbers never pop."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santral.crm_core.errors import InvalidInput
from santral.crm_core.pop_rules import PopRules, check_pop_rules

SHAPE = re.compile(r"\+?[0-9X*]{1,32}")


@pytest.mark.parametrize(
    ("pattern", "forms", "never"),
    [
        ("112", ("112",), True),
        ("112", ("1123",), False),
        ("0850*", ("08501234567", "+908501234567"), True),
        ("+90850*", ("08501234567", "+908501234567"), True),
        ("0850*", ("05321112233", "+905321112233"), False),
        ("444XXXX", ("4440444",), True),
        ("444XXXX", ("444044",), False),
        ("*99", ("123499",), True),
        ("0532111", ("0532 111",), True),
        ("112", ("",), False),
        ("112", (), False),
    ],
)
def test_a_number_is_held_against_each_pattern_in_every_form(
    pattern: str, forms: tuple[str, ...], never: bool
) -> None:
    assert PopRules(never_pop=(pattern,)).never_pops(forms) is never


def test_without_patterns_everything_pops() -> None:
    assert not PopRules().never_pops(("+905321112233",))


def outcome(never_pop: str, hot_days: str, wrap_up_s: str, reasons: str) -> PopRules | InvalidInput:
    try:
        return check_pop_rules("ring", never_pop, hot_days, wrap_up_s, reasons)
    except InvalidInput as error:
        return error


@given(st.text())
def test_whatever_is_typed_is_either_refused_with_a_sentence_or_kept_in_its_shape(typed: str) -> None:
    rules = outcome(typed, "7", "30", "Mola")
    if isinstance(rules, InvalidInput):
        assert rules.field == "never_pop"
        assert str(rules)
    else:
        assert all(SHAPE.fullmatch(pattern) for pattern in rules.never_pop)
        rules.never_pops(("+905321112233",))


@given(st.text(), st.text(), st.text())
def test_no_text_in_the_other_fields_breaks_anything(hot_days: str, wrap_up_s: str, reasons: str) -> None:
    rules = outcome("", hot_days, wrap_up_s, reasons)
    if isinstance(rules, InvalidInput):
        assert rules.field in ("hot_days", "wrap_up_s", "pause_reasons")
    else:
        assert 0 <= rules.hot_days <= 365
        assert 0 <= rules.wrap_up_s <= 3600
        assert rules.pause_reasons


@given(
    st.text("0X*1", min_size=1, max_size=10).filter(lambda pattern: any(c.isdigit() for c in pattern)),
    st.text("01", max_size=12),
)
def test_a_pattern_holds_for_exactly_the_numbers_it_describes(pattern: str, number: str) -> None:
    described = re.compile(pattern.replace("X", "[0-9]").replace("*", "[0-9]*"))
    assert PopRules(never_pop=(pattern,)).never_pops([number]) == bool(described.fullmatch(number))


def test_many_stars_and_a_long_number_are_no_endless_search() -> None:
    """Tried in every way, there are more of them than can ever be looked at."""
    assert not PopRules(never_pop=("*1" * 16,)).never_pops(["1" * 2000 + "0"])
