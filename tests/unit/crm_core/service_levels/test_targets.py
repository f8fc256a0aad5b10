"""The most specific row tells what is promised."""

from __future__ import annotations

import pytest

from santral.crm_core.service_levels.targets import NOTHING_PROMISED, SlaTarget, SlaTargets, TargetKind

DEFAULT = SlaTarget("", "", 240, 540, 1620)
URGENT = SlaTarget("urgent", "", 30, 120, 540)
URGENT_GOLD = SlaTarget("urgent", "gold", 15, None, 240)
TARGETS = SlaTargets((DEFAULT, URGENT, URGENT_GOLD))


@pytest.mark.parametrize(
    ("priority", "tier", "row"),
    [
        ("urgent", "gold", URGENT_GOLD),
        ("urgent", "silver", URGENT),
        ("urgent", "", URGENT),
        ("low", "gold", DEFAULT),
        ("", "", DEFAULT),
        ("one that is new", "one too", DEFAULT),
    ],
)
def test_priority_and_tier_then_priority_then_the_default(priority: str, tier: str, row: SlaTarget) -> None:
    assert TARGETS.target(priority, tier) == row


def test_a_row_counts_as_a_whole_and_does_not_borrow_from_others() -> None:
    assert TARGETS.target("urgent", "gold").minutes(TargetKind.NEXT_UPDATE) is None
    assert [URGENT.minutes(kind) for kind in TargetKind] == [30, 120, 540]


def test_without_a_default_nothing_is_promised() -> None:
    assert SlaTargets((URGENT,)).target("low", "") == NOTHING_PROMISED


def test_two_rows_for_the_same_are_refused() -> None:
    with pytest.raises(ValueError, match="two rows"):
        SlaTargets((URGENT, SlaTarget("urgent", "", 1, 1, 1)))
