"""The example an administrator copies must be one the server understands."""

from __future__ import annotations

from pathlib import Path

from santral.console.settings import Settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"


def test_every_line_of_the_example_is_a_setting() -> None:
    names = {
        line.partition("=")[0]
        for line in EXAMPLE.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    }
    known = {f"SANTRAL_{field.upper()}" for field in Settings.model_fields}
    assert names
    assert names <= known
