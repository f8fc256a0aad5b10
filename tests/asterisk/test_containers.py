"""docker-compose.yml and the two Dockerfiles, as far as can be told without building an image."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from santral.console.settings import Settings
from tests.asterisk.conftest import missing
from tests.asterisk.exchange import SAMPLE

ROOT = Path(__file__).parents[2]
SECRETS = {"SANTRAL_AMI_SECRET": "one", "POSTGRES_PASSWORD": "two", "PHONE_PASSWORD": "three"}


@cache
def compose_command() -> tuple[str, ...]:
    """The client in either of its forms; neither needs an engine to read the file."""
    if shutil.which("docker-compose"):
        return ("docker-compose",)
    if shutil.which("docker"):
        version = subprocess.run(["docker", "compose", "version"], capture_output=True, check=False)
        if version.returncode == 0:
            return ("docker", "compose")
    return missing("no Docker Compose: run scripts/install-test-servers, or install docker-compose")


def resolved(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The file as Compose reads it, with these variables and no `.env`."""
    (folder / "none.env").touch()
    return subprocess.run(
        [*compose_command(), "--env-file", folder / "none.env", "-f", ROOT / "docker-compose.yml", "config"],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def services(tmp_path: Path) -> dict[str, str]:
    """What Compose says of each, by name."""
    answer = resolved(tmp_path, **SECRETS)
    assert answer.returncode == 0, answer.stderr
    return dict(re.findall(r"^  (\w+):\n((?:    .*\n)+)", answer.stdout, re.M))


def variables(service: str) -> set[str]:
    return set(re.findall(r"^      ([A-Z_]+):", service, re.M))


def test_the_whole_set_is_described_and_every_variable_is_known(services: dict[str, str]) -> None:
    assert {"santral", "database", "counts", "exchange"} <= services.keys()
    assert variables(services["santral"]) <= {f"SANTRAL_{name.upper()}" for name in Settings.model_fields}
    assert variables(services["exchange"]) <= set(re.findall(r"\$\{(\w+):", (SAMPLE / "fill").read_text()))


def test_who_has_an_asterisk_of_their_own_starts_without_the_sample_one(services: dict[str, str]) -> None:
    needed = set(re.findall(r"^      (\w+):\n        condition:", services["santral"], re.M))
    assert needed == {"database", "counts"}


def test_a_phone_on_this_machine_is_told_where_this_machine_is(services: dict[str, str]) -> None:
    """It seems to come from the inner network: were that the inside, it would be sent to an address there."""
    assert {"EXTERNAL_ADDRESS"} == variables(services["exchange"]) & {"EXTERNAL_ADDRESS", "INSIDE_NET"}


@pytest.mark.parametrize("secret", sorted(SECRETS))
def test_the_set_does_not_start_without_its_secrets(secret: str, tmp_path: Path) -> None:
    answer = resolved(tmp_path, **{name: value for name, value in SECRETS.items() if name != secret})
    assert answer.returncode != 0


@pytest.mark.parametrize("folder", [ROOT, SAMPLE])
def test_every_file_an_image_is_made_of_is_there(folder: Path) -> None:
    for line in re.findall(r"^COPY (?!--from)(.*)$", (folder / "Dockerfile").read_text(), re.M):
        *sources, _target = shlex.split(line)
        for source in sources:
            assert list(folder.glob(source)), f"{source} is copied into the image and is not there"


def test_nothing_private_gets_into_an_image() -> None:
    ignored = (ROOT / ".dockerignore").read_text().split("\n")
    assert "*" in ignored  # everything is left out but what is named
    assert not [line for line in ignored if line.startswith("!") and (".env" in line or "var" in line)]
