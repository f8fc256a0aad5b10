"""The server's key: given, or made once and found again."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from santral.console.server_key import FILE_NAME, ServerKey, UnusableKey


def test_one_is_made_once_and_each_use_has_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    made = ServerKey(None, folder)
    assert made.of("forms") == ServerKey(None, folder).of("forms")
    assert len(made.of("forms")) == 32
    assert made.of("forms") != made.of("webhooks")
    assert [file.name for file in folder.iterdir()] == [FILE_NAME]
    assert ServerKey(None, tmp_path / "other").of("forms") != made.of("forms")


def test_a_given_one_is_taken_and_nothing_written(tmp_path: Path) -> None:
    given = SecretStr("a long enough key that somebody thought of")
    assert ServerKey(given, tmp_path).of("forms") == ServerKey(given, tmp_path / "other").of("forms")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("left", ["", "cut off\n"])
def test_a_file_without_a_key_is_told_and_not_replaced(tmp_path: Path, left: str) -> None:
    (tmp_path / FILE_NAME).write_text(left)
    with pytest.raises(UnusableKey, match="holds no key"):
        ServerKey(None, tmp_path).of("forms")
    assert (tmp_path / FILE_NAME).read_text() == left


def test_what_a_kill_left_half_written_is_in_nobodys_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.getpid", lambda: 7)
    (tmp_path / f"{FILE_NAME}.7").write_text("half")
    assert len(ServerKey(None, tmp_path).of("forms")) == 32
    assert [file.name for file in tmp_path.iterdir()] == [FILE_NAME]
