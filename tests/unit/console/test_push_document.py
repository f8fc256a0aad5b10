"""docs/push.md says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from santral.console.push import line, socket
from santral.console.push.line import HubLimits
from santral.console.push.stream import Stream
from santral.console.screens import rounds, screens
from santral.crm_core.guarded_route import CLOSE_NOT_ALLOWED

ROOT = Path(__file__).parents[3]
DOCUMENT = (ROOT / "docs/push.md").read_text(encoding="utf-8")
DESK = ROOT / "santral/console/templates/desk"


def table(heading: str) -> list[list[str]]:
    """The rows of the table under a heading."""
    section = DOCUMENT.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\|(.+)\|$", section, re.MULTILINE)[2:]
    return [[cell.strip(" `") for cell in re.split(r"\|", row)] for row in rows]


def test_every_close_code_is_told() -> None:
    sent = {line.GOING_AWAY, line.TOO_SLOW, line.SIGNED_OUT, line.TOO_MANY, CLOSE_NOT_ALLOWED}
    sent |= {socket.TOO_LONG, socket.MISBEHAVES}
    assert {int(row[0]) for row in table("Close codes")} == sent


def test_every_fragment_is_told_with_its_region() -> None:
    for key, region, template, _ in table("Keys"):
        html = (ROOT / "santral/console/templates" / template).read_text(encoding="utf-8")
        assert f'data-region="{region}"' in html
        assert f'id="{key.removesuffix("<id>")}' in html
    told = {row[2].removeprefix("desk/") for row in table("Keys")}
    assert told == {path.name for path in DESK.glob("*.html") if "data-region" in path.read_text("utf-8")}


def test_the_heartbeat_is_as_told() -> None:
    pulse = (ROOT / "santral/static/js/pulse.js").read_text(encoding="utf-8")
    waits = {name: int(ms) for name, ms in re.findall(r"const (\w+)_MS = (\d+);", pulse)}
    for words in (
        f"One text, `{socket.PING}`",
        f"`{socket.PONG}`",
        f"nothing came for {waits['SILENT'] // 1000} s",
        f"comes within {waits['ANSWER'] // 1000} s",
        f"not open within {waits['OPEN'] // 1000} s",
        f"towards the {socket.MOST_MESSAGES} messages a minute",
    ):
        assert words in DOCUMENT, words


def test_the_limits_are_as_told() -> None:
    limits = HubLimits()
    kept = Stream("e", {})
    for words in (
        f"more than {socket.MOST_MESSAGES} messages a minute",
        f"longer than {socket.LONGEST_MESSAGE // 1024} KiB",
        f"{limits.queue_frames} frames or {limits.queue_bytes // 2**20} MiB wait",
        f"over {limits.send_deadline_s:.0f} seconds",
        f"{limits.sockets_per_user} browsers",
        f"{kept._keep_changes} changes or {kept._keep_bytes // 1024} KiB a user",
        f"up to {screens.PATIENCE_S} s",
    ):
        assert words in DOCUMENT, words
    assert limits.linger_s == 120
    assert rounds.ROUND_S == 1
    assert socket.PER_S == 60
