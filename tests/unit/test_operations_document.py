"""What docs/operations.md says one can watch is what the server tells."""

from __future__ import annotations

import re
from pathlib import Path

from santral.console.metrics import Metrics
from santral.crm_core.webhooks.standing import Standing

DOCUMENT = (Path(__file__).parents[2] / "docs/operations.md").read_text(encoding="utf-8")


def test_the_figures_of_webhooks_are_told_and_no_others() -> None:
    metrics = Metrics()
    metrics.webhooks.note(Standing(), 0, 0)
    told = {
        sample.name
        for family in metrics.registry.collect()
        for sample in family.samples
        if sample.name.startswith("santral_webhook") and not sample.name.endswith("_created")
    }
    assert set(re.findall(r"`(santral_webhook\w+)", DOCUMENT)) == told
