"""The configuration in deploy/asterisk, without an exchange: what it lets through, how it is filled in."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from santral.cti.ami_events import RELEVANT_EVENTS
from tests.asterisk.exchange import SAMPLE

LISTED_ONLY = {"CoreShowChannel", "QueueEntry", "QueueMember", "QueueParams"}
"""Come only as part of an answer, and filters do not apply to answers."""
SECRETS = {"AMI_SECRET": "secret-of-santral", "PHONE_PASSWORD": "secret-of-phones"}


def fill(target: Path, **values: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SAMPLE / "fill", target],
        env={"PATH": os.environ["PATH"], **values},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_event_filter_lets_through_what_the_model_reads_and_nothing_else() -> None:
    line = re.search(r"^eventfilter = \^Event: \(([A-Za-z|]+)\)\.\.Privilege:$", sample("manager.conf"), re.M)
    assert line is not None
    # FullyBooted tells one who logged in before the exchange had finished starting to ask again;
    # QueueMemberPenalty tells `santral check` that it may hear of queues.
    besides = {"FullyBooted", "QueueMemberPenalty"}
    assert set(line[1].split("|")) == (RELEVANT_EVENTS | besides) - LISTED_ONLY


def test_filling_in_leaves_no_gap(tmp_path: Path) -> None:
    assert fill(tmp_path, **SECRETS, AMI_PORT="5040").returncode == 0
    filled = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert filled.keys() == {path.name for path in SAMPLE.glob("*.conf")}
    assert not [name for name, text in filled.items() if re.search(r"@[A-Z_]+@", text)]
    assert "secret = secret-of-santral\n" in filled["manager.conf"]
    assert "port = 5040\n" in filled["manager.conf"]


def test_secrets_are_readable_by_nobody_else(tmp_path: Path) -> None:
    fill(tmp_path, **SECRETS)
    assert not [path for path in tmp_path.iterdir() if path.stat().st_mode & 0o007]


@pytest.mark.parametrize("secret", sorted(SECRETS))
def test_no_secret_has_a_default(tmp_path: Path, secret: str) -> None:
    without = {name: value for name, value in SECRETS.items() if name != secret}
    refused = fill(tmp_path / "etc", **without)
    assert refused.returncode != 0
    assert secret in refused.stderr
    assert not (tmp_path / "etc").exists()


@pytest.mark.parametrize("value", ["a\nwrite = all", "a;b", "a|b", "a b", "$(id)", "a&b", "ş"])
def test_a_value_cannot_become_more_than_a_value(tmp_path: Path, value: str) -> None:
    refused = fill(tmp_path / "etc", **SECRETS | {"AMI_SECRET": value})
    assert refused.returncode != 0
    assert "AMI_SECRET" in refused.stderr


def test_a_caller_from_outside_may_not_transfer_by_key() -> None:
    """`T` in Queue or Dial lets the caller transfer, and a transfer ends where the lines to outside are."""
    incoming = sample("extensions.conf").split("[incoming]")[1].split("[internal]")[0]
    options = re.findall(r"(?:Queue|Dial)\([^,]+,(?:20,)?([a-zA-Z]*)", incoming)
    assert options == ["t", "t", "t"]


def sample(name: str) -> str:
    return (SAMPLE / name).read_text()
