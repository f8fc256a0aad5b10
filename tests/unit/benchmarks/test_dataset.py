"""A measurement's data set is made in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from benchmarks.dataset import make_dataset


def test_a_folder_that_holds_something_else_is_left_as_it_is(tmp_path: Path) -> None:
    mine = tmp_path / "santral.db"
    mine.write_text("a centre's own database")
    with pytest.raises(click.ClickException, match="holds something else"):
        make_dataset(tmp_path, members=1, entries=1, agents=1)
    assert mine.read_text() == "a centre's own database"
