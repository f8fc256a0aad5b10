"""What somebody who sets the server up types, and reads."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from santral.console.cli import main
from santral.console.settings import Settings
from santral.console.write_behind.set_aside import SetAside
from santral.cti.pbx_simulator import PbxSimulator
from tests.integration.console.test_background_writer import call

CREATE = ("create-user", "ayse", "--role", "administrator", "--password-stdin")
PASSWORD = "kırmızı-elma-9\n"


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"SANTRAL_{name.upper()}", raising=False)
    # The log of the whole process is not this test's to change.
    monkeypatch.setattr("santral.console.cli.configure_logs", lambda _settings: None)


def santral(*arguments: str, typed: str = "", **environment: str) -> Result:
    env: Mapping[str, str] = {f"SANTRAL_{name.upper()}": value for name, value in environment.items()}
    result = CliRunner().invoke(main, arguments, input=typed, env=env)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def test_a_port_in_use_is_a_sentence(sqlite_url: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = santral("serve", database_url=sqlite_url, ami_secret="x", port=str(port))
    assert result.exit_code == 1
    assert result.output.startswith(
        f"Santral cannot listen on 127.0.0.1, port {port}: Address already in use."
    )


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"port": "x"}, 'SANTRAL_PORT "x" cannot be used: should be a valid integer'),
        ({"database_url": "sqlite:///missing.db"}, "There is no database at missing.db yet"),
        ({"database_url": "postgresql://nobody@127.0.0.1:9/none"}, "It cannot be reached"),
        ({"database_url": "sqlite:///empty.db"}, "It has no tables yet: run `santral migrate`."),
    ],
)
def test_what_is_wrong_at_the_start_is_a_sentence(
    tmp_path: Path, wrong: dict[str, str], sentence: str
) -> None:
    (tmp_path / "empty.db").touch()
    result = santral("serve", ami_secret="x", **wrong)
    assert result.exit_code == 1
    assert sentence in result.output
    assert not (tmp_path / "missing.db").exists()


def test_a_folder_that_takes_nothing_is_a_sentence_too(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = santral("serve", database_url=sqlite_url, ami_secret="x", var_dir=str(tmp_path / "file/var"))
    assert result.exit_code == 1
    assert result.output.startswith(f"Write in {tmp_path}/file/var: Not a directory. User {os.getuid()} must")


def test_a_misspelt_setting_is_pointed_out_and_a_missing_one_named() -> None:
    result = santral("serve", ami_secrt="x")
    assert result.output.splitlines() == [
        "SANTRAL_AMI_SECRT is not a setting and is ignored; is SANTRAL_AMI_SECRET meant?",
        "SANTRAL_AMI_SECRET is missing. Set it in the environment or in .env.",
    ]


def test_the_first_administrator_is_made_by_a_command() -> None:
    too_soon = santral(*CREATE, typed=PASSWORD)
    assert (too_soon.exit_code, "run `santral migrate`" in too_soon.output) == (1, True)
    assert santral("migrate").output == "The database is up to date.\n"
    assert santral(*CREATE, typed="kisa\n").output == "A password has at least 10 characters.\n"
    assert santral(*CREATE, typed=PASSWORD).output == "ayse can sign in as administrator.\n"
    again = santral(*CREATE, typed=PASSWORD)
    assert (again.exit_code, again.output) == (1, "The user name ayse is taken.\n")


def test_the_password_is_asked_for_twice_and_never_shown(sqlite_url: str) -> None:
    result = santral("create-user", "elif", typed=PASSWORD * 2, database_url=sqlite_url)
    assert result.exit_code == 0
    assert PASSWORD.strip() not in result.output
    differs = santral("create-user", "mert", typed=PASSWORD + "başka\n", database_url=sqlite_url)
    assert differs.exit_code == 1


async def test_check_says_what_is_well_and_what_is_not(sqlite_url: str) -> None:
    async with PbxSimulator(users={"santral": "secret"}) as pbx:
        given = {"database_url": sqlite_url, "ami_port": str(pbx.port)}
        well = await asyncio.to_thread(santral, "check", ami_secret="secret", **given)
        assert "ok  Database (sqlite)" in well.output
        assert "ok  Log in as santral" in well.output
        wrong = await asyncio.to_thread(santral, "check", ami_secret="wrong", **given)
        assert wrong.exit_code == 1
        assert "The telephone exchange refused Santral's login." in wrong.output


def test_rows_that_were_set_aside_are_written_when_somebody_says_so(sqlite_url: str, tmp_path: Path) -> None:
    rows = [call("1"), call("2", started_at=None), call("3")]
    aside = SetAside(tmp_path / "var")
    aside.waiting.put(rows[:2], "for a test")
    aside.refused.put(rows[2:], "for a test")
    before = santral("check", database_url=sqlite_url, ami_secret="x", ami_port="9")
    assert "2 rows of the journal are set aside" in before.output
    assert "1 rows of the journal were refused" in before.output
    result = santral("write-set-aside", database_url=sqlite_url)
    assert result.exit_code == 1
    assert result.output.endswith("2 rows written, 1 refused again and kept.\n")
    assert (aside.count_waiting(), aside.refused.count()) == (0, 1)


def test_what_cannot_be_given_back_now_stays_set_aside(sqlite_url: str, tmp_path: Path) -> None:
    aside = SetAside(tmp_path / "var")
    aside.waiting.put([call("1")], "for a test")
    with aside.alone():
        result = santral("write-set-aside", database_url=sqlite_url)
        assert (result.exit_code, "The running server gives them back" in result.output) == (1, True)
    result = santral("write-set-aside", database_url="postgresql://nobody@127.0.0.1:9/none")
    assert (result.exit_code, "The database takes no rows now" in result.output) == (1, True)
    assert aside.count_waiting() == 1
