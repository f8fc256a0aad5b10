"""A measurement's data set is made in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from benchmarks.dataset import MARK, make_dataset


def test_a_folder_that_holds_something_else_is_left_as_it_is(tmp_path: Path) -> None:
    mine = tmp_path / "santral.db"
    mine.write_text("a centre's own database")
    with pytest.raises(click.ClickException, match="holds something else"):
        make_dataset(tmp_path, members=1, entries=1, agents=1)
    assert mine.read_text() == "a centre's own database"


def test_a_data_set_is_kept_until_the_schema_changes(tmp_path: Path) -> None:
    folder = tmp_path / "small"
    make_dataset(folder, members=20, entries=20, agents=1)
    tokens = (folder / "agents.tsv").read_text()
    make_dataset(folder, members=20, entries=20, agents=1)
    assert (folder / "agents.tsv").read_text() == tokens
    (folder / MARK).write_text("another schema")
    make_dataset(folder, members=20, entries=20, agents=1)
    assert (folder / "agents.tsv").read_text() != tokens
