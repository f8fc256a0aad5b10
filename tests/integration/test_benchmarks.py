"""A benchmark that is not run rots: here it is run small."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from click.testing import CliRunner

from benchmarks.__main__ import main as everything
from benchmarks.application_reading import main as applications
from benchmarks.large_directory import make_large_database
from benchmarks.pop_latency import main


def test_the_pop_latency_is_measured_beside_its_limit(tmp_path: Path) -> None:
    options = (
        "--members 200 --agents 8 --queues 2 --calls-per-s 4 --seconds 2 --settle-s 0.5 "
        "--rings-s 0.2 --talks-s 0.2"
    )
    result = CliRunner().invoke(main, [*options.split(), "--folder", str(tmp_path)], catch_exceptions=False)
    assert result.exit_code == 0
    console, limit = (line.split() for line in result.output.splitlines() if "  8  " in line)
    assert console[0] == "console,"
    assert limit[0] == "bare"
    assert "p99:" in result.output
    assert "the console's loop was late by at most" in result.output


def test_all_of_it_runs_with_one_command(tmp_path: Path) -> None:
    options = ["--small", "--seconds", "1", "--folder", str(tmp_path)]
    result = CliRunner().invoke(everything, options, catch_exceptions=False)
    assert result.exit_code == 0
    for line in (
        "console, 200 members",
        "bare limit",
        "pop: lookup and whole page",
        "the longest history costs",
        "list: all open",
    ):
        assert line in result.output


def test_applications_are_listed_and_searched_beside_their_limit(tmp_path: Path) -> None:
    path = tmp_path / "small.db"
    make_large_database(path, datetime.now(UTC), members=2_100, entries=200)
    result = CliRunner().invoke(applications, [f"sqlite:///{path}", "--rounds", "2"], catch_exceptions=False)
    assert result.exit_code == 0
    for line in (
        "bare limit",
        "list: all open",
        "page 20: all open",
        "search: Turkish letters",
        "similar: a",
        "aim, p95",
    ):
        assert line in result.output
